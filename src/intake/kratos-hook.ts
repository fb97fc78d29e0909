// The web hook of Ory Kratos: what deploy/kratos/edge-sessions.jsonnet makes of a flow.
import { z } from "zod";
import { kratosFlows } from "../core/hook-names.ts";
import type { Scope } from "../core/invalidation.ts";
import { headerValues } from "../core/header-lines.ts";
import { idSchema, nilId } from "./id.ts";
import { readAs, type Read } from "./json-request.ts";
import { triggerIdCharactersMax } from "./limits.ts";

/** One attempt of a hook. */
export interface KratosHook {
  readonly flow: string;
  /** The scopes that it names. Empty if Kratos has not given an id yet. */
  readonly scopes: readonly Scope[];
}

// Other members are ignored: a template may serve several receivers.
const schema = z.object(
  {
    flow: z.string({ error: "must be a string" }).nullish(),
    identity_id: idSchema().nullish(),
    session_id: idSchema().nullish(),
  },
  { error: "must be an object" },
);

/** Reads a hook's body. */
export function readKratosHook(body: unknown): Read<KratosHook> {
  const read = readAs(schema, body);
  if (read.kind === "refused") return read;
  const { flow, identity_id: identity, session_id: session } = read.value;
  if ((identity ?? session ?? undefined) === undefined) {
    return { kind: "refused", refusal: { error: "edge_hook_names_nobody" } };
  }
  const scopes: Scope[] = [];
  // A registration's identity and a login's session may not be stored yet when the hook runs (recording 14d).
  if (typeof identity === "string" && identity !== nilId) {
    scopes.push({ kind: "identity", value: identity });
  }
  if (typeof session === "string" && session !== nilId) {
    scopes.push({ kind: "session", value: session });
  }
  return {
    kind: "read",
    value: { flow: kratosFlows.find((name) => name === flow) ?? "other", scopes },
  };
}

/** The id that all attempts of one hook share; empty where none is sent. */
export function triggerOf(headers: readonly string[]): string {
  const ids = headerValues(headers, "ory-webhook-trigger-id");
  const [id = ""] = ids;
  return ids.length === 1 && id.length <= triggerIdCharactersMax ? id : "";
}
