// What edges hold of sessions, as the API shows it.
import { z } from "@hono/zod-openapi";
import type { HeldAnswer } from "../../core/session-question.ts";
import type { EdgeSessions } from "../ports.ts";
import { count, sessionEntrySchema, type SessionEntryView } from "./views.ts";

/** What each edge says of itself, whatever it was asked. */
const edgeShape = {
  edge: z.string(),
  instance: z.string(),
  region: z.string().nullable().openapi({ description: "Null without a bus." }),
  answered: z.boolean(),
  reason: z.string().nullable().openapi({
    description: "Why it has not answered, as a sentence. Null if it has.",
  }),
  truncated: z.boolean().openapi({ description: "Whether there was more than is listed." }),
};

/** What one edge has stored. */
export const edgeEntriesSchema = z
  .object({ ...edgeShape, entries: z.array(sessionEntrySchema) })
  .openapi("EdgeEntries");

/** The sessions with most hits at one edge. */
export const edgeAskedSchema = z
  .object({
    ...edgeShape,
    sessions: z.array(
      z
        .object({
          session_id: z.string(),
          identity_id: z.string(),
          hits: count().openapi({
            description:
              "About how many hits it had in the last 2.5 to 5 minutes. Exact if the edge had few, and otherwise estimated from one in 64.",
          }),
        })
        .openapi("AskedSession"),
    ),
  })
  .openapi("EdgeMostAsked");

const reasons = {
  silent:
    "Its heartbeats do not arrive. It has died or is cut off from the bus. If it is cut off, it may still have stored answers.",
  late: "It did not answer within a second. It may be cut off from the bus, or too old to know the question.",
  "not-asked":
    "It could not be asked: the bus did not take the question, or too many were asked. Try again in a few seconds.",
} as const;

function aboutEdge({ edge, instance, region, findings }: EdgeSessions) {
  const answered = typeof findings !== "string";
  return {
    edge,
    instance,
    region,
    answered,
    reason: answered ? null : reasons[findings],
    truncated: answered && findings.truncated,
  };
}

/** The entries of an edge that has answered, by the clock of this process. */
function entryViews({ edge, findings }: EdgeSessions, nowMs: number) {
  if (typeof findings === "string") return { entries: [], truncated: false };
  const entries = findings.held.map((entry) => entryView(entry, edge, nowMs));
  return { entries, truncated: findings.truncated };
}

/** What one edge has stored, or that it has not answered. */
export function edgeEntriesView(one: EdgeSessions, nowMs: number) {
  return { ...aboutEdge(one), ...entryViews(one, nowMs) };
}

/** The sessions with most hits at one edge, or that it has not answered. */
export function edgeAskedView(one: EdgeSessions) {
  const asked = typeof one.findings === "string" ? [] : one.findings.asked;
  return {
    ...aboutEdge(one),
    sessions: asked.map(({ session, identity, hits }) => ({
      session_id: session,
      identity_id: identity,
      hits,
    })),
  };
}

function entryView(entry: HeldAnswer, edge: string, nowMs: number): SessionEntryView {
  const { ageMs, endsInMs } = entry;
  return {
    edge,
    session_id: entry.session,
    identity_id: entry.identity,
    credentials: entry.credentials,
    origin: entry.origin ?? null,
    begun_at: new Date(nowMs - ageMs).toISOString(),
    age_seconds: ageMs / 1_000,
    fresh_for_seconds: entry.freshForMs / 1_000,
    expires_at: endsInMs === undefined ? null : new Date(nowMs + endsInMs).toISOString(),
    renew: entry.renew,
    bytes: entry.bytes,
  };
}
