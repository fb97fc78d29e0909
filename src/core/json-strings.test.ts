import { expect, test } from "vitest";
import { foldName, jsonStrings } from "./json-strings.ts";

function strings(text: string): string[] {
  return jsonStrings(text).map(({ value, member }) =>
    member === undefined ? value : `${member}=${value}`,
  );
}

test.each([
  ["", []],
  ["{}", []],
  ['"a"', ["a"]],
  ['["a","b"]', ["a", "b"]],
  ['{"a":"b"}', ["a", "a=b"]],
  ['{ "a" \t:\r\n "b" , "c":1, "d":"e"}', ["a", "a=b", "c", "d", "d=e"]],
  ['{"a":["b"]}', ["a", "b"]],
  ['{"a":{"b":"c"}}', ["a", "b", "b=c"]],
  ['{"a":null,"b":"c"}', ["a", "b", "b=c"]],
  [String.raw`{"a":"\"\\\/\u0041"}`, ["a", String.raw`a="\/A`]],
  [String.raw`{"\u0061":"b"}`, ["a", "a=b"]],
  // A broken escape, a raw control character, and an unclosed string are not strings.
  [String.raw`{"\x":"b"}`, ["b"]],
  ['{"a":"b\nc","d":"e"}', ["a", "d", "d=e"]],
  ['{"a":"b', ["a"]],
  [String.raw`{"a":"b\"`, ["a"]],
  // What follows the first value is read on.
  ['{"a":"b"}{"c":"d"}', ["a", "a=b", "c", "c=d"]],
])("The strings of %j are found.", (text, expected) => {
  expect(strings(text)).toEqual(expected);
});

test.each([
  ["session_token", true],
  ["SESSION_TOKEN", true],
  ["\u017Fession_to\u212Aen", true],
  ["\u017Fe\u017F\u017Fion_token", true],
  ["se\u00DFion_token", false],
  ["session-token", false],
])("The name %j folds to session_token: %s.", (name, same) => {
  expect(foldName(name) === "session_token").toBe(same);
});
