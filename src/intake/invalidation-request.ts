// The body of `POST /invalidations`: one invalidation, or several.
import { z } from "zod";
import { scopeId, type Scope } from "../core/invalidation.ts";
import { idSchema, nilId } from "./id.ts";
import { readAs, type Read } from "./json-request.ts";
import { invalidationsPerRequestMax } from "./limits.ts";

const named = idSchema().refine((id) => id !== nilId, { error: "must not be the nil UUID" });

const one = z.discriminatedUnion(
  "scope",
  [
    z.strictObject({ scope: z.literal("identity"), id: named }, { error: unknownKey }),
    z.strictObject({ scope: z.literal("session"), id: named }, { error: unknownKey }),
    z.strictObject({ scope: z.literal("project") }, { error: unknownKey }),
  ],
  {
    error: (issue) =>
      issue.code === "invalid_union"
        ? "must be one of identity, session, project"
        : "must be an object",
  },
);

const several = z.strictObject(
  {
    invalidations: z
      .array(one, { error: "must be an array" })
      .min(1, { error: "must not be empty" })
      .max(invalidationsPerRequestMax, {
        error: `must not have more than ${invalidationsPerRequestMax} members`,
      }),
  },
  { error: unknownKey },
);

/** The scopes that a body asks to be invalidated, each once. */
export function readInvalidations(body: unknown): Read<readonly Scope[]> {
  const batch = typeof body === "object" && body !== null && "invalidations" in body;
  const read = batch ? readAs(several, body) : readAs(one, body);
  if (read.kind === "refused") return read;
  const list = "invalidations" in read.value ? read.value.invalidations : [read.value];
  const scopes = new Map<string, Scope>();
  for (const item of list) {
    const scope: Scope =
      item.scope === "project" ? { kind: "project" } : { kind: item.scope, value: item.id };
    scopes.set(scopeId("", scope), scope);
  }
  return { kind: "read", value: [...scopes.values()] };
}

function unknownKey(issue: z.core.$ZodRawIssue): string {
  return issue.code === "unrecognized_keys"
    ? "must have no members other than scope and id"
    : "must be an object";
}
