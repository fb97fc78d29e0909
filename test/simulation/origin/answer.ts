// Answers in the making: what the origin computed, damaged by the fate of the call.
import { epochMs } from "../world.ts";
import type { Random } from "../random.ts";
import type { CheckFault } from "./fate.ts";
import { alive, type People, type Session } from "./people.ts";
import { refusal, type Said } from "./whoami.ts";

/** An answer about to leave, with what the history has to know of it. */
export interface Prepared {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
  /** Bytes after which the body breaks off; undefined for a whole one. */
  readonly breaksAfter: number | undefined;
  readonly hangs: boolean;
  readonly sessionId: string | undefined;
  readonly identityId: string | undefined;
  readonly sessionEndsAtMs: number | undefined;
  readonly tokenEndsAtMs?: number;
  readonly hint: "absent" | "unusable" | number;
  readonly mixedUp: boolean;
  readonly truthful: boolean;
  readonly byFront: boolean;
  readonly note: string;
}

/** Turns what was computed into what is sent. */
export function prepare(
  said: Said,
  fault: CheckFault,
  people: People,
  random: Random,
  nowMs: number,
  dated: boolean,
): Prepared {
  const { session } = said;
  const headers = [...said.headers];
  const whole: Prepared = {
    status: said.status,
    headers,
    body: said.body,
    breaksAfter: undefined,
    hangs: false,
    sessionId: session?.id,
    identityId: session?.identity.id,
    sessionEndsAtMs: session?.expiresAtMs,
    hint: said.hint === 0 ? "unusable" : said.hint,
    mixedUp: false,
    truthful: true,
    byFront: false,
    note:
      session === undefined
        ? ""
        : `session ${session.id.slice(0, 4)} version ${session.identity.version}.${session.version}`,
  };
  const damaged = damages[fault]?.(whole, random);
  const sent =
    damaged ??
    (session === undefined
      ? whole
      : (sessionDamages[fault]?.(whole, session, { people, random, nowMs }) ?? whole));
  const out = [...sent.headers];
  if (dated) out.push("Date", httpDate(epochMs + people.skewMs + nowMs));
  out.push("Content-Length", String(sent.body.length));
  return { ...sent, headers: out };
}

let lastDate = { second: 0, text: "" };

/** A `Date`; most answers of a run share theirs with the one before. */
export function httpDate(wallMs: number): string {
  const second = Math.floor(wallMs / 1_000);
  if (second !== lastDate.second) {
    lastDate = { second, text: new Date(wallMs).toUTCString() };
  }
  return lastDate.text;
}

type Damage = (whole: Prepared, random: Random) => Prepared;

/** An invented answer: nothing in it was said about the session. */
function invented(status: number, body: string, headers: readonly string[] = []): Damage {
  return (whole) => ({
    ...whole,
    status,
    headers: ["Content-Type", "application/json", ...headers],
    body,
    sessionId: undefined,
    identityId: undefined,
    sessionEndsAtMs: undefined,
    hint: "absent",
    truthful: false,
    note: "",
  });
}

const retryAfter: readonly (readonly string[])[] = [
  ["Retry-After", "2"],
  ["RateLimit-Reset", "3"],
  ["X-RateLimit-Reset", "4"],
  ["X-RateLimit-Reset", String(epochMs / 1_000 + 60)],
  ["Retry-After", "99999999999999999999999"],
  ["Retry-After", new Date(epochMs + 90_000).toUTCString()],
  ["Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"],
  ["Retry-After", "soon"],
  ["Retry-After", "-1"],
  ["Retry-After", "900"],
  [],
];

/** Damage that can befall any answer. */
const damages: Partial<Record<CheckFault, Damage>> = {
  "false 401": invented(401, refusal(undefined)),
  "false 403": invented(403, '{"error":{"id":"session_aal2_required","code":403}}\n'),
  "429": (whole, random) =>
    invented(429, '{"error":{"code":429}}\n', random.pick(retryAfter))(whole, random),
  "500": invented(500, '{"error":{"code":500}}\n'),
  "500 hinted": invented(500, '{"error":{"code":500}}\n', ["Ory-Session-Cache-For", "60"]),
  "503": invented(503, '{"error":{"code":503}}\n'),
  redirect: invented(302, "", ["Location", "http://127.0.0.1/"]),
  "odd success": invented(202, '{"accepted":true}\n'),
  "not found": invented(404, '{"error":{"code":404}}\n'),
  "broken body": (whole, random) => ({
    ...whole,
    breaksAfter: random.int(whole.body.length),
    truthful: false,
  }),
  "hung body": (whole) => ({ ...whole, hangs: true, truthful: false }),
};

type SessionDamage = (
  whole: Prepared,
  session: Session,
  by: { readonly people: People; readonly random: Random; readonly nowMs: number },
) => Prepared;

/** Damage that only an answer about a session can take. */
const sessionDamages: Partial<Record<CheckFault, SessionDamage>> = {
  "broken json": (whole) => ({
    ...whole,
    body: whole.body.slice(0, Math.floor(whole.body.length * 0.7)),
    truthful: false,
    byFront: true,
  }),
  inactive: (whole, session, { people }) => ({
    ...whole,
    body: people.sessionJson(session, false),
    truthful: false,
  }),
  expired: (whole, session, { people }) => {
    const past = Math.floor(session.issuedAtMs) - 5_000;
    const body = people.sessionJson(session, true, past);
    return { ...whole, body, sessionEndsAtMs: past, truthful: false };
  },
  oversized: (whole) => ({
    ...whole,
    body: `${whole.body.trim()}${" ".repeat(5_000)}\n`,
    truthful: false,
  }),
  "mix-up": (whole, session, by) => mixedUp(whole, session, by),
  "hint absent": (whole) => ({
    ...whole,
    headers: withHeader(whole.headers, "Ory-Session-Cache-For", undefined),
    hint: "absent",
  }),
  "hint zero": (whole) => ({ ...whole, ...hinted(whole, "0") }),
  "hint malformed": (whole, _session, { random }) => ({
    ...whole,
    ...hinted(whole, random.pick(["soon", "-5", "1.5", "", "5,5", "0x10"])),
  }),
};

/** A connection delivers the answer to somebody else's check. */
const mixedUp: SessionDamage = (whole, session, { people, random, nowMs }) => {
  const others = people.sessions.filter(
    (other) => other !== session && alive(other, nowMs + 3_000),
  );
  if (others.length === 0) return whole;
  const other = random.pick(others);
  return {
    ...whole,
    body: people.sessionJson(other),
    headers: withHeader(whole.headers, "X-Kratos-Authenticated-Identity-Id", other.identity.id),
    sessionId: other.id,
    identityId: other.identity.id,
    sessionEndsAtMs: other.expiresAtMs,
    mixedUp: true,
    truthful: false,
    note: `MIXED UP with session ${other.id.slice(0, 4)}`,
  };
};

function hinted(whole: Prepared, value: string): Pick<Prepared, "headers" | "hint"> {
  if (whole.hint === "absent") {
    return { headers: [...whole.headers, "Ory-Session-Cache-For", value], hint: "unusable" };
  }
  return { headers: withHeader(whole.headers, "Ory-Session-Cache-For", value), hint: "unusable" };
}

/** Replaces a header's value in place, or drops the line. */
export function withHeader(
  headers: readonly string[],
  name: string,
  value: string | undefined,
): readonly string[] {
  const out: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [found = "", old = ""] = headers.slice(index, index + 2);
    if (found !== name) out.push(found, old);
    else if (value !== undefined) out.push(found, value);
  }
  return out;
}
