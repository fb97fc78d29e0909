import { array, assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldMembersMax } from "../limits.ts";
import { headerValue, pointerTokens, readField } from "./field.ts";

const session = {
  id: "s",
  n: 0,
  yes: false,
  empty: "",
  nothing: null,
  list: ["a", "b,c", 3],
  mixed: ["a", { b: 1 }],
  none: [],
  "a/b": { "m~n": "escaped" },
  identity: { traits: { email: "ada@example.org" } },
};

describe("pointerTokens", () => {
  test.each([
    ["", []],
    ["/", [""]],
    ["/a/b", ["a", "b"]],
    ["/a~1b/m~0n/~01", ["a/b", "m~n", "~1"]],
    ["a", undefined],
    ["/~2", undefined],
    ["/~", undefined],
  ])("reads %j.", (pointer, tokens) => {
    expect(pointerTokens(pointer)).toEqual(tokens);
  });
});

describe("readField", () => {
  test.each([
    ["/id", "s"],
    ["/n", 0],
    ["/yes", false],
    ["/empty", ""],
    ["/nothing", undefined],
    ["/list", ["a", "b,c", 3]],
    ["/list/1", "b,c"],
    ["/list/01", undefined],
    ["/list/-", undefined],
    ["/list/length", undefined],
    ["/mixed", undefined],
    ["/none", []],
    ["/a~1b/m~0n", "escaped"],
    ["/identity/traits/email", "ada@example.org"],
    ["/identity/traits", undefined],
    ["/toString", undefined],
    ["/__proto__", undefined],
    ["/constructor/name", undefined],
    ["", undefined],
  ])("reads %s.", (pointer, value) => {
    expect(readField(session, pointer)).toEqual(value);
  });

  test.each(["9007199254740992", "9007199254740993", "-9007199254740993", "1e400", "[1,1e16]"])(
    "does not read %s, because other numbers look the same once they are parsed.",
    (json) => {
      const parsed: unknown = JSON.parse(`{"account":${json}}`);
      expect(readField(parsed, "/account")).toBeUndefined();
    },
  );

  test("reads a list as long as the limit, and says so of a longer one.", () => {
    const list = Array.from({ length: fieldMembersMax }, () => 1);
    expect(readField({ list }, "/list")).toEqual(list);
    expect(readField({ list: [...list, 1] }, "/list")).toBeNull();
  });

  test.each(["9007199254740991", "-9007199254740991", "0.5", "1e-9"])("reads %s.", (json) => {
    const parsed: unknown = JSON.parse(`{"account":${json}}`);
    expect(readField(parsed, "/account")).toBe(Number(json));
  });
});

describe("headerValue", () => {
  test.each([
    ["ada@example.org", "ada@example.org"],
    ["Ada Lovelace", "Ada Lovelace"],
    [" admin ", "%20admin%20"],
    [" ", "%20"],
    ["", ""],
    ["a\r\nX-Admin: yes", "a%0D%0AX-Admin: yes"],
    ["50%", "50%25"],
    ["Zoë", "Zo%C3%AB"],
    ["日本", "%E6%97%A5%E6%9C%AC"],
    ["😀", "%F0%9F%98%80"],
    ["\ud800", "%EF%BF%BD"],
    ["\u0000\u007f\u0085\u2028", "%00%7F%C2%85%E2%80%A8"],
    [3.5, "3.5"],
    [true, "true"],
    [["a", "b,c", 3, false], "a,b%2Cc,3,false"],
    [[], ""],
  ])("writes %j as %s.", (value, written) => {
    expect(headerValue(value, written.length)).toBe(written);
    expect(headerValue(value, written.length - 1)).toBeUndefined();
  });

  test("Whatever a person calls themselves, the value is one line of visible ASCII, and decodes to it.", () => {
    assert(
      property(string({ unit: "grapheme" }), (text) => {
        const written = headerValue(text, Infinity) ?? "";
        expect(written).toMatch(/^(?:[!-~](?:[ -~]*[!-~])?)?$/);
        expect(decodeURIComponent(written)).toBe(text);
      }),
    );
  });

  test("A list decodes to its members, whatever they are.", () => {
    assert(
      property(array(string({ unit: "grapheme" }), { minLength: 1 }), (members) => {
        const read = headerValue(members, Infinity)?.split(",").map(decodeURIComponent);
        expect(read).toEqual(members);
      }),
    );
  });

  test("A long value takes linear time.", () => {
    const text = "é ".repeat(40_000);
    expect(headerValue(text, Infinity)).toHaveLength(7 * 40_000 + 2);
  });
});
