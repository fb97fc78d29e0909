// Which requests are preflights that may be answered from memory, and what is sent to the origin for one.
import { describe, expect, test } from "vitest";
import { loadStory } from "../../../test/corpus/recording.ts";
import { readDirectives } from "../directives.ts";
import { readHead } from "../head.ts";
import {
  defaultLimits,
  preflightListCharactersMax,
  preflightMethodCharactersMax,
} from "../limits.ts";
import { makePolicy } from "../policy/policy.ts";
import { defaultProjectSettings, type ProjectSettings } from "../settings.ts";
import { preflightLines, readPreflight, type Preflight } from "./preflight.ts";

const origin = ["Origin", "https://app.example"];
const method = ["Access-Control-Request-Method", "GET"];
const list = ["Access-Control-Request-Headers", "x-session-token"];
const usual = [...origin, ...method, ...list];

/** Header lines as a recording has them. */
function linesOf(recorded: Readonly<Record<string, string | readonly string[]>> = {}): string[] {
  return Object.entries(recorded).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  );
}

interface Changes {
  readonly method?: string;
  readonly target?: string;
  readonly hasBody?: boolean;
  readonly absoluteForm?: boolean;
  readonly settings?: Partial<ProjectSettings>;
}

function read(headers: readonly string[], changes: Changes = {}): Preflight | undefined {
  const head = readHead(headers);
  const on = { cacheableSessions: true, preflights: true };
  const settings = { ...defaultProjectSettings, ...on, ...changes.settings };
  return readPreflight(
    {
      method: changes.method ?? "OPTIONS",
      target: changes.target ?? "/sessions/whoami",
      hasBody: changes.hasBody ?? false,
      absoluteForm: changes.absoluteForm ?? false,
      head,
      headers,
    },
    readDirectives(head.cacheControl, head.pragma, settings.ignoreNoCache),
    settings,
    defaultLimits,
  );
}

