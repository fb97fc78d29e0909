// One invalidation, sent to an edge's admin listener.
import { z } from "zod";
import { invalidated, type Sent } from "./reached.ts";

/** What has changed. */
export interface Target {
  readonly scope: "identity" | "session";
  readonly id: string;
}

/** Where to send it, and how. */
export interface Sending {
  readonly adminUrl: string;
  readonly key: string;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

const errorSchema = z.object({ error: z.object({ reason: z.string(), message: z.string() }) });

/** Sends an invalidation; resolves when the edge has applied it, or with the text that says why it has not. */
export async function sendInvalidation(
  { scope, id }: Target,
  { adminUrl, key, waitMs, signal }: Sending,
): Promise<Sent> {
  const url = `${adminUrl}/invalidations`;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify({ scope, id }),
      // A redirect would take the key somewhere else.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(waitMs)]),
    });
    const text = await response.text();
    const answer = invalidated.safeParse(json(text));
    if (response.status === 200 && answer.success) return { kind: "applied", answer: answer.data };
    const said = errorSchema.safeParse(json(text));
    const why = said.success
      ? ` ${said.data.error.reason} ${said.data.error.message}`
      : " This does not look like the admin listener of an edge. Check --admin.";
    return failed(`${url} answered ${response.status}.${why}`);
  } catch (error) {
    if (signal.aborted) return failed("Interrupted before the edge answered.");
    return failed(`${url} did not answer: ${reasonOf(error)}.`);
  }
}

function failed(why: string): Sent {
  return { kind: "failed", text: `edge-sessions invalidate: not applied. ${why}\n` };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  if (error.name === "TimeoutError") return "it took too long";
  const { cause } = error;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return error.message;
}
