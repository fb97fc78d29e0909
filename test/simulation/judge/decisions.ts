// What a decision may be, by what the origin said in a call: the judge's own reading of the session and of the policy.
import {
  type CallRecord,
  type DecisionFacts,
  type Exchange,
  headerOf,
  headersOf,
  signedHeader,
  toldFields,
} from "../history.ts";

/** The clock of the origin may be off by so much, so near the end of a session either word is right. */
const clocksMs = 15_000;

/** Refusals are decisions, although they look like errors of the edge. */
export const refusalIds: ReadonlySet<string> = new Set([
  "edge_session_required",
  "edge_aal_required",
  "edge_policy_refused",
]);

/** Whether a decision could have been made by this call. */
export function couldDecide(
  call: CallRecord,
  exchange: Exchange,
  decision: DecisionFacts,
): boolean {
  const session = sessionOf(call);
  const { status } = exchange;
  if (session === undefined) return status === statusWithout(call, decision);
  // What a front says about the age of its answer counts, also if it is not true.
  const endsAtMs = (call.sessionEndsAtMs ?? Infinity) - clocksMs - call.ageMs;
  const mayHaveEnded = endsAtMs <= (exchange.answeredAtMs ?? Infinity);
  if (mayHaveEnded && status === noSession(decision) && tellsNothing(exchange, decision))
    return true;
  if (session["active"] !== true) return status === noSession(decision);
  const level = Number(String(session["authenticator_assurance_level"]).slice("aal".length));
  if (level < (decision.requiredAal ?? 0)) return status === 403;
  return (
    status === 200 &&
    decision.fields.every((field) => tells(exchange, session, field)) &&
    signs(exchange, session, decision)
  );
}

/** Whether the signed session, if there is to be one, says of the session what the origin said, and no longer than it may. */
function signs(
  { answerHeaders }: Exchange,
  session: Readonly<Record<string, unknown>>,
  { lifetimeMs }: DecisionFacts,
): boolean {
  const token = headerOf(answerHeaders, signedHeader.toLowerCase());
  if (token === undefined || lifetimeMs === undefined)
    return token === undefined && lifetimeMs === undefined;
  const claims = read(decodeURIComponent(token)) ?? {};
  const { sid, sub, aal, iat, exp } = claims;
  const issued = Number(iat) * 1_000;
  const ends = Number(exp) * 1_000;
  return (
    sid === session["id"] &&
    sub === read(session["identity"])?.["id"] &&
    aal === session["authenticator_assurance_level"] &&
    toldFields.every(([name, pointer]) => claims[name] === valueAt(session, pointer)) &&
    ends - issued <= lifetimeMs &&
    ends <= Date.parse(String(session["expires_at"]))
  );
}

/** The session that a call told of. */
function sessionOf({
  status,
  ending,
  body,
}: CallRecord): Readonly<Record<string, unknown>> | undefined {
  if (status !== 200 || ending !== "whole") return undefined;
  const session = read(body);
  return typeof session?.["active"] === "boolean" &&
    typeof read(session["identity"])?.["id"] === "string"
    ? session
    : undefined;
}

/** The status of a decision by a call that told of no session. */
function statusWithout(call: CallRecord, decision: DecisionFacts): number {
  const { status = 0, ending, body } = call;
  if (status === 429 || status >= 500) return status;
  const error = ending === "whole" ? read(read(body)?.["error"]) : undefined;
  if (error?.["code"] !== status) return 502;
  if (status === 401) return noSession(decision);
  return status === 403 && error["id"] === "session_aal2_required" ? 403 : 502;
}

function noSession({ anonymous }: DecisionFacts): number {
  return anonymous ? 200 : 401;
}

function tells(
  exchange: Exchange,
  session: Readonly<Record<string, unknown>>,
  [header, pointer]: readonly [string, string],
): boolean {
  const value = valueAt(session, pointer);
  const due = typeof value === "string" || typeof value === "number" ? [String(value)] : [];
  return headersOf(exchange.answerHeaders, header.toLowerCase()).join() === due.join();
}

function valueAt(session: Readonly<Record<string, unknown>>, pointer: string): unknown {
  let value: unknown = session;
  for (const name of pointer.slice(1).split("/")) value = read(value)?.[name];
  return value;
}

function tellsNothing({ answerHeaders }: Exchange, { fields }: DecisionFacts): boolean {
  const names = [signedHeader, ...fields.map(([name]) => name)];
  return names.every((name) => headerOf(answerHeaders, name.toLowerCase()) === undefined);
}

function read(value: unknown): Readonly<Record<string, unknown>> | undefined {
  let parsed: unknown = value;
  if (typeof value === "string") {
    try {
      parsed = JSON.parse(value);
    } catch {
      return undefined;
    }
  }
  return typeof parsed === "object" && parsed !== null
    ? (parsed as Readonly<Record<string, unknown>>)
    : undefined;
}
