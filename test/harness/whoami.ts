// Requests for whoami and near it: which are checks, and why the others are passed on (security cases 8 to 13).

/** One path: whether it is whoami, for a given base path. */
export interface PathCase {
  readonly target: string;
  readonly basePath?: string;
  readonly whoami: boolean;
}

const notWhoami = [
  "/sessions/whoami/",
  "//sessions/whoami",
  "/sessions//whoami",
  "/sessions/whoami%2f",
  "/sessions/whoami%2F",
  "/sessions%2Fwhoami",
  "/sessions/whoam%69",
  "/%73essions/whoami",
  "/Sessions/Whoami",
  "/sessions/WHOAMI",
  "/sessions/../sessions/whoami",
  "/sessions/./whoami",
  "/./sessions/whoami",
  "/x/../sessions/whoami",
  "/sessions/%2e%2e/sessions/whoami",
  "/sessions/whoami/..",
  "/sessions/whoami;x.js",
  "/sessions/whoami;",
  "/sessions/whoami.js",
  "/sessions/whoami.css",
  "/sessions/whoami/x.css",
  "/sessions/whoami%00",
  "/sessions/whoami%20",
  "/sessions/whoami%23",
  "/sessions/whoami%3Fx=1",
  "/sessions/whoami#x",
  "/sessions/whoami&x",
  "/sessions/whoami2",
  "/sessions/whoam",
  "/session/whoami",
  "/sessions\\whoami",
  "sessions/whoami",
  "/api/sessions/whoami",
  "//127.0.0.1/sessions/whoami",
  "http://127.0.0.1/sessions/whoami",
  "/sessions",
  "/?/sessions/whoami",
  "/",
  "*",
  "",
];

/** Paths, and whether they are whoami. */
export const pathCases: readonly PathCase[] = [
  { target: "/sessions/whoami", whoami: true },
  { target: "/sessions/whoami?", whoami: true },
  { target: "/sessions/whoami?x=1", whoami: true },
  { target: "/sessions/whoami??", whoami: true },
  { target: "/sessions/whoami?/x.js", whoami: true },
  ...notWhoami.map((target) => ({ target, whoami: false })),
  { basePath: "/ory", target: "/ory/sessions/whoami", whoami: true },
  { basePath: "/ory", target: "/ory/sessions/whoami?x", whoami: true },
  { basePath: "/ory", target: "/sessions/whoami", whoami: false },
  { basePath: "/ory", target: "/ORY/sessions/whoami", whoami: false },
  { basePath: "/ory", target: "/%6fry/sessions/whoami", whoami: false },
  { basePath: "/ory", target: "/ory//sessions/whoami", whoami: false },
  { basePath: "/ory", target: "/orysessions/whoami", whoami: false },
  { basePath: "/ory", target: "/xyz/sessions/whoami", whoami: false },
  { basePath: "/ory", target: "/ory/sessions/whoami/", whoami: false },
];

/** Queries, and whether they might ask for a token in some spelling (recording 12). */
export const queryCases: Readonly<Record<string, boolean>> = {
  "": false,
  "?": false,
  "?x=1": false,
  "?_=1700000000000": false,
  "?x=tokenize_as": false,
  "?tokenize=jwt": false,
  "?xtokenize_as=jwt": false,
  "?tokenize_as2=jwt": false,
  "?x=1?tokenize_as=jwt": false,
  "?x=%zz": false,
  "?tokenize_as=jwt": true,
  "?tokenize_as=": true,
  "?tokenize_as": true,
  "?x=1&tokenize_as=jwt": true,
  "?&&tokenize_as=jwt&&": true,
  "?tokenize_as=&tokenize_as=jwt": true,
  "?tokenize%5fas=jwt": true,
  "?tokenize%5Fas=jwt": true,
  "?%74okenize_as=jwt": true,
  "?%74%6f%6b%65%6e%69%7a%65%5f%61%73=jwt": true,
  "?TOKENIZE_AS=jwt": true,
  "?Tokenize_As=jwt": true,
  "?x=1;tokenize_as=jwt": true,
  "?;": true,
  "?x=a;b": true,
  "?tokenize_a%zz=jwt": true,
  "?%=1": true,
  "?%4=1": true,
  "?%zz&x=1": true,
};

