// Answers in the making: what the origin computed, damaged by the fate of the call.
import { epochMs } from "../world.ts";
import type { Random } from "../random.ts";
import type { CheckFault } from "./fate.ts";
import type { People } from "./people.ts";
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
  readonly hint: "absent" | "unusable" | number;
  readonly mixedUp: boolean;
  readonly truthful: boolean;
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
    note:
      session === undefined
        ? ""
        : `session ${session.id.slice(0, 4)} version ${session.identity.version}.${session.version}`,
  };
  const sent = damaged(whole, fault, people, random, said);
  const out = [...sent.headers];
  if (dated) out.push("Date", new Date(epochMs + people.skewMs + nowMs).toUTCString());
  out.push("Content-Length", String(sent.body.length));
  return { ...sent, headers: out };
}

function damaged(
  whole: Prepared,
  fault: CheckFault,
  people: People,
  random: Random,
  said: Said,
): Prepared {
  const bare: Prepared = {
    ...whole,
    headers: ["Content-Type", "application/json"],
    sessionId: undefined,
    identityId: undefined,
    sessionEndsAtMs: undefined,
    hint: "absent",
    truthful: false,
    note: "",
  };
  const { session } = said;
  switch (fault) {
    case "false 401":
      return { ...bare, status: 401, body: refusal(undefined) };
    case "false 403":
      return { ...bare, status: 403, body: '{"error":{"id":"session_aal2_required","code":403}}\n' };
    case "429": {
      const after = random.pick<readonly string[]>([
        ["Retry-After", "2"],
        ["Retry-After", "soon"],
        ["Retry-After", "-1"],
        ["Retry-After", "900"],
        [],
      ]);
      return {
        ...bare,
        status: 429,
        headers: [...bare.headers, ...after],
        body: '{"error":{"code":429}}\n',
      };
    }
    case "500":
      return { ...bare, status: 500, body: '{"error":{"code":500}}\n' };
    case "500 hinted":
      return {
        ...bare,
        status: 500,
        headers: [...bare.headers, "Ory-Session-Cache-For", "60"],
        body: '{"error":{"code":500}}\n',
      };
    case "503":
      return { ...bare, status: 503, body: '{"error":{"code":503}}\n' };
    case "redirect":
      return { ...bare, status: 302, headers: ["Location", "http://127.0.0.1/"], body: "" };
    case "odd success":
      return { ...bare, status: 202, body: '{"accepted":true}\n' };
    case "not found":
      return { ...bare, status: 404, body: '{"error":{"code":404}}\n' };
    case "broken body":
      return { ...whole, breaksAfter: random.int(whole.body.length), truthful: false };
    case "hung body":
      return { ...whole, hangs: true, truthful: false };
    default:
      break;
  }
  if (session === undefined) return whole;
  switch (fault) {
    case "broken json":
      return {
        ...whole,
        body: whole.body.slice(0, Math.floor(whole.body.length * 0.7)),
        truthful: false,
      };
    case "inactive":
      return { ...whole, body: people.sessionJson(session, false), truthful: false };
    case "expired": {
      const past = Math.floor(session.issuedAtMs) - 5_000;
      return {
        ...whole,
        body: people.sessionJson(session, true, past),
        sessionEndsAtMs: past,
        truthful: false,
      };
    }
    case "oversized":
      return { ...whole, body: `${whole.body.trim()}${" ".repeat(5_000)}\n`, truthful: false };
    case "mix-up": {
      const others = people.sessions.filter((other) => other !== session && !other.revoked);
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
    }
    case "hint absent":
      return { ...whole, headers: withHeader(whole.headers, "Ory-Session-Cache-For", undefined), hint: "absent" };
    case "hint zero":
      return { ...whole, ...hinted(whole, "0") };
    case "hint malformed":
      return { ...whole, ...hinted(whole, random.pick(["soon", "-5", "1.5", "", "5,5", "0x10"])) };
    default:
      return whole;
  }
}

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
