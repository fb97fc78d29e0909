// Scopes as the judge names them, and as the edges do.
import type { Scope } from "../../../src/core/invalidation.ts";
import type { Digests } from "../digests.ts";
import type { PublishedScope } from "../history.ts";

/** A scope with its credential named as in `credentialsOf`. */
export function publishedScope(digests: Digests, project: string, scope: Scope): PublishedScope {
  if (scope.kind === "project") return { kind: "project", value: "" };
  if (scope.kind !== "credential") return { kind: scope.kind, value: scope.value };
  const [, kind = "", value = ""] =
    /;(cookie|token);\d+:(.*)$/u.exec(digests.textOf(scope.value)) ?? [];
  return { kind: "credential", value: `${project} ${kind} ${value}` };
}
