// The lines of the canonical call behind every fill.
import { expect, test } from "vitest";
import { canonicalLines, canonicalTarget } from "./canonical-request.ts";
import { OpaqueAuthorization, RawCredential } from "./credential.ts";

const bare = { opaque: undefined, origin: undefined };
const untraced = { maxAgeSeconds: 60, traceparent: undefined, tracestate: undefined };

test("The cookies are one header line, in front and in the request's order.", () => {
  const presented = [
    new RawCredential("x-session-token", "t"),
    new RawCredential("cookie", "a"),
    new RawCredential("cookie", '"b"'),
    new RawCredential("authorization", "bearer-token"),
  ];
  expect(canonicalLines({ ...untraced, check: { ...bare, presented } }, "s")).toEqual([
    "Cookie",
    's=a; s="b"',
    "X-Session-Token",
    "t",
    "Authorization",
    "Bearer bearer-token",
    "Cache-Control",
    "max-age=60",
  ]);
});

test("The target names the template that the check asks for, and nothing else.", () => {
  expect(canonicalTarget({})).toBe("/sessions/whoami");
  expect(canonicalTarget({ template: "jwt" })).toBe("/sessions/whoami?tokenize_as=jwt");
});

test("A check without credentials presents none.", () => {
  const call = { ...untraced, maxAgeSeconds: 0, check: { ...bare, presented: [] } };
  expect(canonicalLines(call, "s")).toEqual(["Cache-Control", "max-age=0"]);
});

test("The rest of the cache key is sent too, and so is the client's trace.", () => {
  const opaque = new OpaqueAuthorization("Basic eDp5");
  const check = { presented: [], opaque, origin: "https://app.example" };
  const call = { check, maxAgeSeconds: 1, traceparent: "00-1", tracestate: "v=1" };
  expect(canonicalLines(call, "s")).toEqual([
    "Authorization",
    "Basic eDp5",
    "Origin",
    "https://app.example",
    "Cache-Control",
    "max-age=1",
    "Traceparent",
    "00-1",
    "Tracestate",
    "v=1",
  ]);
});
