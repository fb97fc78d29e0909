// Which call a check shares, and what a check gets if a shared call cannot answer it (L2, L6, L7, L9).
import { describe, expect, test } from "vitest";
import { createScriptedEdge, refusal, sessionOf, type Say } from "../harness/scripted-edge.ts";

const ada: Say = { body: sessionOf("ada") };

function aged(seconds: number | string, say: Say = ada): Say {
  return { ...say, headers: ["Age", String(seconds)] };
}

test("Checks that arrive after a fence share the one call that is started for them.", async () => {
  const scene = createScriptedEdge();
  const early = await scene.check("ada");
  await scene.edge.invalidate([{ kind: "identity", value: "identity of ada" }], "api");
  const late = [await scene.check("ada"), await scene.check("ada"), await scene.check("ada")];
  expect(scene.calls).toHaveLength(1);
  await scene.call(0).answer(ada);
  // It began before the fence: good for the first, not for the others.
  expect((await early.replied).cacheStatus).toBe("edge; fwd=miss");
  expect(scene.calls.map(({ maxAge }) => maxAge)).toEqual([60, 0]);
  const now: Say = { body: sessionOf("ada", { version: 2 }) };
  await scene.call(1).answer(now);
  const replies = await Promise.all(late.map(({ replied }) => replied));
  expect(replies.map(({ body }) => body)).toEqual(late.map(() => now.body));
  expect(replies.map(({ cacheStatus }) => cacheStatus)).toEqual([
    "edge; fwd=miss; stored",
    "edge; fwd=miss; stored; collapsed",
    "edge; fwd=miss; stored; collapsed",
  ]);
  expect(scene.calls).toHaveLength(2);
  expect(scene.edge.stats().flights).toBe(0);
});

test("A forced call that began after checks arrived answers them as well.", async () => {
  const scene = createScriptedEdge();
  await scene.check("ada");
  await scene.edge.invalidate([{ kind: "identity", value: "identity of ada" }], "api");
  const late = await scene.check("ada");
  const forced = await scene.check("ada", ["Cache-Control", "no-cache"]);
  await scene.call(0).answer(ada);
  expect(scene.calls).toHaveLength(2);
  await scene.call(1).answer(ada);
  expect((await late.replied).cacheStatus).toBe("edge; fwd=miss; stored; collapsed");
  expect((await forced.replied).cacheStatus).toBe("edge; fwd=request; stored");
  expect(scene.calls).toHaveLength(2);
});

test("A call that waited for its place is as new as when it left (L9).", async () => {
  const scene = createScriptedEdge({ limits: { knownCallsMax: 1 } });
  for (const [n, person] of ["ada", "bob"].entries()) {
    await scene.check(person);
    await scene.call(n).answer({ body: sessionOf(person) });
  }
  const forced = ["Cache-Control", "no-cache"];
  await scene.check("bob", forced);
  const waiting = await scene.check("ada", forced);
  await scene.edge.invalidate([{ kind: "identity", value: "identity of ada" }], "api");
  await scene.advance(1_000);
  // Nothing is known of her now, so that this check takes a place among the unknown.
  const first = await scene.check("ada");
  await scene.call(3).answer(ada);
  expect((await first.replied).cacheStatus).toBe("edge; fwd=miss; stored");
  await scene.advance(1_000);
  await scene.call(2).answer({ body: sessionOf("bob") });
  const later: Say = { body: sessionOf("ada", { version: 2 }) };
  await scene.call(4).answer(later);
  expect((await waiting.replied).body).toBe(later.body);
  await scene.advance(500);
  const { body, cacheStatus } = await (await scene.check("ada")).replied;
  expect([body, cacheStatus]).toEqual([later.body, "edge; hit; ttl=59"]);
});

test("The next refresh is due by when the last one left, even if that failed (L7).", async () => {
  const scene = createScriptedEdge({ limits: { knownCallsMax: 1 } });
  for (const [n, person] of ["ada", "bob"].entries()) {
    await scene.check(person);
    await scene.call(n).answer({ body: sessionOf(person) });
  }
  await scene.advance(1_500);
  await scene.check("bob", ["Cache-Control", "no-cache"]);
  expect((await (await scene.check("ada")).replied).cacheStatus).toContain("detail=refreshing");
  await scene.advance(900);
  await scene.call(2).answer({ body: sessionOf("bob") });
  await scene.call(3).fail("unreachable");
  await scene.advance(200);
  await scene.check("ada");
  expect(scene.calls).toHaveLength(4);
  await scene.advance(801);
  await scene.check("ada");
  expect(scene.calls).toHaveLength(5);
});