/** One request for whoami besides its path: how it comes, what is set, and what it is. */
export interface BypassCase {
  readonly method?: string;
  readonly hasBody?: boolean;
  readonly absoluteForm?: boolean;
  readonly lines?: readonly string[];
  readonly sessionTokens?: boolean;
  readonly cookieNameConfirmed?: boolean;
  /** `check`, or why it is passed on. */
  readonly is: string;
}

const cookie = ["Cookie", "ory_kratos_session=v"];
const bearer = ["Authorization", "Bearer t"];
const sessionToken = ["X-Session-Token", "t"];

/** Requests for whoami, and what they are. */
export const bypassCases: Readonly<Record<string, BypassCase>> = {
  GET: { lines: cookie, is: "check" },
  HEAD: { method: "HEAD", lines: cookie, is: "check" },
  POST: { method: "POST", lines: cookie, is: "method" },
  PUT: { method: "PUT", lines: cookie, is: "method" },
  PATCH: { method: "PATCH", lines: cookie, is: "method" },
  DELETE: { method: "DELETE", lines: cookie, is: "method" },
  OPTIONS: { method: "OPTIONS", lines: cookie, is: "method" },
  TRACE: { method: "TRACE", lines: cookie, is: "method" },
  "get in lower case": { method: "get", lines: cookie, is: "method" },
  "a method of nobody": { method: "FROB", lines: cookie, is: "method" },
  "GET with a body": { hasBody: true, lines: cookie, is: "body" },
  "HEAD with a body": { method: "HEAD", hasBody: true, lines: cookie, is: "body" },
  "a request id of 1,024 characters": {
    lines: [...cookie, "X-Request-ID", "x".repeat(1_024)],
    is: "check",
  },
  "a request id of 1,025 characters": {
    lines: [...cookie, "X-Request-ID", "x".repeat(1_025)],
    is: "request-id-large",
  },
  "absolute form": { absoluteForm: true, lines: cookie, is: "absolute-form" },
  "Connection: close": { lines: [...cookie, "Connection", "close"], is: "check" },
  "Connection: close twice": { lines: [...cookie, "Connection", "close, keep-alive"], is: "check" },
  "an empty Connection": { lines: [...cookie, "Connection", ""], is: "check" },
  "an Expect that nobody has answered": { lines: [...cookie, "Expect", "wonders"], is: "expect" },
  "Connection: keep-alive": { lines: [...cookie, "Connection", " Keep-Alive "], is: "check" },
  ...Object.fromEntries(
    [
      "Upgrade, HTTP2-Settings",
      "upgrade",
      "keep-alive, Upgrade",
      "TE",
      "close, te, x-mine",
      "X-Cookie, Cookies, Origins, my-host, hosts, authorization2",
    ].map((value) => [
      `Connection: ${value}`,
      { lines: [...cookie, "Connection", value, "Upgrade", "h2c", "TE", "gzip"], is: "check" },
    ]),
  ),
  ...Object.fromEntries(
    [
      "cookie",
      "Authorization",
      "x-session-token",
      "Origin",
      "keep-alive,cache-control",
      "pragma , close",
      "HOST",
      "\tCookie\t",
      ";cookie",
      "Upgrade, Cookie",
    ].map((value) => [
      `Connection nominates: ${value}`,
      { lines: [...cookie, "Connection", value], is: "connection" },
    ]),
  ),
  "Connection that nominates the cookie": {
    lines: [...cookie, "Connection", "close, Cookie"],
    is: "connection",
  },
  "a second Connection line": {
    lines: [...cookie, "Connection", "keep-alive", "Connection", "Cookie"],
    is: "connection",
  },

  "an origin": { lines: [...cookie, "Origin", "http://app.example"], is: "check" },
  "the null origin": { lines: [...cookie, "Origin", "null"], is: "check" },
  "an empty origin": { lines: [...cookie, "Origin", ""], is: "origin-malformed" },
  "two origins": {
    lines: [...cookie, "Origin", "http://a.example", "Origin", "http://b.example"],
    is: "origin-malformed",
  },
  "two equal origins": {
    lines: [...cookie, "Origin", "http://a.example", "origin", "http://a.example"],
    is: "origin-malformed",
  },
  "an origin with a blank": {
    lines: [...cookie, "Origin", "http://a.example http://b.example"],
    is: "origin-malformed",
  },
  "an origin with non-ASCII": {
    lines: [...cookie, "Origin", "http://é.example"],
    is: "origin-malformed",
  },
  "an origin of 512 bytes": { lines: [...cookie, "Origin", "o".repeat(512)], is: "check" },
  "an origin of 513 bytes": {
    lines: [...cookie, "Origin", "o".repeat(513)],
    is: "origin-malformed",
  },

  "a session token, tokens off": { lines: sessionToken, is: "tokens-off" },
  "a bearer token, tokens off": { lines: bearer, is: "tokens-off" },
  "cookie and bearer, tokens off": { lines: [...cookie, ...bearer], is: "check" },
  "cookie and session token, tokens off": { lines: [...cookie, ...sessionToken], is: "tokens-off" },
  "cookie and an empty session token, tokens off": {
    lines: [...cookie, "X-Session-Token", ""],
    is: "check",
  },
  "other cookies and bearer, tokens off": {
    lines: ["Cookie", "a=1", ...bearer],
    is: "tokens-off",
  },
  "all three, tokens off": { lines: [...cookie, ...bearer, ...sessionToken], is: "tokens-off" },
  "an empty session token alone": { lines: ["X-Session-Token", " "], is: "check" },
  "a session token, tokens on": { lines: sessionToken, sessionTokens: true, is: "check" },
  "a bearer token, tokens on": { lines: bearer, sessionTokens: true, is: "check" },
  "all three, tokens on": {
    lines: [...cookie, ...bearer, ...sessionToken],
    sessionTokens: true,
    is: "check",
  },

  "no credential": { is: "check" },
  "no credential from an origin": { lines: ["Origin", "http://app.example"], is: "check" },
  "other cookies, name not confirmed": { lines: ["Cookie", "a=1"], is: "cookies-unknown" },
  "other cookies, name confirmed": {
    lines: ["Cookie", "a=1"],
    cookieNameConfirmed: true,
    is: "check",
  },
  ...Object.fromEntries(
    ["max-age=0", "no-cache", "min-fresh=x"].map((value) => [
      `other cookies, name confirmed, ${value}`,
      {
        lines: ["Cookie", "a=1", "Cache-Control", value],
        cookieNameConfirmed: true,
        is: "cookies-other",
      },
    ]),
  ),
  "other cookies, name confirmed, Pragma": {
    lines: ["Cookie", "a=1", "Pragma", "no-cache"],
    cookieNameConfirmed: true,
    is: "cookies-other",
  },
  "other cookies, name confirmed, max-age of a minute": {
    lines: ["Cookie", "a=1", "Cache-Control", "max-age=60"],
    cookieNameConfirmed: true,
    is: "check",
  },
  "other cookies, name confirmed, only what is stored": {
    lines: ["Cookie", "a=1", "Cache-Control", "only-if-cached, max-age=0"],
    cookieNameConfirmed: true,
    is: "check",
  },
  "no cookie, max-age=0": { lines: ["Cache-Control", "max-age=0"], is: "check" },
  "an empty Cookie line, name not confirmed": { lines: ["Cookie", ""], is: "cookies-unknown" },
  "an odd name, name confirmed": {
    lines: ["Cookie", "ORY_KRATOS_SESSION=v"],
    cookieNameConfirmed: true,
    is: "cookie-malformed",
  },
  "Basic alone": { lines: ["Authorization", "Basic eA=="], is: "authorization-alone" },
  "Basic and other cookies, name confirmed": {
    lines: ["Cookie", "a=1", "Authorization", "Basic eA=="],
    cookieNameConfirmed: true,
    is: "authorization-alone",
  },
  "Basic and the cookie": { lines: [...cookie, "Authorization", "Basic eA=="], is: "check" },
  "Basic and a session token, tokens off": {
    lines: [...sessionToken, "Authorization", "Basic eA=="],
    is: "tokens-off",
  },
  "the cookie twice": {
    lines: ["Cookie", "ory_kratos_session=v; ory_kratos_session=v"],
    is: "check",
  },
};
