// The Console's cookie leaves the control plane with no request, and other cookies keep their bytes.
import { describe, expect, test } from "vitest";
import { withoutConsoleCookie } from "./console-cookie.ts";
import { forwardedRequestLines } from "./forwarding.ts";

describe("a Cookie value", () => {
  test.each([
    ["edge_sessions_console=a", undefined],
    ["__Host-edge_sessions_console=a", undefined],
    [" edge_sessions_console = a ; ", undefined],
    ["edge_sessions_console", undefined],
    ["a=1; edge_sessions_console=x; b=2", "a=1; b=2"],
    ["edge_sessions_console=x; a=1;b=2", "a=1;b=2"],
    ["a=1; __Host-edge_sessions_console=x; edge_sessions_console=y", "a=1"],
    ["edge_sessions_console=x; edge_sessions_console=y; a=1", "a=1"],
    ["\tedge_sessions_console=x;a=1", "a=1"],
  ])("The Cookie value %j becomes %j.", (value, rest) => {
    expect(withoutConsoleCookie(value)).toBe(rest);
  });

  test.each([
    "a=1;  b=2 ;",
    "Edge_Sessions_Console=a",
    "edge_sessions_console2=a; x=1",
    "my_edge_sessions_console=a",
    "a=edge_sessions_console=b",
  ])("The Cookie value %j is not changed.", (value) => {
    expect(withoutConsoleCookie(value)).toBe(value);
  });
});

test("No forwarded header line contains the Console's cookie, even if a stranger sent it.", () => {
  const lines = [
    "cookie",
    "edge_sessions_console=k",
    "COOKIE",
    "s=1; __Host-edge_sessions_console=k",
  ];
  const arrival = {
    address: "192.0.2.1",
    protocol: "http",
    trusts: () => true,
    addressHeader: "x-forwarded-for",
    host: undefined,
  } as const;
  for (const from of [undefined, arrival]) {
    const forwarded = forwardedRequestLines(lines, from, "edge");
    expect(forwarded.slice(0, 2)).toEqual(["COOKIE", "s=1"]);
    expect(forwarded.join("\n")).not.toContain("console");
  }
});