describe("readPreflight", () => {
  test("A preflight has its origin, the method and the list of headers as they were sent.", () => {
    const browser = [
      "User-Agent",
      "x",
      "Accept",
      "*/*",
      "Sec-Fetch-Mode",
      "cors",
      "X-Request-ID",
      "1",
    ];
    expect(read([...browser, ...usual])).toMatchObject({
      origin: "https://app.example",
      requestedMethod: "GET",
      requestedHeaders: "x-session-token",
    });
    expect(read([...origin, ...method])).toMatchObject({ requestedHeaders: undefined });
  });

  test("Every part that is sent to the origin is in the key, as it was sent.", () => {
    const keys = [
      usual,
      [...origin, ...method],
      [...origin, ...method, "Access-Control-Request-Headers", "X-Session-Token"],
      [...origin, ...method, "Access-Control-Request-Headers", "x-session-token,a"],
      [...origin, ...method, "Access-Control-Request-Headers", "x-session-token, a"],
      [...origin, ...method, "Access-Control-Request-Headers", "h:"],
      [...origin, "Access-Control-Request-Method", "get", ...list],
      [...origin, "Access-Control-Request-Method", "POST", ...list],
      ["Origin", "https://app.example.evil", ...method, ...list],
      ["Origin", "null", ...method, ...list],
    ].map((lines) => read(lines)?.key);
    expect(keys).not.toContain(undefined);
    expect(new Set(keys).size).toBe(keys.length);
    const otherOrder = [...list, ...method, ...origin];
    expect(read(otherOrder)?.key).toBe(keys[0]);
  });

  test.each<readonly [string, readonly string[], Changes]>([
    ["preflights off", usual, { settings: { preflights: false } }],
    ["the feature off", usual, { settings: { cacheableSessions: false } }],
    ["another method", usual, { method: "GET" }],
    ["a body", usual, { hasBody: true }],
    ["a whole URL", usual, { absoluteForm: true }],
    ["another path", usual, { target: "/sessions/whoami/" }],
    ["an encoded path", usual, { target: "/sessions/whoam%69" }],
    ["another path of the origin", usual, { target: "/self-service/login/api" }],
    ["an unlisted template", usual, { target: "/sessions/whoami?tokenize_as=jwt" }],
    ["an odd query", usual, { target: "/sessions/whoami?a;b" }],
    ["a cookie", [...usual, "Cookie", "a=b"], {}],
    ["an empty cookie", [...usual, "Cookie", ""], {}],
    ["an authorization", [...usual, "Authorization", "Basic eDp5"], {}],
    ["a session token", [...usual, "X-Session-Token", "ory_st_x"], {}],
    ["an empty session token", [...usual, "X-Session-Token", ""], {}],
    ["no origin", [...method, ...list], {}],
    ["two origins", [...usual, ...origin], {}],
    ["an odd origin", ["Origin", "a b", ...method], {}],
    ["an empty origin", ["Origin", "", ...method], {}],
    ["no method", [...origin, ...list], {}],
    ["two methods", [...usual, ...method], {}],
    ["an odd method", [...origin, "Access-Control-Request-Method", "GET, POST"], {}],
    ["an empty method", [...origin, "Access-Control-Request-Method", ""], {}],
    ["two lists", [...usual, ...list], {}],
    ["an empty list", [...origin, ...method, "Access-Control-Request-Headers", ""], {}],
    ["an odd list", [...origin, ...method, "Access-Control-Request-Headers", "\u00E4"], {}],
    ["another wish", [...usual, "Access-Control-Request-Private-Network", "true"], {}],
    ["an expectation", [...usual, "Expect", "100-continue"], {}],
    ["a nominated origin", [...usual, "Connection", "Origin"], {}],
    ["a nominated list", [...usual, "Connection", "x, access-control-request-headers"], {}],
    ["no-store", [...usual, "Cache-Control", "no-store"], {}],
    ["no-cache", [...usual, "Cache-Control", "no-cache"], {}],
    ["max-age", [...usual, "Cache-Control", "max-age=60"], {}],
    ["only-if-cached", [...usual, "Cache-Control", "only-if-cached"], {}],
    ["Pragma", [...usual, "Pragma", "no-cache"], {}],
  ])("A request is passed on as it came: %s.", (_, lines, changes) => {
    expect(read(lines, changes)).toBeUndefined();
  });

  test("Queries that the origin ignores, and those for a listed template, do not matter.", () => {
    const settings = { tokenizeTemplates: ["jwt"] };
    const key = read(usual)?.key;
    expect(key).toBeDefined();
    for (const query of ["?", "?x=1", "?tokenize_as=jwt"]) {
      expect(read(usual, { target: `/sessions/whoami${query}`, settings })?.key).toBe(key);
    }
    const below = { target: "/ory/sessions/whoami", settings: { basePath: "/ory" } };
    expect(read(usual, below)?.key).toBe(key);
    expect(read(usual, { settings: { basePath: "/ory" } })).toBeUndefined();
  });

  test("With ignore_no_cache, only max-age counts.", () => {
    const settings = { ignoreNoCache: true };
    expect(
      read([...usual, "Cache-Control", "no-cache", "Pragma", "no-cache"], { settings }),
    ).toBeDefined();
    expect(read([...usual, "Cache-Control", "max-age=0"], { settings })).toBeUndefined();
  });

  test("At the limits, a part is accepted, and beyond them the request is passed on.", () => {
    const withMethod = (name: string) => read([...origin, "Access-Control-Request-Method", name]);
    expect(withMethod("M".repeat(preflightMethodCharactersMax))).toBeDefined();
    expect(withMethod("M".repeat(preflightMethodCharactersMax + 1))).toBeUndefined();
    const withList = (text: string) =>
      read([...origin, ...method, "Access-Control-Request-Headers", text]);
    expect(withList("h".repeat(preflightListCharactersMax))).toBeDefined();
    expect(withList("h".repeat(preflightListCharactersMax + 1))).toBeUndefined();
    const withOrigin = (text: string) => read(["Origin", text, ...method]);
    expect(withOrigin("o".repeat(defaultLimits.originHeaderBytesMax))).toBeDefined();
    expect(withOrigin("o".repeat(defaultLimits.originHeaderBytesMax + 1))).toBeUndefined();
  });

  test("The path of signed sessions counts where a policy signs them, and that of decisions never does.", () => {
    const signedSession = { header: undefined, audience: [], claims: [], lifetimeMs: 60_000 };
    const policies = [makePolicy("default", { signedSession }), makePolicy("plain")];
    const at = (target: string, settings: Partial<ProjectSettings> = { policies }) =>
      read(usual, { target, settings })?.key;
    const key = read(usual)?.key;
    expect(at("/edge-sessions/token")).toBe(key);
    expect(at("/edge-sessions/token/default")).toBe(key);
    expect(at("/edge-sessions/token?x")).toBe(key);
    expect(at("/ory/edge-sessions/token", { policies, basePath: "/ory" })).toBe(key);
    for (const target of [
      "/edge-sessions/token/plain",
      "/edge-sessions/token/",
      "/edge-sessions/token/default/",
      "/edge-sessions/tokens",
      "/edge-sessions/authorize",
      "/edge-sessions/authorize/default",
      "/ory/edge-sessions/token",
    ]) {
      expect(at(target)).toBeUndefined();
    }
    expect(at("/edge-sessions/token", {})).toBeUndefined();
  });

  test("In the recordings, every request that the origin's CORS answers is a preflight or unusual.", () => {
    const read204 = loadStory("01a-anonymous-methods").exchanges.filter(
      ({ request, response }) => request.method === "OPTIONS" && response.status === 204,
    );
    expect(read204.length).toBeGreaterThan(8);
    const found = read204.map(({ request }) => read(linesOf(request.headers)));
    // One of them has no `Origin`.
    expect(found.filter((one) => one === undefined)).toHaveLength(1);
  });
});

describe("preflightLines", () => {
  test("The call has the parts of the key and the client's trace, and nothing else.", () => {
    const untraced = { traceparent: undefined, tracestate: undefined };
    const whole = read([...usual, "User-Agent", "x", "X-Forwarded-For", "192.0.2.1"]);
    const bare = read([...origin, ...method]);
    if (whole === undefined || bare === undefined) throw new Error("these are preflights");
    expect(preflightLines(whole, untraced)).toEqual(usual);
    expect(preflightLines(bare, untraced)).toEqual([...origin, ...method]);
    expect(preflightLines(bare, { traceparent: "00-1", tracestate: "v=1" })).toEqual([
      ...origin,
      ...method,
      "Traceparent",
      "00-1",
      "Tracestate",
      "v=1",
    ]);
  });
});
