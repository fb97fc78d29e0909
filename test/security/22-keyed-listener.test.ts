// Case 22: the admin listener without a key, with a wrong one, with one that may not, and with another site's form:
// 401 or 403, nothing done, and every attempt on record with the key's name, never the key.
import { describe, expect, test } from "vitest";
import { createServer } from "node:http";
import { createLogger, logEvents } from "../../src/observe/logs/logs.ts";
import { createMetrics } from "../../src/observe/metrics/metrics.ts";
import { createUndiciOrigin } from "../../src/origin/undici/undici-origin.ts";
import { rawCheck } from "../harness/raw-check.ts";
import { startEdge, type EdgeUnderTest } from "../harness/edge-under-test.ts";
import {
  ask,
  errorId,
  eventsOf,
  keyTexts,
  ringOfAll,
  scopes,
  type Asking,
} from "../harness/admin-scene.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";

interface Point {
  readonly path: string;
  readonly scope: (typeof scopes)[number];
  readonly area: string;
  readonly good: Asking;
}

const points: readonly Point[] = [
  { path: "/metrics", scope: "read", area: "metrics", good: {} },
  {
    path: "/invalidations",
    scope: "invalidate",
    area: "invalidations",
    good: { json: { scope: "identity", id } },
  },
  { path: "/hooks/kratos", scope: "hooks", area: "hooks", good: { json: { identity_id: id } } },
  {
    path: "/hooks/ory",
    scope: "hooks",
    area: "hooks",
    good: { json: { name: "IdentityUpdated", eventAttributes: { IdentityID: id } } },
  },
  {
    path: `/admin/identities/${id}`,
    scope: "admin",
    area: "gateway",
    good: { method: "DELETE" },
  },
];

interface Guarded extends AsyncDisposable {
  readonly edge: EdgeUnderTest;
  /** Calls that reached the admin API, as header lines. */
  readonly calls: readonly (readonly string[])[];
}

