import { expect, test } from "vitest";
import { tokenLine } from "./token-line.ts";

test.each([
  [undefined, ""],
  ["X-Session-Jwt", "X-Session-Jwt: a.b.c\r\n"],
  ["Authorization", "Authorization: Bearer a.b.c\r\n"],
  ["authorization", "authorization: Bearer a.b.c\r\n"],
  ["X-Authorization", "X-Authorization: a.b.c\r\n"],
])("A token in %s is written as the services read it.", (header, line) => {
  expect(tokenLine({ header }, "a.b.c")).toBe(line);
});