describe("an origin that answers with something older than requested", () => {
  test("An answer that is too old is fetched once more for all waiting checks, and checks without a bound get it unstored.", async () => {
    const scene = createScriptedEdge();
    const asking = [await scene.check("ada"), await scene.check("ada")];
    await scene.call(0).answer(aged(90));
    expect(scene.calls.map(({ maxAge }) => maxAge)).toEqual([60, 0]);
    await scene.call(1).answer(aged(91));
    const replies = await Promise.all(asking.map(({ replied }) => replied));
    expect(replies.map(({ status, cacheStatus }) => [status, cacheStatus])).toEqual([
      [200, "edge; fwd=miss; detail=origin-age"],
      [200, "edge; fwd=miss; collapsed; detail=origin-age"],
    ]);
    expect(replies.map(({ body }) => body)).toEqual([ada.body, ada.body]);
    expect(scene.calls).toHaveLength(2);
    expect(scene.edge.stats().entries).toBe(0);
    expect(scene.events.filter(({ kind }) => kind === "origin-too-old")).toHaveLength(2);
  });

  test.each(["max-age=30", "max-age=0", "no-cache", "min-fresh=5", "max-age=soon"])(
    "A check with its own bound gets a 502 for an answer that is too old: %s.",
    async (directive) => {
      const scene = createScriptedEdge();
      const asking = await scene.check("ada", ["Cache-Control", directive]);
      await scene.call(0).answer(aged("very"));
      expect(scene.call(1).maxAge).toBe(0);
      await scene.call(1).answer(aged("very"));
      const { status, body } = await asking.replied;
      expect(status).toBe(502);
      expect(body).toContain("edge_origin_disobeyed");
      expect(scene.calls).toHaveLength(2);
      expect(scene.edge.stats().entries).toBe(0);
    },
  );

  test("An answer that is young enough the second time is stored as usual.", async () => {
    const scene = createScriptedEdge();
    const asking = await scene.check("ada");
    await scene.call(0).answer(aged(90));
    await scene.call(1).answer(ada);
    expect((await asking.replied).cacheStatus).toBe("edge; fwd=miss; stored");
  });

  test("An answer that is given but not stored removes older ones (L9).", async () => {
    const scene = createScriptedEdge({ settings: { maxAgeMs: 10_000 } });
    await scene.check("ada");
    await scene.call(0).answer(ada);
    await scene.advance(40_000);
    const asking = await scene.check("ada");
    await scene.call(1).answer(aged(20, { body: sessionOf("ada", { version: 2 }) }));
    await scene.call(2).answer(aged(20, { body: sessionOf("ada", { version: 2 }) }));
    expect((await asking.replied).cacheStatus).toBe("edge; fwd=stale; detail=origin-age");
    expect(scene.edge.stats().entries).toBe(0);
  });
});

test.each<[string, Say]>([
  ["breaks off", { ...ada, breaksOff: true }],
  ["is not active", { body: ada.body.replace('"active":true', '"active":false') }],
])(
  "An answer that %s goes to no check that arrived after its hint had run out (L2).",
  async (_, say) => {
    const scene = createScriptedEdge();
    const first = await scene.check("ada");
    const firstOver = Promise.allSettled([first.replied]);
    await scene.advance(3_000.5);
    const late = await scene.check("ada");
    expect(scene.calls).toHaveLength(1);
    await scene.call(0).answer({ ...say, headers: ["Ory-Session-Cache-For", "3"] });
    expect(scene.call(1).maxAge).toBe(0);
    await scene.call(1).answer(ada);
    expect((await late.replied).body).toBe(ada.body);
    await firstOver;
  },
);

