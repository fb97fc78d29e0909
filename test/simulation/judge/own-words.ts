// Answers that something before the origin gave in its place. They go to whoever waits, as they came, and say nothing of the session: what
// was stored before stays good, as after a failure.
import type { CallRecord } from "../history.ts";

/** The answer is no session, no refusal and no 404 as the origin writes them. */
export function isForeign(call: CallRecord): boolean {
  const { status, body, ending } = call;
  if (call.truthful) return false;
  if (status === 200) return ending === "whole" && !isSession(body);
  if (status !== 401 && status !== 403 && status !== 404) return false;
  return ending !== "whole" || read(read(body)?.["error"])?.["code"] !== status;
}

function isSession(body: string): boolean {
  const session = read(body);
  const { id, active, expires_at: ends } = session ?? {};
  return (
    typeof id === "string" &&
    typeof active === "boolean" &&
    typeof ends === "string" &&
    !Number.isNaN(Date.parse(ends)) &&
    typeof read(session?.["identity"])?.["id"] === "string"
  );
}

function read(value: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return typeof parsed === "object" && parsed !== null
      ? (parsed as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