async function guarded(): Promise<Guarded> {
  const calls: string[][] = [];
  const server = createServer((request, response) => {
    calls.push(request.rawHeaders);
    response.writeHead(204).end();
  });
  const url = await listenOnLoopback(server);
  const origin = createUndiciOrigin({ url });
  const edge = await startEdge({ origin: url, admin: { keys: ringOfAll(), origin } });
  return {
    edge,
    calls,
    async [Symbol.asyncDispose]() {
      await edge.stop();
      await origin.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Nothing reached the edge's fences or the admin API; the attempt is on record, in log and metrics, without the key. */
function expectNothingDone(
  { edge, calls }: Guarded,
  refusals: readonly { area: string; id: string; keyName: string | undefined }[],
): void {
  expect(calls).toEqual([]);
  for (const kind of ["fence", "published", "intake-applied", "hook", "gateway"] as const) {
    expect(eventsOf(edge.events, kind)).toEqual([]);
  }
  const refused = eventsOf(edge.events, "intake-refused");
  expect(refused).toMatchObject(refusals);
  const lines: string[] = [];
  const sink = logEvents(
    createLogger("info", (line) => lines.push(line)),
    () => 0,
  );
  const metrics = createMetrics(() => edge.edge.stats(), "0.0.0");
  for (const event of refused) {
    sink(event);
    metrics.sink(event);
  }
  expect(lines).toHaveLength(refusals.length);
  for (const text of Object.values(keyTexts)) expect(lines.join("")).not.toContain(text);
  const counted = [...metrics.counts.intakeRefused.entries()].reduce((sum, [, n]) => sum + n, 0);
  expect(counted).toBe(refusals.length);
}

describe.each(points)("$path", ({ path, scope, area, good }) => {
  test("A request with the right key is served.", async () => {
    await using place = await guarded();
    const response = await ask(place.edge.adminUrl, path, { ...good, key: keyTexts[scope] });
    expect(response.ok).toBe(true);
    expect(eventsOf(place.edge.events, "intake-refused")).toEqual([]);
  });

  const bad: readonly (readonly [name: string, headers: Record<string, string>])[] = [
    ["no key", {}],
    ["an empty key", { Authorization: "Bearer " }],
    ["a wrong key", { Authorization: `Bearer ${keyTexts.all.slice(1)}x` }],
    ["half a key", { Authorization: `Bearer ${keyTexts.all.slice(0, 20)}` }],
    ["a key's digest", { Authorization: `Bearer ${"a".repeat(64)}` }],
    ["a key in another scheme", { Authorization: `Token ${keyTexts.all}` }],
    ["a key without scheme", { Authorization: keyTexts.all }],
    [
      "a wrong key in X-Api-Key beside a right one",
      {
        "X-Api-Key": "wrong-0123456789abcdef0123456789abcdef",
        Authorization: `Bearer ${keyTexts.all}`,
      },
    ],
    ["a key as a cookie", { Cookie: `key=${keyTexts.all}; Authorization=Bearer ${keyTexts.all}` }],
  ];
  test.each(bad)("A request with %s gets a 401.", async (_name, headers) => {
    await using place = await guarded();
    const response = await ask(place.edge.adminUrl, path, {
      ...good,
      headers: { ...headers },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(await errorId(response)).toBe("edge_key_required");
    expectNothingDone(place, [{ area, id: "edge_key_required", keyName: undefined }]);
  });

  test("A request with its key in the query gets a 401.", async () => {
    await using place = await guarded();
    const url = `${path}?key=${keyTexts.all}&access_token=${keyTexts.all}`;
    const response = await ask(place.edge.adminUrl, url, good);
    expect(response.status).toBe(401);
    expectNothingDone(place, [{ area, id: "edge_key_required", keyName: undefined }]);
  });

  test.each(scopes.filter((other) => other !== scope))(
    "A request with the %s key gets a 403.",
    async (other) => {
      await using place = await guarded();
      const response = await ask(place.edge.adminUrl, path, { ...good, key: keyTexts[other] });
      expect([response.status, await errorId(response)]).toEqual([403, "edge_key_insufficient"]);
      expectNothingDone(place, [
        { area, id: "edge_key_insufficient", keyName: `the-${other}-key` },
      ]);
    },
  );

  test.each([
    ["a form", "application/x-www-form-urlencoded", `scope=identity&id=${id}&identity_id=${id}`],
    ["a form of text", "text/plain", JSON.stringify({ scope: "identity", id, identity_id: id })],
  ])("Another site's form, sent as %s, gets a 401.", async (_name, type, body) => {
    await using place = await guarded();
    const response = await ask(place.edge.adminUrl, path, {
      method: "POST",
      body,
      headers: {
        "Content-Type": type,
        Origin: "https://evil.example",
        "Sec-Fetch-Site": "cross-site",
        Cookie: `session=${keyTexts.all}`,
      },
    });
    expect(response.status).toBe(401);
    expectNothingDone(place, [{ area, id: "edge_key_required", keyName: undefined }]);
  });

  test("Another site's preflight gets no permission.", async () => {
    await using place = await guarded();
    const response = await ask(place.edge.adminUrl, path, {
      method: "OPTIONS",
      headers: {
        Origin: "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
      },
    });
    expect(response.status).toBe(401);
    const names = [...response.headers.keys()];
    expect(names.filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("a browser that keeps basic authentication for the hooks", () => {
  const basic = `Basic ${btoa(`kratos:${keyTexts.all}`)}`;

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])(
    "A browser that remembers the key and sends another site's form as %s gets a 415, and nothing is done.",
    async (type) => {
      await using place = await guarded();
      const response = await ask(place.edge.adminUrl, "/hooks/kratos", {
        method: "POST",
        body: JSON.stringify({ identity_id: id }),
        headers: { "Content-Type": type, Authorization: basic },
      });
      const error = "edge_content_type_refused";
      expect([response.status, await errorId(response)]).toEqual([415, error]);
      expectNothingDone(place, [{ area: "hooks", id: error, keyName: "the-all-key" }]);
    },
  );

  test.each(["/metrics", "/invalidations", `/admin/identities/${id}`])(
    "A browser's basic authentication cannot be used for %s.",
    async (path) => {
      await using place = await guarded();
      const response = await ask(place.edge.adminUrl, path, { headers: { Authorization: basic } });
      expect(response.status).toBe(401);
      expect(place.calls).toEqual([]);
    },
  );
});

describe("the gateway keeps the edge's keys to itself", () => {
  test.each<readonly [string, Record<string, string>, string | undefined]>([
    ["Authorization", { Authorization: `Bearer ${keyTexts.admin}` }, undefined],
    ["X-Api-Key", { "X-Api-Key": keyTexts.admin }, undefined],
    ["both", { "X-Api-Key": keyTexts.admin, Authorization: `Bearer ${keyTexts.all}` }, undefined],
    [
      "X-Api-Key, beside the admin API's own key",
      { "X-Api-Key": keyTexts.admin, Authorization: "Bearer ory_pat_1234" },
      "Bearer ory_pat_1234",
    ],
  ])("in %s", async (_name, headers, passed) => {
    await using place = await guarded();
    const response = await ask(place.edge.adminUrl, "/admin/identities", { headers });
    expect(response.status).toBe(204);
    const [lines = []] = place.calls;
    for (const text of Object.values(keyTexts)) expect(lines.join("\n")).not.toContain(text);
    const at = lines.findIndex((name) => name.toLowerCase() === "authorization");
    expect(at < 0 ? undefined : lines[at + 1]).toBe(passed);
  });
});

describe("the gateway passes a key on in no spelling", () => {
  const lines = [
    ["X-Api-Key", keyTexts.admin],
    ["X_API_Key", keyTexts.read],
    ["x-Api_key", "anything"],
    ["X-Auth-Token", keyTexts.admin],
    ["X-Forwarded-Authorization", `Bearer  ${keyTexts.admin}`],
    ["Proxy-Authorization", `Basic ${btoa(`${keyTexts.all}:x`)}`],
    ["Cookie", `a=1; key=${keyTexts.hooks}`],
    ["X-Original-Url", `/?key=${encodeURIComponent(keyTexts.admin)}`],
    ["X-Percent", keyTexts.admin.replaceAll("-", "%2D")],
    ["X-Glued", `key/${keyTexts.admin}/x`],
  ] as const;

  test.each(["Bearer\t", "Bearer  ", "Token ", "", "bearer key=", "Basic "])(
    "The gateway removes a key after Authorization: %j beside X-Api-Key and passes on the other headers.",
    async (scheme) => {
      await using place = await guarded();
      const headers = lines.flat();
      const seen = await rawCheck(
        place.edge.adminUrl,
        ["Host", "x", ...headers, "Authorization", `${scheme}${keyTexts.all}`, "X-Own", "kept"],
        { path: "/admin/identities" },
      );
      expect(seen.status).toBe(204);
      const [passed = []] = place.calls;
      const text = passed.join("\n");
      for (const key of Object.values(keyTexts)) expect(text).not.toContain(key);
      expect(text.toLowerCase()).not.toMatch(/x[-_]api[-_]key/);
      expect(text).not.toContain("%2D");
      expect(text).not.toContain("Basic");
      expect(passed).toContain("X-Own");
    },
  );

  test.each([
    ["two keys", ["X-Api-Key", keyTexts.admin, "x-api-key", keyTexts.admin]],
    [
      "two Authorization lines",
      ["Authorization", `Bearer ${keyTexts.admin}`, "AUTHORIZATION", "x"],
    ],
    [
      "two Authorization lines beside a key",
      ["X-Api-Key", keyTexts.admin, "Authorization", "a", "Authorization", "b"],
    ],
  ])("A request with %s gets a 401 and is not passed on.", async (_, headers) => {
    await using place = await guarded();
    const path = "/admin/identities";
    const seen = await rawCheck(place.edge.adminUrl, ["Host", "x", ...headers], { path });
    expect(seen.status).toBe(401);
    expect(place.calls).toEqual([]);
  });

  test("The gateway answers a key in the query with a 400 and does not pass it on.", async () => {
    await using place = await guarded();
    for (const text of [keyTexts.admin, keyTexts.all, keyTexts.all.replaceAll("-", "%2d")]) {
      const path = `/admin/identities?access_token=${text}`;
      const seen = await rawCheck(place.edge.adminUrl, ["Host", "x", "X-Api-Key", keyTexts.admin], {
        path,
      });
      expect(seen.status).toBe(400);
    }
    expect(place.calls).toEqual([]);
  });
});

describe("what needs no key", () => {
  test("Health needs no key.", async () => {
    await using place = await guarded();
    const response = await ask(place.edge.adminUrl, "/health/ready");
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
  });

  test.each([
    "/",
    "/metrics/",
    "//metrics",
    "/Metrics",
    "/%6detrics",
    "/admin",
    "/hooks",
    "/health",
  ])("Without a key, a request for %s is refused.", async (path) => {
    await using place = await guarded();
    expect((await ask(place.edge.adminUrl, path)).status).toBe(401);
    const known = await ask(place.edge.adminUrl, path, { key: keyTexts.all });
    expect([known.status, await errorId(known)]).toEqual([404, "edge_not_found"]);
  });
});
