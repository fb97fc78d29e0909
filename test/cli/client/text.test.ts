// What a person reads: safe text, tables, failures.
import { describe, expect, test } from "vitest";
import { failureText } from "../../../src/cli/client/failure-text.ts";
import { aligned, facts, instant, plain, shown } from "../../../src/cli/client/text.ts";

const as = (text: string): string => text;
const asked = { command: "patch project", url: "http://127.0.0.1:4002" };

test("Text from a server cannot move the cursor or change the direction of text.", () => {
  expect(plain("a\u001b[2Jb\nc\u009bd\u202ee\u2028f – é 日")).toBe(
    "a\\u{1b}[2Jb\\u{a}c\\u{9b}d\\u{202e}e\\u{2028}f – é 日",
  );
});

test.each([
  ["1m", "1m"],
  [true, "true"],
  [7, "7"],
  ["", "none"],
  [null, "none"],
  [undefined, "none"],
  [[], "none"],
  [["a", "b"], "a, b"],
  [{ a: "\u001b" }, '{"a":"\\u001b"}'],
])("The text %j is shown as %s.", (value, text) => {
  expect(shown(value)).toBe(text);
});

test.each([
  ["2026-11-27T04:54:32.123Z", "2026-11-27T04:54:32Z"],
  ["2026-11-27T04:54:32Z", "2026-11-27T04:54:32Z"],
  [null, "never"],
  [undefined, "never"],
])("The instant %s is shown as %s.", (value, text) => {
  expect(instant(value)).toBe(text);
});

test("Columns are as wide as their widest cell, and only the head is emphasised.", () => {
  const rows = [
    ["SLUG", "NAME"],
    ["a", "Acme Ltd."],
    ["longer", ""],
  ];
  expect(aligned(rows, (line) => `<${line}>`)).toBe("<SLUG    NAME>\na       Acme Ltd.\nlonger\n");
  expect(aligned([["SLUG"]], as)).toBe("SLUG\n");
});

test("Values are aligned behind the longest name.", () => {
  expect(
    facts(
      [
        ["Name", "Acme"],
        ["Environment", "dev"],
      ],
      "  ",
    ),
  ).toBe("  Name         Acme\n  Environment  dev\n");
});

describe("the text of a failure", () => {
  test("A refusal is shown with every problem and the next step.", () => {
    const problems = [
      { path: "/name", problem: "is empty" },
      { path: "/x", problem: "is unknown" },
    ];
    const error = {
      id: "control_key_insufficient",
      reason: "The key \u001b[31mmay not.",
      message: "Use another key.",
      details: { problems },
    };
    expect(failureText({ kind: "refused", status: 403, error }, asked))
      .toBe(`edge-sessions patch project: refused with 403 control_key_insufficient. The key \\u{1b}[31mmay not.
  /name: is empty
  /x: is unknown
  Next: Use another key.
  \`edge-sessions list keys\` shows the scopes of each key.
`);
  });

  test("An unknown error id is shown, and a note can replace the usual next step.", () => {
    const error = { id: "new", reason: "", message: "M.", details: undefined };
    const failure = { kind: "refused", status: 418, error } as const;
    expect(failureText(failure, asked)).toBe(
      "edge-sessions patch project: refused with 418 new. M.\n",
    );
    expect(failureText(failure, asked, "Do this.")).toContain("\n  Do this.\n");
  });

  test("A call without an answer is shown with its URL, how to start a control plane, and whether the change may have been made.", () => {
    const failure = { kind: "silent", why: "ECONNREFUSED", unsure: false } as const;
    const text = failureText(failure, asked);
    expect(text).toContain("http://127.0.0.1:4002 did not answer: ECONNREFUSED.\n");
    expect(text).toContain("`edge-sessions control` starts one.\n");
    expect(text).not.toContain("taken effect");
    expect(failureText({ ...failure, unsure: true }, asked)).toContain("may have taken effect");
  });
});
