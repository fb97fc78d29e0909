// The header lines of answers that come from the origin just now.
import { describe, expect, test } from "vitest";
import { bypassedLines, filledLines } from "./answer-lines.ts";
import { cacheForbidden } from "./cache-control.ts";

const origin = [
  "Content-Type",
  "application/json",
  "Connection",
  "close",
  "Set-Cookie",
  "s=v",
  "Access-Control-Allow-Origin",
  "*",
];
const forbidden = ["Cache-Control", cacheForbidden];
const type = ["Content-Type", "application/json"];
const cookie = ["Set-Cookie", "s=v"];
const cors = ["Access-Control-Allow-Origin", "*"];

describe("a fill's answer", () => {
  test("A fill's answer gives its cookies only to the client that started the call.", () => {
    expect(filledLines(origin, true, false)).toEqual([...type, ...cookie, ...cors, ...forbidden]);
    expect(filledLines(origin, false, false)).toEqual([...type, ...cors, ...forbidden]);
  });

  test("A fill's answer to HEAD has no CORS headers.", () => {
    expect(filledLines(origin, true, true)).toEqual([...type, ...cookie, ...forbidden]);
  });
});

test.each([
  ["GET", forbidden],
  ["HEAD", forbidden],
  ["POST", []],
])(
  "An answer to %s for whoami that is passed on forbids storing only where it could be stored.",
  (method, control) => {
    expect(bypassedLines(origin, method)).toEqual([...type, ...cookie, ...cors, ...control]);
  },
);
