// What an origin's answer means: status, headers and body → outcome. Most answers are recorded ones.

/** One row: an answer, recorded or made of one, and what it means. */
export interface OutcomeCase {
  /** Scenario and exchange number. */
  readonly recorded: readonly [string, number];
  /** Changed in the recorded answer. */
  readonly status?: number;
  /** Header lines put in place of those with the same names; undefined takes them out. */
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly body?: string;
  readonly ending?: "large" | "broken";
  readonly anonymous?: true;
  readonly withOrigin?: true;
  readonly requireOriginHint?: true;
  /** Milliseconds between the instant that counts for the expiry, and the expiry: positive is alive. */
  readonly lifeLeftMs?: number;
  /** The outcome's kind with what else it says. */
  readonly means: string;
}

const session = ["02-browser-session", 3] as const;
const refused = ["01b-dead-credentials", 3] as const;
const anonymous = ["01a-anonymous-methods", 12] as const;
const hint = (...values: readonly string[]): Readonly<Record<string, readonly string[]>> => ({
  "Ory-Session-Cache-For": values,
});
const retryAfter = (...values: readonly string[]): Readonly<Record<string, readonly string[]>> => ({
  "Retry-After": values,
});

/** Answers and what they mean. */
export const outcomeCases: Readonly<Record<string, OutcomeCase>> = {
  "a session": { recorded: session, means: "active for 60 s" },
  "a session by token": { recorded: ["03-token-and-precedence", 9], means: "active for 60 s" },
  "a session with a new cookie": {
    recorded: ["10c-admin-extend", 8],
    means: "active for 60 s, renew",
  },
  "a session without a hint": { recorded: session, headers: hint(), means: "active" },
  "a session without a hint that is required": {
    recorded: session,
    headers: hint(),
    requireOriginHint: true,
    means: "active, not to be stored",
  },
  "a hint of 0": { recorded: session, headers: hint("0"), means: "active, not to be stored" },
  "a negative hint": { recorded: session, headers: hint("-1"), means: "active, not to be stored" },
  "a malformed hint": { recorded: session, headers: hint("1m"), means: "active, not to be stored" },
  "an empty hint": { recorded: session, headers: hint(""), means: "active, not to be stored" },
  "two hints": { recorded: session, headers: hint("60", "60"), means: "active, not to be stored" },
  "a hint of eleven digits": {
    recorded: session,
    headers: hint("10000000000"),
    means: "active, not to be stored",
  },
  "a hint with a fraction": {
    recorded: session,
    headers: hint("1.5"),
    means: "active, not to be stored",
  },
  "a hint of a second": { recorded: session, headers: hint("1"), means: "active for 1 s" },
  "a session with a millisecond to live": {
    recorded: session,
    lifeLeftMs: 1,
    means: "active for 60 s",
  },
  "a session at its end": { recorded: session, lifeLeftMs: 0, means: "not-active" },
  "a session beyond its end": { recorded: session, lifeLeftMs: -1, means: "not-active" },
  "an inactive session": { recorded: session, body: '{"active":false}', means: "not-active" },
  "broken JSON": { recorded: session, body: '{"id":', means: "not-active" },
  "JSON that is no object": { recorded: session, body: "[]", means: "not-active" },
  "an empty body": { recorded: session, body: "", means: "not-active" },
  "an identity header that names somebody else": {
    recorded: session,
    headers: { "X-Kratos-Authenticated-Identity-Id": ["somebody-else"] },
    means: "not-active",
  },
  "two identity headers, one of them wrong": {
    recorded: session,
    headers: {
      "X-Kratos-Authenticated-Identity-Id": [
        "70c382ca-d921-4b76-bda4-c74efb14ec57",
        "somebody-else",
      ],
    },
    means: "not-active",
  },
  "no identity header": {
    recorded: session,
    headers: { "X-Kratos-Authenticated-Identity-Id": [] },
    means: "active for 60 s",
  },
  "a session too large to store": { recorded: session, ending: "large", means: "not-active" },
  "a session cut off": { recorded: session, ending: "broken", means: "truncated" },
  "a session for nobody's credentials": { recorded: session, anonymous: true, means: "not-active" },

  "401 for a dead cookie": { recorded: refused, means: "refused" },
  "401 with a hint for a credential is never stored": {
    recorded: ["15c-short-lifespan", 23],
    means: "refused",
  },
  "anonymous 401": { recorded: anonymous, anonymous: true, means: "anonymous for 60 s" },
  "anonymous 401 for an Origin that the origin does not allow": {
    recorded: anonymous,
    anonymous: true,
    withOrigin: true,
    means: "refused",
  },
  "anonymous 401 for an Origin that it allows": {
    recorded: anonymous,
    anonymous: true,
    withOrigin: true,
    headers: { "Access-Control-Allow-Origin": ["http://app.example"] },
    means: "anonymous for 60 s",
  },
  "anonymous 401 without a hint": {
    recorded: anonymous,
    anonymous: true,
    headers: hint(),
    means: "refused",
  },
  "anonymous 401 with a hint of 0": {
    recorded: anonymous,
    anonymous: true,
    headers: hint("0"),
    means: "refused",
  },
  "anonymous 401 cut off": {
    recorded: anonymous,
    anonymous: true,
    ending: "broken",
    means: "refused",
  },
  "anonymous 401 too large": {
    recorded: anonymous,
    anonymous: true,
    ending: "large",
    means: "refused",
  },
  "anonymous 403": { recorded: anonymous, anonymous: true, status: 403, means: "refused" },
  "403 for a second factor": { recorded: ["06-totp", 14], means: "refused" },

  "500 that carries a hint": { recorded: ["03-token-and-precedence", 39], means: "unavailable" },
  "503 with the body of a session": { recorded: session, status: 503, means: "unavailable" },
  "599": { recorded: session, status: 599, means: "unavailable" },
  "429": { recorded: session, status: 429, means: "limited, pause 1000 ms" },
  "429 with Retry-After": {
    recorded: session,
    status: 429,
    headers: retryAfter("7"),
    means: "limited, pause 7000 ms",
  },
  "429 with Retry-After of 0": {
    recorded: session,
    status: 429,
    headers: retryAfter("0"),
    means: "limited, pause 0 ms",
  },
  "429 with Retry-After at the ceiling": {
    recorded: session,
    status: 429,
    headers: retryAfter("60"),
    means: "limited, pause 60000 ms",
  },
  "429 with Retry-After beyond it": {
    recorded: session,
    status: 429,
    headers: retryAfter("61"),
    means: "limited, pause 60000 ms",
  },
  "429 with a malformed Retry-After": {
    recorded: session,
    status: 429,
    headers: retryAfter("soon"),
    means: "limited, pause 1000 ms",
  },
  "429 with a negative Retry-After": {
    recorded: session,
    status: 429,
    headers: retryAfter("-5"),
    means: "limited, pause 1000 ms",
  },
  "302": { recorded: session, status: 302, means: "other" },
  "204": { recorded: session, status: 204, means: "other" },
  "206 with the body of a session": { recorded: session, status: 206, means: "other" },
  "400 for an unknown tokenizer": { recorded: session, status: 400, means: "other" },
  "404": { recorded: session, status: 404, means: "other" },
};
