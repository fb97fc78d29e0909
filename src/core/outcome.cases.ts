// What an origin's answer means: status, headers and body → outcome. Most answers are recorded ones.
// One table, however long: it is read from top to bottom.
import { recordedAnswer } from "../../test/harness/recorded.ts";

/** One row: an answer, recorded or made of one, and what it means. */
export interface OutcomeCase {
  /** Scenario and exchange number. */
  readonly recorded: readonly [string, number];
  /** Changed in the recorded answer. */
  readonly status?: number;
  /** Header lines put in place of those with the same names; undefined takes them out. */
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly body?: string;
  readonly ending?: "large" | "broken" | undefined;
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
const page = {
  headers: { "Content-Type": ["text/html"] },
  body: "<html><title>Just a moment</title></html>",
} as const;

/** A session as the origin writes it, changed. */
function sessionJson(changes: Readonly<Record<string, unknown>>): string {
  const whole = JSON.parse(recordedAnswer(...session).text) as Readonly<Record<string, unknown>>;
  return JSON.stringify({ ...whole, ...changes });
}

const cookie = (...values: readonly string[]): Readonly<Record<string, readonly string[]>> => ({
  "Set-Cookie": values,
});
const limited = (
  headers: Readonly<Record<string, readonly string[]>>,
): Pick<OutcomeCase, "recorded" | "status" | "headers"> => ({
  recorded: session,
  status: 429,
  headers: { Date: ["Mon, 23 Nov 2026 20:47:56 GMT"], ...headers },
});
const nowS = Date.UTC(2026, 10, 23, 20, 47, 56) / 1_000;
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
  "a session with a balancer's cookie": {
    recorded: session,
    headers: cookie("__cf_bm=abc; Path=/", "AWSALB=def; Path=/"),
    means: "active for 60 s",
  },
  "a session with a cookie whose name begins like the session's": {
    recorded: session,
    headers: cookie("ory_kratos_session2=abc; Path=/"),
    means: "active for 60 s",
  },
  "a session with a cookie in another case": {
    recorded: session,
    headers: cookie("Ory_Kratos_Session=abc; Path=/"),
    means: "active for 60 s",
  },
  "a session with a cookie that is taken away": {
    recorded: session,
    headers: cookie("ory_kratos_session=; Path=/; Max-Age=0"),
    means: "active for 60 s",
  },
  "a session with a cookie that ends at once": {
    recorded: session,
    headers: cookie("ory_kratos_session=abc; Path=/; max-age=0"),
    means: "active for 60 s",
  },
  "a session with a balancer's cookie before a new one": {
    recorded: session,
    headers: cookie("__cf_bm=abc; Path=/", "ory_kratos_session=abc; Path=/; Max-Age=86400"),
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
  "an inactive session": {
    recorded: session,
    body: sessionJson({ active: false }),
    means: "not-active",
  },
  "an inactive session for a check without credentials": {
    recorded: session,
    body: sessionJson({ active: false }),
    anonymous: true,
    means: "not-active",
  },

  // Not the origin's own words.
  "an object that is not a session": {
    recorded: session,
    body: '{"active":false}',
    means: "foreign",
  },
  "a session without an id": {
    recorded: session,
    body: sessionJson({ id: undefined }),
    means: "foreign",
  },
  "a session whose id is a number": {
    recorded: session,
    body: sessionJson({ id: 1 }),
    means: "foreign",
  },
  "a session without active": {
    recorded: session,
    body: sessionJson({ active: undefined }),
    means: "foreign",
  },
  "a session whose active is a text": {
    recorded: session,
    body: sessionJson({ active: "true" }),
    means: "foreign",
  },
  "a session without an end": {
    recorded: session,
    body: sessionJson({ expires_at: undefined }),
    means: "foreign",
  },
  "a session whose end is not an instant": {
    recorded: session,
    body: sessionJson({ expires_at: "soon" }),
    means: "foreign",
  },
  "a session whose end is a number": {
    recorded: session,
    body: sessionJson({ expires_at: 1_900_000_000 }),
    means: "foreign",
  },
  "a session without an identity": {
    recorded: session,
    body: sessionJson({ identity: {} }),
    means: "foreign",
  },
  "a session whose identity is a list": {
    recorded: session,
    body: sessionJson({ identity: ["id"] }),
    means: "foreign",
  },
  "broken JSON": { recorded: session, body: '{"id":', means: "foreign" },
  "JSON that is not an object": { recorded: session, body: "[]", means: "foreign" },
  "JSON null": { recorded: session, body: "null", means: "foreign" },
  "an empty body": { recorded: session, body: "", means: "foreign" },
  "a page with 200": { recorded: session, ...page, means: "foreign" },
  "a page with 200 for an anonymous check": {
    recorded: session,
    ...page,
    anonymous: true,
    means: "foreign",
  },
  "a page with 200, cut off": { recorded: session, ...page, ending: "broken", means: "foreign" },
  "a page with 200, endless": { recorded: session, ...page, ending: "large", means: "foreign" },
  "a session that says it is compressed": {
    recorded: session,
    headers: { "Content-Encoding": ["gzip"] },
    means: "foreign",
  },
  "a session that says it is not compressed": {
    recorded: session,
    headers: { "Content-Encoding": ["identity"] },
    means: "active for 60 s",
  },
  "a page with 401": { recorded: refused, ...page, means: "foreign" },
  "a page with 403": { recorded: refused, status: 403, ...page, means: "foreign" },
  "a page with 404": { recorded: refused, status: 404, ...page, means: "foreign" },
  "401 with the origin's body as text": {
    recorded: refused,
    headers: { "Content-Type": ["text/plain"] },
    means: "foreign",
  },
  "401 with two types": {
    recorded: refused,
    headers: { "Content-Type": ["application/json", "text/html"] },
    means: "foreign",
  },
  "401 with a charset": {
    recorded: refused,
    headers: { "Content-Type": ["Application/JSON ; charset=utf-8"] },
    means: "refused",
  },
  "401 of problem+json": {
    recorded: refused,
    headers: { "Content-Type": ["application/problem+json"] },
    means: "foreign",
  },
  "401 whose error has another code": {
    recorded: refused,
    body: '{"error":{"code":403}}',
    means: "foreign",
  },
  "401 whose code is a text": {
    recorded: refused,
    body: '{"error":{"code":"401"}}',
    means: "foreign",
  },
  "401 with the code at the top": { recorded: refused, body: '{"code":401}', means: "foreign" },
  "401 whose error is a list": { recorded: refused, body: '{"error":[401]}', means: "foreign" },
  "401 with an empty body": { recorded: refused, body: "", means: "foreign" },
  "401 cut off": { recorded: refused, ending: "broken", means: "foreign" },
  "401 too large": { recorded: refused, ending: "large", means: "foreign" },
  "401 compressed": {
    recorded: refused,
    headers: { "Content-Encoding": ["br"] },
    means: "foreign",
  },
  "403 with the error of a 401": { recorded: refused, status: 403, means: "foreign" },
  "404 with the origin's error": {
    recorded: refused,
    status: 404,
    body: '{"error":{"code":404,"status":"Not Found"}}',
    means: "other",
  },
  "an identity header that names another identity": {
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
  "a session too large to store, but not to read": {
    recorded: session,
    body: sessionJson({ padding: "x".repeat(65_536) }),
    means: "active, not to be stored",
  },
  "a session cut off": { recorded: session, ending: "broken", means: "truncated" },
  "a session for a check without credentials": {
    recorded: session,
    anonymous: true,
    means: "not-active",
  },

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
    means: "foreign",
  },
  "anonymous 401 too large": {
    recorded: anonymous,
    anonymous: true,
    ending: "large",
    means: "foreign",
  },
  "an anonymous page with 401 and a hint": {
    recorded: anonymous,
    anonymous: true,
    body: page.body,
    means: "foreign",
  },
  "anonymous 403": {
    recorded: anonymous,
    anonymous: true,
    status: 403,
    body: '{"error":{"code":403}}',
    means: "refused",
  },
  "403 for a second factor": { recorded: ["06-totp", 14], means: "refused" },

  "500 that carries a hint": { recorded: ["03-token-and-precedence", 39], means: "unavailable" },
  "503 with the body of a session": { recorded: session, status: 503, means: "unavailable" },
  "599": { recorded: session, status: 599, means: "unavailable" },
  "429": { recorded: session, status: 429, means: "limited" },
  "429 with Retry-After": { ...limited(retryAfter("7")), means: "limited, pause 7000 ms" },
  "429 with Retry-After of 0": { ...limited(retryAfter("0")), means: "limited, pause 0 ms" },
  "429 with Retry-After at the ceiling": {
    ...limited(retryAfter("60")),
    means: "limited, pause 60000 ms",
  },
  "429 with Retry-After beyond it": {
    ...limited(retryAfter("61")),
    means: "limited, pause 60000 ms",
  },
  "429 with Retry-After of more than a number holds": {
    ...limited(retryAfter("9".repeat(400))),
    means: "limited, pause 60000 ms",
  },
  "429 with a fraction": { ...limited(retryAfter("1.5")), means: "limited, pause 1500 ms" },
  "429 with a unit": { ...limited(retryAfter("3s")), means: "limited, pause 3000 ms" },
  "429 with Retry-After as a date": {
    ...limited(retryAfter("Mon, 23 Nov 2026 20:48:05 GMT")),
    means: "limited, pause 9000 ms",
  },
  "429 with Retry-After as a date that is past": {
    ...limited(retryAfter("Mon, 23 Nov 2026 20:47:50 GMT")),
    means: "limited, pause 0 ms",
  },
  "429 with Retry-After as a date far off": {
    ...limited(retryAfter("Mon, 23 Nov 2099 20:47:50 GMT")),
    means: "limited, pause 60000 ms",
  },
  "429 with a malformed Retry-After": { ...limited(retryAfter("soon")), means: "limited" },
  "429 with a negative Retry-After": { ...limited(retryAfter("-5")), means: "limited" },
  "429 with an empty Retry-After": { ...limited(retryAfter("")), means: "limited" },
  "429 with two Retry-After": {
    ...limited(retryAfter("2", "5")),
    means: "limited, pause 5000 ms",
  },
  "429 with Retry-After before the others": {
    ...limited({ "X-RateLimit-Reset": ["30"], "RateLimit-Reset": ["20"], "Retry-After": ["4"] }),
    means: "limited, pause 4000 ms",
  },
  "429 with RateLimit-Reset before x-ratelimit-reset": {
    ...limited({ "X-RateLimit-Reset": ["30"], "RateLimit-Reset": ["20"] }),
    means: "limited, pause 20000 ms",
  },
  "429 with a malformed Retry-After and a good reset": {
    ...limited({ "Retry-After": ["soon"], "X-RateLimit-Reset": ["30"] }),
    means: "limited, pause 30000 ms",
  },
  "429 with x-ratelimit-reset": {
    ...limited({ "x-ratelimit-reset": ["12"] }),
    means: "limited, pause 12000 ms",
  },
  "429 with x-ratelimit-reset as a list": {
    ...limited({ "x-ratelimit-reset": ["12, 57;w=60"] }),
    means: "limited, pause 12000 ms",
  },
  "429 with x-ratelimit-reset of a day": {
    ...limited({ "x-ratelimit-reset": ["86400"] }),
    means: "limited, pause 60000 ms",
  },
  "429 with x-ratelimit-reset of a second more than a day": {
    ...limited({ "x-ratelimit-reset": ["86401"] }),
    means: "limited, pause 60000 ms",
  },
  "429 with x-ratelimit-reset as an instant": {
    ...limited({ "x-ratelimit-reset": [String(nowS + 5)] }),
    means: "limited, pause 5000 ms",
  },
  "429 with x-ratelimit-reset as an instant in milliseconds": {
    ...limited({ "x-ratelimit-reset": [String(nowS * 1_000 + 5_500)] }),
    means: "limited, pause 5500 ms",
  },
  "429 with x-ratelimit-reset as an instant that is just past": {
    ...limited({ "x-ratelimit-reset": [String(nowS - 5)] }),
    means: "limited, pause 0 ms",
  },
  "429 with x-ratelimit-reset as an RFC 3339 instant": {
    ...limited({ "x-ratelimit-reset": ["2026-11-23T20:48:00Z"] }),
    means: "limited, pause 4000 ms",
  },
  "429 with X-Rate-Limit-Reset": {
    ...limited({ "X-Rate-Limit-Reset": ["8"] }),
    means: "limited, pause 8000 ms",
  },
  "429 with X-RateLimit-Reset-After": {
    ...limited({ "X-RateLimit-Reset-After": ["0.25"] }),
    means: "limited, pause 250 ms",
  },
  "429 with Retry-After-Ms": {
    ...limited({ "Retry-After-Ms": ["750"] }),
    means: "limited, pause 750 ms",
  },
  "429 with RateLimit of the older draft": {
    ...limited({ RateLimit: ["limit=100, remaining=0, reset=9"] }),
    means: "limited, pause 9000 ms",
  },
  "429 with RateLimit of the newer draft": {
    ...limited({ RateLimit: ['"burst";r=0;t=3, "daily";r=10;t=40'] }),
    means: "limited, pause 40000 ms",
  },
  "429 of something before the origin": {
    ...limited({ "Content-Type": ["text/html"] }),
    body: "slow down",
    means: "limited",
  },
  "302": { recorded: session, status: 302, means: "other" },
  "204": { recorded: session, status: 204, means: "other" },
  "206 with the body of a session": { recorded: session, status: 206, means: "other" },
  "400 for an unknown tokenizer": { recorded: session, status: 400, means: "other" },
  "404 with the body of a session": { recorded: session, status: 404, means: "foreign" },
};