describe("a session too large to store", () => {
  const large: Say = { body: sessionOf("ada", { padding: "x".repeat(200_000) }) };

  test("A session that is too large to store goes to all waiting checks from one call.", async () => {
    const scene = createScriptedEdge();
    const asking = [];
    for (let n = 0; n < 20; n += 1) asking.push(await scene.check("ada"));
    await scene.call(0).answer(large);
    const replies = await Promise.all(asking.map(({ replied }) => replied));
    expect(new Set(replies.map(({ body }) => body))).toEqual(new Set([large.body]));
    expect(replies.map(({ cacheStatus }) => cacheStatus)).toEqual(
      asking.map((_, n) => (n === 0 ? "edge; fwd=miss" : "edge; fwd=miss; collapsed")),
    );
    expect(scene.calls).toHaveLength(1);
    expect(scene.edge.stats().entries).toBe(0);
  });

  test("A session that is too large to store removes the smaller one that was stored (L9).", async () => {
    const scene = createScriptedEdge();
    await scene.check("ada");
    await scene.call(0).answer(ada);
    const forced = await scene.check("ada", ["Cache-Control", "no-cache"]);
    await scene.call(1).answer(large);
    expect((await forced.replied).body).toBe(large.body);
    expect(scene.edge.stats().entries).toBe(0);
  });

  test("The bounds for storing and for sharing a session are exact to the byte.", async () => {
    const bytes = (size: number): Say => {
      const empty = sessionOf("ada", { padding: "" }).length;
      return { body: sessionOf("ada", { padding: "x".repeat(size - empty) }) };
    };
    const limits = { entryBodyBytesMax: 2_000, sharedBodyBytesMax: 4_000 };
    for (const [size, stored, calls] of [
      [2_000, true, 1],
      [2_001, false, 1],
      [4_000, false, 1],
      [4_001, false, 2],
    ] as const) {
      const scene = createScriptedEdge({ limits });
      await scene.check("ada");
      const second = await scene.check("ada");
      await scene.call(0).answer(bytes(size));
      expect([size, scene.edge.stats().entries, scene.calls.length]).toEqual([
        size,
        stored ? 1 : 0,
        calls,
      ]);
      if (calls === 2) await scene.call(1).answer(bytes(size));
      expect((await second.replied).body).toHaveLength(size);
    }
  });

  test("Beyond the shared size, each client of a large body has its own call.", async () => {
    const scene = createScriptedEdge({ limits: { sharedBodyBytesMax: 65_536 } });
    const asking = [await scene.check("ada"), await scene.check("ada"), await scene.check("ada")];
    for (let n = 0; n < 3; n += 1) {
      await scene.call(n).answer({ body: sessionOf(`ada`, { n, padding: "x".repeat(200_000) }) });
    }
    const replies = await Promise.all(asking.map(({ replied }) => replied));
    expect(replies.map(({ body }) => (JSON.parse(body) as { n: number }).n)).toEqual([0, 1, 2]);
    expect(scene.calls).toHaveLength(3);
    const reached = scene.events.flatMap((event) =>
      event.kind === "limit-reached" ? [event.limit] : [],
    );
    expect(new Set(reached)).toEqual(new Set(["entryBodyBytesMax", "sharedBodyBytesMax"]));
  });
});

describe("a stand-in must still be the stored entry", () => {
  test("An entry that an invalidation removed does not stand in for the call that failed.", async () => {
    const scene = createScriptedEdge({ settings: { staleIfErrorMs: 600_000, maxAgeMs: 10_000 } });
    await scene.check("ada");
    await scene.call(0).answer(ada);
    await scene.advance(15_000);
    const asking = await scene.check("ada");
    await scene.edge.invalidate([{ kind: "session", value: "session of ada" }], "api");
    await scene.call(1).fail("unreachable");
    const { status, body } = await asking.replied;
    expect([status, body]).toEqual([502, expect.stringContaining("edge_origin_unreachable")]);
  });

  test("An entry that a newer refusal removed does not stand in for the call that failed.", async () => {
    const scene = createScriptedEdge({ settings: { staleIfErrorMs: 600_000, maxAgeMs: 10_000 } });
    await scene.check("ada");
    await scene.call(0).answer(ada);
    await scene.advance(15_000);
    const asking = await scene.check("ada");
    const forced = await scene.check("ada", ["Cache-Control", "no-cache"]);
    await scene.call(2).answer(refusal);
    expect((await forced.replied).status).toBe(401);
    await scene.call(1).fail("timeout");
    expect((await asking.replied).status).toBe(504);
  });

  test("An entry that is still stored stands in for the call that failed.", async () => {
    const scene = createScriptedEdge({ settings: { staleIfErrorMs: 600_000, maxAgeMs: 10_000 } });
    await scene.check("ada");
    await scene.call(0).answer(ada);
    await scene.advance(15_000);
    const asking = await scene.check("ada");
    await scene.call(1).fail("unreachable");
    const { status, body, cacheStatus } = await asking.replied;
    expect([status, body, cacheStatus]).toEqual([
      200,
      ada.body,
      "edge; hit; ttl=-5; detail=stale-if-error",
    ]);
  });
});
