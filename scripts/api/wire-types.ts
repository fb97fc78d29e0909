// TypeScript types of what crosses the wire, from an OpenAPI document: every schema, and the body and the answer of every
// call. It knows the part of JSON Schema that our document uses, and throws at anything else, so that no type is a guess.

type Json = Readonly<Record<string, unknown>>;

const opening = `// What crosses the wire between the Console and the control plane. Written by \`npm run docs:api\` from
// docs/reference/openapi.json; changes made here are lost.
`;

/** Keywords that narrow a value without changing its type. */
const unseenKeywords = [
  "description",
  "example",
  "format",
  "maxItems",
  "maxLength",
  "maximum",
  "minItems",
  "minLength",
  "minimum",
  "pattern",
];

const methods = ["get", "put", "post", "delete", "patch"];

/** The module, not yet formatted. Throws an `Error` that names the place of anything it does not know. */
export function wireTypes(document: unknown): string {
  const { components, paths } = objectAt(document, "the document");
  const { schemas } = objectAt(components, "components");
  const members = Object.entries(objectAt(schemas, "components/schemas")).map(([name, schema]) =>
    member(name, schema, true, `components/schemas/${name}`),
  );
  const calls = Object.entries(objectAt(paths, "paths")).flatMap(([path, operations]) =>
    Object.entries(objectAt(operations, path)).map(([method, operation]) => {
      if (!methods.includes(method)) throw unknown(`the method ${method}`, path);
      return callMember(`${method.toUpperCase()} ${path}`, operation);
    }),
  );
  return `${opening}
/** The named schemas. */
export interface Schemas {
${members.join("\n")}
}

/** Every call: what it sends, where it sends something, and what it is answered. */
export interface Calls {
${calls.join("\n")}
}
`;
}

function callMember(name: string, operation: unknown): string {
  const { requestBody, responses } = objectAt(operation, name);
  const answers = Object.entries(objectAt(responses, name)).filter(([key]) => key !== "default");
  const [answer] = answers;
  if (answer === undefined || answers.length > 1)
    throw unknown("more or less than one answer", name);
  const body =
    requestBody === undefined ? "" : `readonly body: ${contentType(requestBody, name)}; `;
  return `readonly ${JSON.stringify(name)}: { ${body}readonly answer: ${contentType(answer[1], name)} };`;
}

/** The media types of files that the API lets a browser store. */
const fileTypes: ReadonlySet<string> = new Set(["text/csv", "application/jsonl"]);

function contentType(message: unknown, at: string): string {
  const { content } = objectAt(message, at);
  if (content === undefined) return "undefined";
  const { "application/json": json, ...others } = objectAt(content, at);
  // A file is not read by the Console. The browser stores it.
  if (json === undefined && Object.keys(others).every((kind) => fileTypes.has(kind)))
    return "string";
  if (Object.keys(others).length > 0) throw unknown(Object.keys(others).join(), at);
  return typeOf(objectAt(json, at)["schema"], at);
}

function typeOf(given: unknown, at: string): string {
  const schema = objectAt(given, at);
  const known = (keyword: string): boolean => unseenKeywords.includes(keyword);
  const [first, ...rest] = Object.keys(schema).filter((keyword) => !known(keyword));
  if (first === undefined) return "unknown";
  const only = (...keywords: readonly string[]): void => {
    const other = rest.find((keyword) => !keywords.includes(keyword));
    if (other !== undefined) throw unknown(other, at);
  };
  switch (first) {
    case "$ref":
      only();
      return reference(schema["$ref"], at);
    case "allOf":
      only();
      return listAt(schema["allOf"], at)
        .map((part) => typeOf(part, at))
        .join(" & ");
    case "anyOf":
      only();
      return listAt(schema["anyOf"], at)
        .map((part) => typeOf(part, at))
        .join(" | ");
    case "type": {
      only("properties", "required", "additionalProperties", "items", "prefixItems", "enum");
      const { type } = schema;
      const types = typeof type === "string" ? [type] : listAt(type, at);
      return types.map((one) => typeNamed(one, schema, at)).join(" | ");
    }
    default:
      throw unknown(first, at);
  }
}

function typeNamed(type: unknown, schema: Json, at: string): string {
  switch (type) {
    case "string":
      return schema["enum"] === undefined
        ? "string"
        : listAt(schema["enum"], at)
            .map((word) => JSON.stringify(word))
            .join(" | ");
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return arrayType(schema, at);
    case "object":
      return objectType(schema, at);
    default:
      throw unknown(`the type ${String(type)}`, at);
  }
}

function arrayType({ items, prefixItems }: Json, at: string): string {
  if (prefixItems === undefined) return `readonly (${typeOf(items, `${at}/items`)})[]`;
  const types = listAt(prefixItems, at).map((item) => typeOf(item, `${at}/prefixItems`));
  return `readonly [${types.join(", ")}]`;
}

function objectType({ properties = {}, required, additionalProperties }: Json, at: string): string {
  const always = required === undefined ? [] : listAt(required, at);
  const members = Object.entries(objectAt(properties, at)).map(([name, schema]) =>
    member(name, schema, always.includes(name), `${at}/${name}`),
  );
  if (additionalProperties !== undefined && additionalProperties !== false) {
    const type = typeOf(additionalProperties, `${at}/additionalProperties`);
    members.push(`readonly [name: string]: ${type};`);
  }
  return members.length === 0 ? "Readonly<Record<string, unknown>>" : `{\n${members.join("\n")}\n}`;
}

function member(name: string, schema: unknown, always: boolean, at: string): string {
  const { description } = objectAt(schema, at);
  const comment = typeof description === "string" ? `/** ${description} */\n` : "";
  if (String(description).includes("*/")) throw unknown("*/ in a description", at);
  const key = /^[A-Za-z_]\w*$/u.test(name) ? name : JSON.stringify(name);
  return `${comment}readonly ${key}${always ? "" : "?"}: ${typeOf(schema, at)};`;
}

function reference(target: unknown, at: string): string {
  const name = /^#\/components\/schemas\/(\w+)$/u.exec(String(target))?.[1];
  if (name === undefined) throw unknown(`the reference ${String(target)}`, at);
  return `Schemas[${JSON.stringify(name)}]`;
}

function objectAt(value: unknown, at: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unknown(`${JSON.stringify(value)} instead of an object`, at);
  }
  return value as Json;
}

function listAt(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw unknown(`${JSON.stringify(value)} instead of a list`, at);
  return value;
}

function unknown(what: string, at: string): Error {
  return new Error(`${at}: scripts/api/wire-types.ts cannot write a type for ${what}`);
}
