// The host's own judgement of heads, apart from what its parser refuses before: it must hold under any parser.
import { expect, test } from "vitest";
import { readHead } from "../../src/host/node/strict-head.ts";

const bytesMax = 1_000;

function judge(lines: readonly string[], target = "/", version = "1.1"): string {
  const verdict = readHead({ version, method: "GET", target, lines }, bytesMax);
  return verdict.kind === "taken" ? verdict.target : verdict.error;
}

const refused: readonly (readonly [name: string, lines: readonly string[]])[] = [
  ["two lengths", ["Host", "a", "Content-Length", "5", "content-length", "5"]],
  ["a length that is not a number", ["Host", "a", "Content-Length", "+5"]],
  ["an empty length", ["Host", "a", "Content-Length", ""]],
  ["a list of lengths", ["Host", "a", "Content-Length", "5, 5"]],
  ["length and coding", ["Host", "a", "Content-Length", "5", "Transfer-Encoding", "chunked"]],
  ["two codings", ["Host", "a", "Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"]],
  ["another coding", ["Host", "a", "Transfer-Encoding", "gzip, chunked"]],
  ["an empty coding", ["Host", "a", "Transfer-Encoding", ""]],
  ["two Hosts", ["Host", "a", "HOST", "a"]],
  ["no Host", ["X-Host", "a"]],
  ["a Host of two", ["Host", "a b"]],
];

test.each(refused)("A head with %s is refused.", (_name, lines) => {
  expect(judge(lines)).toBe("edge_request_malformed");
});

test.each(["*", "", "x", "/ x", "/\u00e9", "/\t", "http://b/", "http://a:1/", "ftp://a/", "//a"])(
  "The target %j is refused unless it is in origin form.",
  (target) => {
    expect(judge(["Host", "a"], target)).toBe(target === "//a" ? "//a" : "edge_request_malformed");
  },
);

test.each(["0.9", "1.2", "2.0", ""])("The version %j is refused.", (version) => {
  expect(judge(["Host", "a"], "/", version)).toBe("edge_request_malformed");
});

test("A head of exactly the most bytes is accepted, and one byte more is refused.", () => {
  const rest = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n".length;
  const value = "x".repeat(bytesMax - rest);
  expect(judge(["Host", "a", "X", value])).toBe("/");
  expect(judge(["Host", "a", "X", `${value}x`])).toBe("edge_head_too_large");
});

test("A list from which nothing is dropped is kept as it is.", () => {
  const lines = ["Host", "a", "Cookie", "b=1"];
  const verdict = readHead({ version: "1.1", method: "GET", target: "/", lines }, bytesMax);
  expect(verdict).toMatchObject({ kind: "taken", hasBody: false, awaitsContinue: false });
  expect(verdict.kind === "taken" && verdict.headers === lines).toBe(true);
});

test.each([
  ["1.0", "/", "taken"],
  ["1.1", "/", "refused"],
  ["1.0", "http://a/", "refused"],
])("A request of HTTP/%s without Host for %s is judged: %s.", (version, target, kind) => {
  expect(readHead({ version, method: "GET", target, lines: [] }, bytesMax).kind).toBe(kind);
});

test.each([
  ["1.1", true],
  ["1.0", false],
])("An expectation of HTTP/%s is awaited: %s.", (version, awaitsContinue) => {
  const lines = ["Host", "a", "Expect", "100-continue", "Content-Length", "1"];
  expect(readHead({ version, method: "POST", target: "/", lines }, bytesMax)).toMatchObject({
    awaitsContinue,
    hasBody: true,
    headers: ["Host", "a", "Content-Length", "1"],
  });
});
