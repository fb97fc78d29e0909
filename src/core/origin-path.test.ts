// Targets below an origin's path: which could leave it, by any reading.
import { describe, expect, it } from "vitest";
import { couldLeavePath } from "./origin-path.ts";

describe("targets that could leave the path", () => {
  it.each([
    "/..",
    "/../",
    "/../admin/identities",
    "/a/../../admin",
    "/a/../b",
    "/..%2f",
    "/..%2Fadmin",
    "/%2e%2e/admin",
    "/%2E%2e/admin",
    "/.%2e/admin",
    "/%2e./admin",
    "//../admin",
    "/..//admin",
    "/./../admin",
    "/..\\admin",
    "/\\..\\admin",
    "\\..\\admin",
    "/..%5cadmin",
    "/a%2f..%2f..%2fadmin",
    "/%2e%2e%2fadmin",
    "/%252e%252e/admin",
    "/%252e%252e%252fadmin",
    "/..%25252fadmin",
    "/%25%32%65%25%32%65/admin",
    "/%2%65%2%65/admin",
    "/%c0%ae%c0%ae/admin",
    "/..%c0%afadmin",
    "/%u002e%u002e/admin",
    "/..;/admin",
    "/..;a=b/admin",
    "/..%3b/admin",
    "/..%00/admin",
    "/..#/admin",
    "/a#/../..",
    "/..?a=b",
    "/%2e%2e?a=b",
  ])("The target %s could leave the path.", (target) => {
    expect(couldLeavePath(target)).toBe(true);
  });
});

describe("targets that stay below the path", () => {
  it.each([
    "/",
    "//",
    "//evil.example/",
    "/./a",
    "/sessions/whoami",
    "/self-service/login?return_to=/../x",
    "/a?b=../..",
    "/a..b/c",
    "/...",
    "/..a",
    "/a..",
    "/%2f%2fevil.example",
    "/a%2fb",
    "/a%20b",
    "/%",
    "/%25",
    "/.well-known/ory/webauthn.js",
  ])("The target %s stays below the path.", (target) => {
    expect(couldLeavePath(target)).toBe(false);
  });
});
