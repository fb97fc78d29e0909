// Live events of Ory Network. They are sent with best effort, in no order, and more than once.
import { z } from "zod";
import { oryChanges } from "../core/hook-names.ts";
import type { Scope } from "../core/invalidation.ts";
import { canonicalUuid } from "../core/mutation.ts";
import { nilId } from "./id.ts";
import { readAs, type Read } from "./json-request.ts";
import { hookTextCharactersMax } from "./limits.ts";

/** One event. */
export interface OryEvent {
  /** Its name; `other` where it changes no check's answer. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Wall-clock milliseconds of the change, if the event tells. */
  readonly atMs: number | undefined;
}

const textOf = () =>
  z.string({ error: "must be a string" }).max(hookTextCharactersMax, {
    error: `must not be longer than ${hookTextCharactersMax} characters`,
  });

const schema = z.object(
  {
    name: textOf(),
    timestamp: textOf().optional(),
    eventAttributes: z.record(z.string(), z.unknown(), { error: "must be an object" }).optional(),
  },
  { error: "must be an object" },
);

/** Reads an event. One that is not in the table changes nothing, whatever it carries. */
export function readOryEvent(body: unknown): Read<OryEvent> {
  const read = readAs(schema, body);
  if (read.kind === "refused") return read;
  const { name, timestamp, eventAttributes = {} } = read.value;
  const kind = oryChanges.get(name);
  if (kind === undefined) {
    return { kind: "read", value: { name: "other", scopes: [], atMs: undefined } };
  }
  const session = idAt(eventAttributes, "SessionID");
  const identity = idAt(eventAttributes, "IdentityID");
  const scopes: Scope[] = [];
  if (kind === "session" && session !== undefined) scopes.push({ kind: "session", value: session });
  // Without the narrower name the wider one has to do, and the other way round.
  else if (identity !== undefined) scopes.push({ kind: "identity", value: identity });
  else if (session !== undefined) scopes.push({ kind: "session", value: session });
  else return { kind: "refused", refusal: { error: "edge_hook_names_nobody" } };
  const atMs = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return { kind: "read", value: { name, scopes, atMs: Number.isNaN(atMs) ? undefined : atMs } };
}

function idAt(attributes: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const given = attributes[name];
  const id = typeof given === "string" ? canonicalUuid(given) : undefined;
  return id === nilId ? undefined : id;
}
