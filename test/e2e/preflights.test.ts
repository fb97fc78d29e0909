// Preflights through a real edge, before the embedded identity server, which answers them as Kratos does: what a browser
// gets from memory is what the identity server itself says.
import { expect, test } from "vitest";
import { createInProcessBus } from "../../src/bus/in-process.ts";
import { makePolicy } from "../../src/core/policy/policy.ts";
import type { Bus } from "../../src/edge/ports.ts";
import { loadStory } from "../corpus/recording.ts";
import { cacheStatus, send, signedIn, told, type Ask } from "../harness/asking.ts";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import type { RawAnswer } from "../harness/raw-client.ts";
import { startScene, type Scene, type SceneSetUp } from "../harness/scene.ts";

const cors = { allowedOrigins: ["http://app.example", "http://other.example"], maxAgeSeconds: 120 };
const settings = { preflights: true };

function scene({ identity = { cors }, ...setUp }: SceneSetUp = {}): Promise<Scene> {
  return startScene({ settings, identity, ...setUp });
}

const preflight: Ask = {
  method: "OPTIONS",
  headers: ["Origin: http://app.example", "Access-Control-Request-Method: GET"],
};

/** All lines but those of the connection and of the edge, and the date. */
function ownLines({ headers }: RawAnswer): readonly string[] {
  const others = ["connection", "keep-alive", "cache-status", "age", "date"];
  return headers
    .filter(([name]) => !others.includes(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`);
}

test(
  "The recorded preflights are answered as the identity server answers them, from memory where it allows them.",
  embeddedOnly,
  async () => {
    await using started = await scene();
    const asks = loadStory("01a-anonymous-methods").exchanges.flatMap(({ request }): Ask[] =>
      request.method === "OPTIONS"
        ? [
            {
              method: "OPTIONS",
              headers: Object.entries(request.headers ?? {}).flatMap(([name, value]) =>
                name === "Host" ? [] : [`${name}: ${String(value)}`],
              ),
            },
          ]
        : [],
    );
    expect(asks.length).toBeGreaterThan(12);
    let hits = 0;
    for (const round of [1, 2]) {
      for (const ask of asks) {
        const truth = await send(started.origin.publicUrl, ask);
        const seen = await send(started.edge.url, ask);
        expect(told(seen)).toEqual(told(truth));
        expect(ownLines(seen)).toEqual(ownLines(truth));
        if (/; hit/.test(cacheStatus(seen))) hits += round;
      }
    }
    // Two origins with one and two kinds of preflights each, and two more of the first: all in the second round.
    expect(hits).toBe(2 * 6);
  },
);

test(
  "Where the identity server has no CORS, its 401s and sessions pass and nothing is stored.",
  embeddedOnly,
  async () => {
    await using started = await scene({ identity: {} });
    const { cookie } = await signedIn(started);
    for (const more of [[], [`Cookie: ${cookie}`], ["X-Request-ID: mine"]]) {
      for (const round of ["first", "second"]) {
        const ask = { ...preflight, headers: [...(preflight.headers ?? []), ...more] };
        const seen = await send(started.edge.url, ask);
        const truth = await send(started.origin.publicUrl, ask);
        expect([round, told(seen)]).toEqual([round, told(truth)]);
        expect(cacheStatus(seen)).not.toContain("hit");
      }
    }
  },
);

test(
  "Without a maximum age, as Kratos is by default, every preflight reaches it.",
  embeddedOnly,
  async () => {
    const { allowedOrigins } = cors;
    await using started = await scene({ identity: { cors: { allowedOrigins } } });
    for (let time = 1; time <= 2; time += 1) {
      expect(cacheStatus(await send(started.edge.url, preflight))).toBe("edge-sessions; fwd=miss");
      expect(started.relay.calls.filter(({ method }) => method === "OPTIONS")).toHaveLength(time);
    }
  },
);

test(
  "A check is not answered by a preflight, nor a preflight by a check.",
  embeddedOnly,
  async () => {
    await using started = await scene();
    const { cookie } = await signedIn(started);
    const check = { headers: [`Cookie: ${cookie}`, "Origin: http://app.example"] };
    expect((await send(started.edge.url, preflight)).status).toBe(204);
    expect((await send(started.edge.url, check)).status).toBe(200);
    expect((await send(started.edge.url, preflight)).status).toBe(204);
    expect((await send(started.edge.url, check)).status).toBe(200);
    expect(cacheStatus(await send(started.edge.url, preflight))).toMatch(/; hit/);
    expect(cacheStatus(await send(started.edge.url, check))).toMatch(/; hit/);
  },
);

test(
  "An edge that may miss invalidations gives no older answer than degraded_max_age, nor one that a newer withdrew.",
  embeddedOnly,
  async () => {
    const inner = createInProcessBus({ onError: () => undefined });
    let healthy = true;
    const bus: Bus = {
      publish: (all) => inner.publish(all),
      subscribe: (receive) => inner.subscribe(receive),
      get healthyUntilMs() {
        return healthy ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      },
    };
    const relayed = { settings: { ...settings, degradedMaxAgeMs: 10_000 }, edge: { bus } };
    await using started = await scene(relayed);
    await send(started.edge.url, preflight);
    healthy = false;
    const young = await send(started.edge.url, preflight);
    expect(cacheStatus(young)).toMatch(/; hit; ttl=\d+; detail=degraded$/);
    started.edge.advance(10_000);
    const old = await send(started.edge.url, preflight);
    expect(cacheStatus(old)).toBe("edge-sessions; fwd=stale; stored");
    started.edge.advance(10_000);
    const refusing = started.relay.add({
      matches: ({ method }) => method === "OPTIONS",
      effect: {
        kind: "answer",
        answer: { status: 204, headers: ["Vary", "Origin"], body: Buffer.alloc(0) },
      },
    });
    const refused = await send(started.edge.url, preflight);
    expect(cacheStatus(refused)).toBe("edge-sessions; fwd=stale");
    refusing.remove();
    healthy = true;
    expect(cacheStatus(await send(started.edge.url, preflight))).toBe(
      "edge-sessions; fwd=miss; stored",
    );
  },
);

test(
  "Preflights of signed sessions share the answers of those of checks, and those of decisions have none.",
  embeddedOnly,
  async () => {
    const signedSession = {
      header: undefined,
      issuer: "https://id.example",
      audience: ["api"],
      claims: [],
      lifetimeMs: 60_000,
    };
    const policies = [makePolicy("default", { signedSession })];
    await using started = await scene({ settings: { ...settings, policies } });
    const token = { ...preflight, target: "/edge-sessions/token" };
    const first = await send(started.edge.url, token);
    expect([first.status, cacheStatus(first)]).toEqual([204, "edge-sessions; fwd=miss; stored"]);
    expect(ownLines(first)).toEqual(ownLines(await send(started.origin.publicUrl, preflight)));
    expect(cacheStatus(await send(started.edge.url, preflight))).toMatch(/; hit/);
    expect(cacheStatus(await send(started.edge.url, token))).toMatch(/; hit/);
    expect(new Set(started.relay.calls.map(({ target }) => target))).toEqual(
      new Set(["/sessions/whoami"]),
    );
    // A gateway passes on its clients' preflights. They are for the application, so no decision lets them through here.
    const decision = await send(started.edge.url, {
      ...preflight,
      target: "/edge-sessions/authorize",
    });
    expect(decision.status).toBe(401);
    started.edge.applySettings({ preflights: false });
    expect((await send(started.edge.url, token)).status).toBe(405);
  },
);
