// Case 27: whatever byte is repeated, in whatever is parsed, the time that takes grows with its length and no faster.
import { expect, test } from "vitest";
import { growthBeyondLinear } from "./fixtures/linearity.ts";
import { parsers } from "./fixtures/parsers.ts";

/** What attackers repeat. */
const patterns = [
  '"',
  "\\",
  String.raw`"\"`,
  String.raw`\"`,
  "[",
  "{",
  '{"a":',
  " ",
  "\t",
  "/",
  "../",
  "%",
  "%2f",
  ",",
  ";",
  "; ",
  "=",
  "a=",
  ":",
  ":1",
  "?",
  "#",
  "&",
  "-",
  ".",
  "a.",
  "9",
  "a",
  "<",
  "\u00ff",
  "\u00c3\u00a9",
  "%25",
  "%2",
  "..",
  "/..a",
  "no-cache",
  "close, ",
];

/** Alone, and with something before or behind it that makes anchored patterns fail late. */
const shapes: Readonly<Record<string, (filling: string) => string>> = {
  alone: (filling) => filling,
  "between letters": (filling) => `x${filling}x`,
};

test.each(Object.keys(parsers))(
  "Parsing %s takes time in proportion to its length.",
  async (name) => {
    const parse = parsers[name];
    if (parse === undefined) throw new Error(`no parser ${name}`);
    for (const pattern of patterns) {
      for (const [shape, shaped] of Object.entries(shapes)) {
        const growth = await growthBeyondLinear(parse, (characters) =>
          shaped(pattern.repeat(Math.floor(characters / pattern.length))),
        );
        const times =
          growth === undefined ? "" : `${growth.toFixed(1)} times as much as in proportion`;
        expect(times, `${JSON.stringify(pattern)} ${shape}`).toBe("");
      }
    }
  },
);
