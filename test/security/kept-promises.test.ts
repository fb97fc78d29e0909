// What is promised on one way out is kept on all of them: every answer to a check says that no cache may keep it,
// though the origin says nothing of the kind, as Kratos does on HEAD.
import { describe, expect, test } from "vitest";
import { isWhoami, linesOf } from "../harness/relay.ts";
import type { RelayedAnswer, RelayEffect } from "../harness/relay-rules.ts";
import { startScene, type Scene, type SceneSetUp } from "../harness/scene.ts";
import { valuesOf, type RawAnswer } from "../harness/raw-client.ts";
import { cached, cacheStatus, send, signedIn, type Ask } from "../harness/asking.ts";

const forbidding = "private, no-cache, no-store, must-revalidate";
const silent: RelayEffect = {
  kind: "change",
  change: (answer) => ({ ...answer, headers: without(answer.headers, "cache-control") }),
};

function without(lines: readonly string[], name: string): string[] {
  return lines.filter((_, at) => lines[at - (at % 2)]?.toLowerCase() !== name);
}

/** What the origin is made to answer for checks. */
function answering(status: number, body = "{}"): RelayEffect {
  const answer: RelayedAnswer = {
    status,
    headers: ["Content-Type", "application/json"],
    body: Buffer.from(body),
  };
  return { kind: "answer", answer };
}

/** Sends a request that takes a place. It ends with the scene, with an answer or without. */
function occupy(scene: Scene, ask: Ask): void {
  const ended = (): void => undefined;
  send(scene.edge.url, ask).then(ended, ended);
}

interface WayOut {
  readonly name: string;
  readonly status: number;
  readonly how: RegExp;
  readonly setUp?: SceneSetUp;
  /** Brings the scene there, and gives what to ask. */
  readonly ask: (scene: Scene, headers: readonly string[]) => Ask | Promise<Ask>;
}

/** A check that the origin answers in a way of its own. */
function origin(name: string, effect: RelayEffect, status: number, how: RegExp): WayOut {
  return {
    name,
    status,
    how,
    ask: (scene, headers) => {
      scene.relay.add({ matches: isWhoami, effect });
      return { headers };
    },
  };
}

const stale = { settings: { staleIfErrorMs: 60_000, maxAgeMs: 10_000, refreshAfterMs: 60_000 } };

const ways: readonly WayOut[] = [
  {
    name: "a hit",
    status: 200,
    how: /hit/,
    ask: async (scene, headers) => {
      await cached(scene, headers);
      return { headers };
    },
  },
  { name: "a miss", status: 200, how: /fwd=miss; stored/, ask: (_, headers) => ({ headers }) },
  {
    name: "a forced check",
    status: 200,
    how: /fwd=request; stored/,
    ask: (_, headers) => ({ headers: [...headers, "Cache-Control: max-age=0"] }),
  },
  {
    name: "an anonymous 401",
    status: 401,
    how: /fwd=miss; stored/,
    ask: () => ({ headers: [] }),
  },
  {
    name: "an anonymous 401 from the store",
    status: 401,
    how: /hit/,
    ask: async (scene) => {
      await cached(scene, []);
      return { headers: [] };
    },
  },
  {
    name: "a 401 of a credential",
    status: 401,
    how: /fwd=miss/,
    ask: (scene) => ({ headers: [`Cookie: ${scene.origin.cookieName}=invented`] }),
  },
  origin("a 403", answering(403, '{"error":{"code":403}}'), 403, /fwd=miss/),
  origin("a redirect", answering(303), 303, /fwd=miss/),
  origin("a 404", answering(404), 404, /fwd=miss/),
  origin("a 429", answering(429), 429, /fwd=miss/),
  origin("a 500", answering(500), 500, /fwd=miss/),
  origin("no content", answering(204, ""), 204, /fwd=miss/),
  origin("a page of a front", answering(200, "<html>"), 200, /fwd=miss/),
  origin("an answer too large to store", answering(200, "x".repeat(70_000)), 200, /fwd=miss/),
  origin("a broken connection", { kind: "break" }, 502, /fwd=miss/),
  {
    name: "a stand-in for an error",
    status: 200,
    how: /stale-if-error/,
    setUp: stale,
    ask: async (scene, headers) => {
      await cached(scene, headers);
      scene.edge.advance(11_000);
      await scene.relay.leave();
      return { headers };
    },
  },
  {
    name: "an edge that has nothing stored",
    status: 504,
    how: /edge-sessions/,
    ask: (_, headers) => ({ headers: [...headers, "Cache-Control: only-if-cached"] }),
  },
  {
    name: "an edge that is busy",
    status: 503,
    how: /fwd=miss/,
    setUp: { edge: { limits: { unknownCallsMax: 1, waitingPerLaneMax: 0 } } },
    ask: async (scene, headers) => {
      const held = scene.relay.add({ matches: isWhoami, effect: { kind: "hold-call" }, times: 1 });
      occupy(scene, { headers: [`Cookie: ${scene.origin.cookieName}=other`] });
      await held.struck(1);
      return { headers };
    },
  },
  {
    name: "a check that is passed on for its query",
    status: 400,
    how: /detail=tokenize/,
    ask: (_, headers) => ({ headers, target: "/sessions/whoami?tokenize_as=none" }),
  },
  {
    name: "a check that is passed on for its cookies",
    status: 401,
    how: /detail=cookies-unknown/,
    ask: () => ({ headers: ["Cookie: theme=dark"] }),
  },
  {
    name: "a check that is passed on for no-store",
    status: 200,
    how: /detail=no-store/,
    ask: (_, headers) => ({ headers: [...headers, "Cache-Control: no-store"] }),
  },
  {
    name: "a check that is passed on and fails",
    status: 502,
    how: /detail=no-store/,
    ask: (scene, headers) => {
      scene.relay.add({ matches: isWhoami, effect: { kind: "break" } });
      return { headers: [...headers, "Cache-Control: no-store"] };
    },
  },
];

