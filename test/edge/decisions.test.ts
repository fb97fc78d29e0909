// No condition in src/edge looks at a method, a status or a header: what follows from them is decided in src/core, and the edge
// does what it says. A condition may ask a function of core about them, unless that function only reads a value.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseSync, Visitor, type ESTree } from "vite";

const edge = new URL("../../src/edge/", import.meta.url).pathname;

/** Properties and variables that hold what must not be looked at. */
const judged = new Set(["method", "status", "headers", "header"]);

/** Functions of core that decide nothing: a condition on their result would be the edge's own. */
const readers = new Set(["headerValues", "filterLines"]);

const comparisons = new Set(["===", "!==", "==", "!=", "<", "<=", ">", ">="]);

/** A string that is a method or a header's name; a number from 100 to 599 counts as a status. */
const methodOrHeader =
  /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|accept(?:-.+)?|age|authorization|cache-control|connection|content-.+|cookie|date|expect|host|location|origin|pragma|set-cookie|te|vary|via|x-.+)$/;

/** Each condition of a source text that looks at one of them, as `line: text`. */
function conditionsOn(text: string): readonly string[] {
  const { program, errors } = parseSync("source.ts", text);
  expect(errors).toEqual([]);
  const core = new Set<string>();
  for (const node of program.body) {
    if (node.type !== "ImportDeclaration" || !node.source.value.includes("/core/")) continue;
    for (const { local } of node.specifiers) if (!readers.has(local.name)) core.add(local.name);
  }
  const found = new Map<number, string>();
  const judge = (condition: ESTree.Node | null | undefined): void => {
    if (condition === null || condition === undefined || !looks(condition, core)) return;
    const line = text.slice(0, condition.start).split("\n").length;
    const code = text.slice(condition.start, condition.end).replaceAll(/\s+/g, " ");
    found.set(condition.start, `${line}: ${code}`);
  };
  new Visitor({
    IfStatement: ({ test }) => judge(test),
    ConditionalExpression: ({ test }) => judge(test),
    WhileStatement: ({ test }) => judge(test),
    DoWhileStatement: ({ test }) => judge(test),
    ForStatement: ({ test }) => judge(test),
    SwitchStatement: ({ discriminant }) => judge(discriminant),
    LogicalExpression: ({ left, right }) => {
      judge(left);
      judge(right);
    },
    BinaryExpression: (node) => {
      if (comparisons.has(node.operator)) judge(node);
    },
    UnaryExpression: (node) => {
      if (node.operator === "!") judge(node);
    },
  }).visit(program);
  return [...found.values()];
}

/** Functions that a source text imports to read header lines by itself. */
function readersImported(text: string): readonly string[] {
  return parseSync("source.ts", text).program.body.flatMap((node) =>
    node.type === "ImportDeclaration"
      ? node.specifiers.map(({ local }) => local.name).filter((name) => readers.has(name))
      : [],
  );
}

/** Whether an expression looks at a method, a status or a header itself. What it passes to a function of core does not count. */
function looks(node: unknown, core: ReadonlySet<string>): boolean {
  if (Array.isArray(node)) return node.some((one) => looks(one, core));
  if (!isNode(node)) return false;
  if (node.type === "CallExpression" && node.callee.type === "Identifier") {
    if (core.has(node.callee.name)) return false;
    if (readers.has(node.callee.name)) return true;
  }
  if (node.type === "MemberExpression" && node.property.type === "Identifier") {
    if (!node.computed && judged.has(node.property.name)) return true;
  }
  if (node.type === "Identifier" && judged.has(node.name)) return true;
  if (node.type === "Literal") {
    const { value } = node;
    if (typeof value === "number") return Number.isInteger(value) && value >= 100 && value < 600;
    return typeof value === "string" && methodOrHeader.test(value);
  }
  // What a function does inside a condition has conditions of its own.
  if (node.type === "ArrowFunctionExpression") return false;
  if (node.type === "ObjectExpression" || node.type === "Property") return false;
  return Object.entries(node).some(([name, value]) => name !== "parent" && looks(value, core));
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === "object" && value !== null && "type" in value;
}

const files = readdirSync(edge, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);

describe("conditions on a method, a status or a header", () => {
  test("src/edge has files", () => {
    expect(files.length).toBeGreaterThan(20);
  });

  test.each(files)("src/edge/%s has none", (name) => {
    const text = readFileSync(join(edge, name), "utf8");
    expect(conditionsOn(text)).toEqual([]);
    expect(readersImported(text)).toEqual([]);
  });

  test.each([
    ['if (request.method === "GET") go();', true],
    ["const ok = answer.status < 300;", true],
    ["const kind = answer.status ? 1 : 2;", true],
    ["switch (status) {}", true],
    ["const all = names.filter((name) => name !== 'set-cookie');", true],
    ["if (headerValues(lines, 'x-y').length > 0) go();", true],
    [
      "import { headerValues } from '../core/header-lines.ts'; if (headerValues(l, 'via')) go();",
      true,
    ],
    ["const own = isOwn && headers.length > 1;", true],
    ["if (!method) go();", true],
    ["const { status: code } = answer; if (code === 401) go();", true],
    ["while (credential.header === undefined) go();", true],
    ["if (looksOwn(request.method)) go();", true],
    ["import { isHead } from '../core/framing.ts'; if (isHead(request.method)) go();", false],
    ["emit({ method: request.method, status: answer.status });", false],
    [
      "const { status, headers } = answer; if (answer.kind === 'failure') go(status, headers);",
      false,
    ],
  ])("%s: %s", (text, expected) => {
    expect(conditionsOn(text).length > 0).toBe(expected);
  });

  test("a reader of header lines is noticed where it is imported", () => {
    const text =
      "import { headerValues } from '../core/header-lines.ts'; go(headerValues(l, 'via'));";
    expect(readersImported(text)).toEqual(["headerValues"]);
  });
});
