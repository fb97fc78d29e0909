// The tokens that the origin makes from sessions (`tokenize_as`): a claim says whose, by which template, from when and until when.
import { epochMs } from "../world.ts";
import type { Prepared } from "./answer.ts";
import type { People } from "./people.ts";
import { type Said, withoutHint } from "./whoami.ts";

/** How long a token of each template is good, in milliseconds. */
const knownTemplates: ReadonlyMap<string, number> = new Map([
  ["web", 14_000],
  ["app", 60_000],
  ["other", 30_000],
]);

/** The template that a target names as the origin reads it. Undefined for a check without one. */
export function templateOf(target: string): string | undefined {
  return /[?&]tokenize_as=([^&;]+)/u.exec(target)?.[1];
}

/** What the origin says to a check for a token: no hint, and an error where it does not know the template. */
export function saidWith(template: string | undefined, said: Said): Said {
  if (template === undefined || said.status !== 200) return said;
  if (knownTemplates.has(template)) return withoutHint(said);
  return {
    status: 400,
    headers: ["Content-Type", "application/json"],
    body: `{"error":{"code":400,"status":"Bad Request","reason":"Unable to find template"}}\n`,
    session: undefined,
    hint: "absent",
  };
}

/** The answer with a token for the session that its body shows. `serial` makes each token another one. */
export function withToken(
  prepared: Prepared,
  template: string | undefined,
  people: People,
  serial: number,
  nowMs: number,
): Prepared {
  const lifetimeMs = knownTemplates.get(template ?? "");
  const session = people.sessionsById.get(prepared.sessionId ?? "");
  if (lifetimeMs === undefined || session === undefined || prepared.status !== 200) return prepared;
  const wallSeconds = Math.floor((epochMs + people.skewMs + nowMs) / 1_000);
  const exp = wallSeconds + lifetimeMs / 1_000;
  const claims = {
    sid: session.id,
    sub: session.identity.id,
    template,
    jti: serial,
    iat: wallSeconds,
    exp,
  };
  const token = [{ alg: "none" }, claims].map(encoded).join(".");
  // A damaged body may end anywhere.
  const body = prepared.body.replace(
    /\}(\s*)$/u,
    (_end, blanks: string) => `,"tokenized":"${token}.signature"}${blanks}`,
  );
  const headers = prepared.headers.map((line, index) =>
    prepared.headers[index - 1] === "Content-Length" ? String(body.length) : line,
  );
  const tokenEndsAtMs = exp * 1_000 - epochMs - people.skewMs;
  return { ...prepared, body, headers, tokenEndsAtMs };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
