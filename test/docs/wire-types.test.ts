// Types of what crosses the wire, written from an OpenAPI document.
import { expect, test } from "vitest";
import { wireTypes } from "../../scripts/api/wire-types.ts";

const answers = (schema: unknown) => ({
  "200": { description: "Done.", content: { "application/json": { schema } } },
  default: { description: "Refused." },
});

function documentOf(schema: unknown, paths: unknown = {}): unknown {
  return { components: { schemas: { Thing: schema } }, paths };
}

/** Without the line breaks, which the formatter decides. */
function typeOf(schema: unknown): string {
  const text = wireTypes(documentOf(schema)).replaceAll(/\s+/gu, " ");
  return /readonly Thing: (.*?); \} \/\*\* Every call/u.exec(text)?.[1] ?? text;
}

test.each([
  [{ type: "string", format: "uuid", maxLength: 3, pattern: "^a" }, "string"],
  [{ type: "string", enum: ["a", "b"] }, '"a" | "b"'],
  [{ type: ["integer", "null"], minimum: 0 }, "number | null"],
  [{ type: "array", items: { type: "boolean" } }, "readonly (boolean)[]"],
  [
    { type: "array", prefixItems: [{ type: "string" }, { type: "number" }] },
    "readonly [string, number]",
  ],
  [{}, "unknown"],
  [{ $ref: "#/components/schemas/Thing" }, 'Schemas["Thing"]'],
  [{ type: "object", properties: {} }, "Readonly<Record<string, unknown>>"],
  [
    {
      type: "object",
      properties: { "a-b": { type: "null" }, b: { type: "string", description: "Why." } },
      required: ["a-b"],
      additionalProperties: false,
    },
    '{ readonly "a-b": null; /** Why. */ readonly b?: string; }',
  ],
  [
    { type: "object", properties: {}, additionalProperties: {} },
    "{ readonly [name: string]: unknown; }",
  ],
  [
    { allOf: [{ $ref: "#/components/schemas/Thing" }, { type: "string" }] },
    'Schemas["Thing"] & string',
  ],
  [
    { anyOf: [{ $ref: "#/components/schemas/Thing" }, { type: "null" }] },
    'Schemas["Thing"] | null',
  ],
])("%j", (schema, type) => {
  expect(typeOf(schema)).toBe(type);
});

test("a call has its body and its answer", () => {
  const paths = {
    "/things/{id}": {
      post: {
        requestBody: { content: { "application/json": { schema: {} } } },
        responses: answers({ type: "string" }),
      },
      delete: { responses: { "204": { description: "Done." }, default: {} } },
    },
  };
  const text = wireTypes(documentOf({}, paths));
  expect(text).toContain(
    'readonly "POST /things/{id}": { readonly body: unknown; readonly answer: string };',
  );
  expect(text).toContain('readonly "DELETE /things/{id}": { readonly answer: undefined };');
});

test.each([
  ["oneOf", { oneOf: [] }],
  ["nullable", { type: "string", nullable: true }],
  ["the type date", { type: "date" }],
  ["the reference elsewhere.json", { $ref: "elsewhere.json" }],
  ["\\*/ in a description", { type: "string", description: "*/ alert()" }],
])("a schema with %s is refused, with its place", (what, schema) => {
  expect(() => wireTypes(documentOf({ type: "object", properties: { a: schema } }))).toThrow(
    new RegExp(`^components/schemas/Thing/a: .* cannot write a type for ${what}$`, "u"),
  );
});

test.each([
  ["a method", { "/a": { trace: { responses: answers({}) } } }],
  ["two answers", { "/a": { get: { responses: { ...answers({}), "201": {} } } } }],
  [
    "a body of another kind",
    { "/a": { get: { responses: { "200": { content: { "text/html": {} } } } } } },
  ],
])("%s that the types cannot show is refused", (_, paths) => {
  expect(() => wireTypes(documentOf({}, paths))).toThrow(/cannot write a type for/u);
});
