// Scopes as texts: two different ones never read alike.
import { expect, test } from "vitest";
import { sampleDigest } from "../../test/harness/sample-entry.ts";
import { scopeId, type Scope } from "./invalidation.ts";

test("Project, kind and value tell scopes apart.", () => {
  const scopes: readonly Scope[] = [
    { kind: "project" },
    { kind: "credential", value: sampleDigest("x") },
    { kind: "session", value: sampleDigest("x") },
    { kind: "identity", value: sampleDigest("x") },
    { kind: "identity", value: "x" },
    { kind: "session", value: "" },
  ];
  const ids = ["acme", "beta"].flatMap((project) => scopes.map((scope) => scopeId(project, scope)));
  expect(new Set(ids).size).toBe(12);
  expect(scopeId("acme", { kind: "session", value: "x" })).toBe(
    scopeId("acme", { kind: "session", value: "x" }),
  );
});