const cases = ways.flatMap((way) =>
  (["GET", "HEAD"] as const).map((method) => ({ ...way, method })),
);

describe("no cache may keep", () => {
  test.each(cases)(
    "No cache may keep $name, asked by $method.",
    async ({ status, how, setUp, ask, method }) => {
      await using scene = await startScene(setUp);
      const { cookie } = await signedIn(scene);
      const asked = await ask(scene, [`Cookie: ${cookie}`]);
      scene.relay.add({ matches: isWhoami, effect: silent });
      const answer = await send(scene.edge.url, { ...asked, method });
      expect([answer.status, cacheStatus(answer)]).toEqual([status, expect.stringMatching(how)]);
      expect(valuesOf(answer.headers, "cache-control")).toEqual([forbidding]);
      expectWhole(answer, method);
    },
  );
});

/** HEAD has no body, and neither has 204; whatever else says its length has one of that length. */
function expectWhole(answer: RawAnswer, method: string): void {
  const [length] = valuesOf(answer.headers, "content-length");
  const none = method === "HEAD" || answer.status === 204;
  expect(answer.body.byteLength).toBe(none ? 0 : Number(length ?? answer.body.byteLength));
}

test("A check that joined another's call says that no cache may keep its response.", async () => {
  await using scene = await startScene();
  const { cookie } = await signedIn(scene);
  const headers = [`Cookie: ${cookie}`];
  const held = scene.relay.add({ matches: isWhoami, times: 1, effect: { kind: "hold-answer" } });
  scene.relay.add({ matches: isWhoami, effect: silent });
  const both = Promise.all(
    ["GET", "HEAD"].map((method) => send(scene.edge.url, { headers, method })),
  );
  await held.struck(1);
  held.release();
  const answers = await both;
  expect(answers.some((answer) => cacheStatus(answer).includes("collapsed"))).toBe(true);
  for (const answer of answers) {
    expect(valuesOf(answer.headers, "cache-control")).toEqual([forbidding]);
  }
});

test("The origin's own Cache-Control stays unchanged.", async () => {
  await using scene = await startScene();
  const { cookie } = await signedIn(scene);
  const said: RelayEffect = {
    kind: "change",
    change: (answer) => ({
      ...answer,
      headers: [...without(answer.headers, "cache-control"), "Cache-Control", "private"],
    }),
  };
  scene.relay.add({ matches: isWhoami, effect: said });
  for (const method of ["GET", "HEAD", "GET"]) {
    const answer = await send(scene.edge.url, { headers: [`Cookie: ${cookie}`], method });
    expect(valuesOf(answer.headers, "cache-control")).toEqual(["private"]);
  }
});

test("With the feature off, and for other methods, the exchange is the origin's own.", async () => {
  await using off = await startScene({ settings: { cacheableSessions: false } });
  const { cookie } = await signedIn(off);
  const headers = [`Cookie: ${cookie}`];
  const head = await send(off.edge.url, { headers, method: "HEAD" });
  expect([head.status, valuesOf(head.headers, "cache-control")]).toEqual([200, []]);
  await using on = await startScene();
  on.relay.add({ matches: isWhoami, effect: silent });
  const posted = await send(on.edge.url, { headers, method: "POST" });
  expect(cacheStatus(posted)).toContain("detail=method");
  expect(valuesOf(posted.headers, "cache-control")).toEqual([]);
});

test("A hit by HEAD carries the headers of a hit by GET, except for CORS, and no body.", async () => {
  await using scene = await startScene();
  const { cookie } = await signedIn(scene);
  const headers = [`Cookie: ${cookie}`];
  await cached(scene, headers);
  const names = async (method: string): Promise<string[]> => {
    const answer = await send(scene.edge.url, { headers, method });
    return answer.headers.map(([name]) => name);
  };
  const get = await names("GET");
  expect(await names("HEAD")).toEqual(get);
  for (const name of ["Age", "Cache-Status", "Content-Length", "Date", "Vary"]) {
    expect(get).toContain(name);
  }
});

test("A busy edge says when to retry, whatever the request is.", async () => {
  await using scene = await startScene({
    edge: { limits: { forwardCallsMax: 1, unknownCallsMax: 1, waitingPerLaneMax: 0 } },
  });
  const held = scene.relay.add({ matches: () => true, effect: { kind: "hold-call" }, times: 2 });
  occupy(scene, { target: "/health/alive" });
  occupy(scene, { headers: [`Cookie: ${scene.origin.cookieName}=one`] });
  await held.struck(2);
  const refused = [
    await send(scene.edge.url, { target: "/health/ready" }),
    await send(scene.edge.url, { headers: [`Cookie: ${scene.origin.cookieName}=two`] }),
    await send(scene.edge.url, { headers: ["Cookie: other=1"] }),
    await send(scene.edge.url, { target: "/self-service/login", method: "POST" }),
  ];
  for (const answer of refused) {
    expect([answer.status, valuesOf(answer.headers, "retry-after")]).toEqual([503, ["1"]]);
    expect(valuesOf(answer.headers, "cache-control")).toEqual([forbidding]);
  }
  expect(scene.relay.calls.flatMap((call) => linesOf(call, "cookie"))).not.toContain("other=1");
});
