// The `cache` member of a fetch says to an edge in process what it says to the global `fetch`: whatever that one
// adds to a request, servers and edges see from both.
import { Configuration, FrontendApi } from "@ory/client-fetch";
import { Configuration as AxiosConfiguration, FrontendApi as AxiosApi } from "ory-client-v1";
import { describe, expect, it } from "vitest";
import { headerValues } from "../../src/core/header-lines.ts";
import { createEdge, type Edge } from "../../src/library/index.ts";
import { serveHttp } from "../harness/raw-server.ts";
import { cookie, edgeBefore, sessionBody } from "./edge-for-library.ts";

const modes = ["default", "no-store", "reload", "no-cache", "force-cache"] as const;
const whoami = "https://anything.example/sessions/whoami";

const heads: readonly Readonly<Record<string, string>>[] = [
  {},
  { "Cache-Control": "max-age=5" },
  { Pragma: "x" },
  { "If-None-Match": '"1"' },
  { "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT" },
];

/** How a fetch is called. */
const spellings: readonly [
  string,
  (call: Edge["fetch"], url: string, init: RequestInit) => Promise<Response>,
][] = [
  ["a URL and options", (call, url, init) => call(url, init)],
  ["a URL object and options", (call, url, init) => call(new URL(url), init)],
  ["a Request", (call, url, init) => call(new Request(url, init))],
  [
    "a Request that options change",
    (call, url, { cache = "default", ...init }) => call(new Request(url, init), { cache }),
  ],
];

const cases = spellings.flatMap(([name, call]) =>
  modes.flatMap((cache) => heads.map((headers) => ({ name, call, cache, headers }))),
);

it.each(cases)(
  "With $name, cache $cache and the headers $headers, edge.fetch sends the same cache headers as fetch.",
  async ({ call, cache, headers }) => {
    const { url } = await serveHttp((request, answer) => {
      const { pragma, "cache-control": cacheControl } = request.headers;
      answer.end(JSON.stringify({ pragma, cacheControl }));
    });
    let lines: readonly string[] = [];
    const edge = createEdge({
      origin: {
        send(request) {
          lines = request.headers;
          const cause = new Error("nobody is there");
          return Promise.resolve({ kind: "failure", failure: { kind: "unreachable", cause } });
        },
      },
    });
    await call(edge.fetch, `${url}/x`, { cache, headers });
    const byGlobal = await call(fetch, `${url}/x`, { cache, headers });
    const [pragma] = headerValues(lines, "pragma");
    const [cacheControl] = headerValues(lines, "cache-control");
    expect({ pragma, cacheControl }).toEqual(await byGlobal.json());
  },
);

describe("a check", () => {
  it.each(spellings)(
    "A check through edge.fetch is forced by reload, no-store and no-cache: %s.",
    async (_, call) => {
      const { edge } = await edgeBefore((_request, answer) => answer.end(sessionBody()));
      await edge.check({ cookie });
      const seen: (string | null)[] = [];
      for (const cache of modes) {
        const response = await call(edge.fetch, whoami, { cache, headers: { cookie } });
        seen.push(/; (hit|fwd=\w+)/.exec(response.headers.get("cache-status") ?? "")?.[1] ?? null);
      }
      expect(seen).toEqual(["hit", "fwd=request", "fwd=request", "fwd=request", "hit"]);
    },
  );

  it("A check of the fetch SDK is forced by the SDK's override.", async () => {
    const { edge, events } = await edgeBefore((_, answer) => answer.end(sessionBody()));
    const sdk = new FrontendApi(
      new Configuration({ basePath: "https://anything.example", fetchApi: edge.fetch }),
    );
    await sdk.toSession({ cookie });
    await sdk.toSession({ cookie });
    await sdk.toSession({ cookie }, { cache: "reload" });
    await sdk.toSession({ cookie }, async () => ({ cache: "no-cache" }));
    const results = events.flatMap((event) => (event.kind === "check" ? [event.result] : []));
    expect(results).toEqual(["miss", "hit", "forced", "forced"]);
  });

  it("A check of the axios SDK is forced by fetchOptions, as with axios' own fetch adapter.", async () => {
    const { edge, events } = await edgeBefore((_, answer) => answer.end(sessionBody()));
    const sdk = new AxiosApi(
      new AxiosConfiguration({
        basePath: "https://anything.example",
        baseOptions: { adapter: edge.axiosAdapter },
      }),
    );
    await sdk.toSession({ cookie });
    await sdk.toSession({ cookie }, { fetchOptions: { cache: "reload" } });
    await sdk.toSession({ cookie }, { fetchOptions: { priority: "high" } });
    const results = events.flatMap((event) => (event.kind === "check" ? [event.result] : []));
    expect(results).toEqual(["miss", "forced", "hit"]);
  });
});

describe("only-if-cached", () => {
  const init: RequestInit = { cache: "only-if-cached", mode: "same-origin", headers: { cookie } };

  it("A check with only-if-cached is a hit or rejects, and causes no call.", async () => {
    const { edge, events } = await edgeBefore((_, answer) => answer.end(sessionBody()));
    await expect(edge.fetch(whoami, init)).rejects.toThrow(TypeError);
    expect(events.some(({ kind }) => kind === "call")).toBe(false);
    await edge.check({ cookie });
    const response = await edge.fetch(whoami, init);
    expect(response.headers.get("cache-status")).toMatch(/; hit; /);
    const { mode: _left, ...elsewhere } = init;
    await expect(edge.fetch(whoami, elsewhere)).rejects.toThrow(/same-origin/);
    await expect(edge.fetch(whoami, { ...init, cache: "bogus" as "reload" })).rejects.toThrow(
      /bogus/,
    );
  });

  it.each([
    ["a request that is not a check", "https://anything.example/schemas", {}],
    ["a check that is passed on", `${whoami}?tokenize_as=jwt`, {}],
    ["an edge that stores nothing", whoami, { cacheableSessions: false }],
  ])("A request with only-if-cached rejects for %s.", async (_, url, options) => {
    const { edge } = await edgeBefore((_request, answer) => answer.end(sessionBody()), options);
    await expect(edge.fetch(url, init)).rejects.toThrow(/no stored answer for the request/);
  });
});

it("A request with integrity is refused, since nothing would verify it.", async () => {
  const { edge } = await edgeBefore((_, answer) => answer.end(sessionBody()));
  const integrity = "sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=";
  await expect(edge.fetch(whoami, { integrity })).rejects.toThrow(/integrity/);
  await expect(edge.fetch(new Request(whoami, { integrity }))).rejects.toThrow(/integrity/);
});
