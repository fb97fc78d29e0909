// Case 30: an origin that refuses good credentials now and then, and fronts before it that answer in its place, set cookies of their own,
// compress, limit and lie about ages. No session is lost by it, and none is kept too long.
import { describe, expect, test } from "vitest";
import {
  createScriptedEdge,
  refusal,
  sessionOf,
  type Say,
  type ScriptedEdge,
  type ScriptedSetUp,
} from "../harness/scripted-edge.ts";

const ada: Say = { body: sessionOf("ada") };
const renewed = "ory_kratos_session=renewed; Path=/; HttpOnly";

/** An edge that has the session stored, and one more of the same identity. */
async function stored(setUp: ScriptedSetUp = {}): Promise<ScriptedEdge> {
  const scene = createScriptedEdge(setUp);
  await scene.check("ada");
  await scene.call(0).answer(ada);
  await scene.check("other");
  await scene.call(1).answer({ body: sessionOf("other", { identity: { id: "identity of ada" } }) });
  expect(scene.edge.stats().entries).toBe(2);
  return scene;
}

/** What the edge has published. */
function published(scene: ScriptedEdge): readonly string[] {
  return scene.events.flatMap((event) =>
    event.kind === "published" ? [`${event.source} ${event.scope.kind}`] : [],
  );
}

/** A hit that starts a refresh, which is answered so. */
async function refreshed(scene: ScriptedEdge, say: Say): Promise<void> {
  await scene.advance(2_000);
  const hit = await scene.check("ada");
  expect((await hit.replied).cacheStatus).toContain("detail=refreshing");
  await scene.call(-1).answer(say);
}

const fronts: Readonly<Record<string, Say>> = {
  "a firewall's page": { status: 403, type: "text/html", body: "<title>Access denied</title>" },
  "a challenge": { status: 403, type: "text/html; charset=UTF-8", body: "<script>…</script>" },
  "a firewall's JSON": { status: 403, body: '{"message":"Forbidden"}' },
  "a front's log-in": { status: 401, type: "text/html", body: "<form>" },
  "a refusal of a gateway's own": { status: 401, body: '{"error":"unauthorized"}' },
  "a refusal without a body": { status: 401, body: "" },
  "a refusal that breaks off": { ...refusal, breaksOff: true },
  "a refusal of more than is read": { status: 401, body: `${refusal.body}${" ".repeat(2 ** 21)}` },
  "a compressed refusal": { ...refusal, headers: ["Content-Encoding", "gzip"] },
  "a maintenance page": { type: "text/html", body: "<h1>Back soon</h1>" },
  "a maintenance page that breaks off": { type: "text/html", body: "<h1>", breaksOff: true },
  "a maintenance page of more than is read": { type: "text/html", body: "x".repeat(2 ** 21) },
  "an empty page": { body: "" },
  "somebody's JSON": { body: '{"status":"ok"}' },
  "a compressed session": { ...ada, headers: ["Content-Encoding", "gzip"] },
  "a page that is not found": { status: 404, type: "text/plain", body: "404 page not found\n" },
  "a bucket's page that is not found": { status: 404, body: '{"code":"NoSuchKey"}' },
};

describe.each(Object.entries(fronts))("%s", (_, page) => {
  test("On a refresh, this response of a proxy leaves the stored response in place and is not published.", async () => {
    const scene = await stored();
    await refreshed(scene, page);
    const hit = await scene.check("ada");
    expect((await hit.replied).body).toBe(ada.body);
    await scene.advance(1_500);
    expect([scene.edge.stats().entries, published(scene), scene.calls.length]).toEqual([2, [], 3]);
  });

  test("A client that waits gets this response of a proxy unchanged, and the next check is a hit again.", async () => {
    const scene = await stored();
    const forced = await scene.check("ada", ["Cache-Control", "no-cache", "X-Request-ID", "r-1"]);
    // What breaks off breaks off at the client too.
    const text = page.breaksOff === true ? "Error: The origin broke off its answer." : page.body;
    const replied = forced.replied.then(
      ({ status, body }) => ({ status, text: body }),
      (error: unknown) => ({ status: page.status ?? 200, text: String(error) }),
    );
    await scene.call(-1).answer(page);
    expect(await replied).toEqual({ status: page.status ?? 200, text });
    const hit = await scene.check("ada");
    expect((await hit.replied).cacheStatus).toMatch(/^edge; hit/);
  });

  test("This response of a proxy is not stored for anonymous checks.", async () => {
    const scene = createScriptedEdge();
    const hinted = [...(page.headers ?? []), "Ory-Session-Cache-For", "60"];
    const asking = await scene.request("GET", "/sessions/whoami", []);
    asking.replied.catch(() => undefined);
    await scene.call(0).answer({ ...page, headers: hinted });
    expect(scene.edge.stats().entries).toBe(0);
  });
});

test("An entry is kept only to its limit, whatever a proxy in front of the origin answers.", async () => {
  const scene = await stored({ settings: { maxAgeMs: 10_000, staleIfErrorMs: 600_000 } });
  await refreshed(scene, { type: "text/html", body: "maintenance" });
  await scene.advance(9_000);
  const late = await scene.check("ada");
  expect(late.reply()).toBeUndefined();
  await scene.call(-1).answer({ type: "text/html", body: "maintenance" });
  expect((await late.replied).body).toBe("maintenance");
});

describe("a refusal in the background that nothing explains", () => {
  test("A refusal in the background gets a second look, and the stored response is served until then.", async () => {
    const scene = await stored();
    await refreshed(scene, refusal);
    const between = await scene.check("ada");
    expect((await between.replied).cacheStatus).toMatch(/^edge; hit/);
    expect(scene.calls).toHaveLength(3);
    await scene.advance(99);
    expect(scene.calls).toHaveLength(3);
    await scene.advance(2);
    expect(scene.calls).toHaveLength(4);
    expect(scene.call(3).maxAge).toBe(0);
    await scene.call(3).answer(ada);
    expect(scene.edge.stats().entries).toBe(2);
    expect(published(scene)).toEqual([]);
    await scene.advance(900);
    const after = await scene.check("ada");
    expect((await after.replied).cacheStatus).toMatch(/^edge; hit/);
    expect([scene.timers(), scene.edge.stats().flights]).toEqual([0, 0]);
  });

  test("A second look comes 100 to 300 ms after the refusal, at a random time.", async () => {
    const scene = await stored({ random: () => 0.99 });
    await refreshed(scene, refusal);
    await scene.advance(297);
    expect(scene.calls).toHaveLength(3);
    await scene.advance(2);
    expect(scene.calls).toHaveLength(4);
  });

  test.each<[string, Say]>([
    ["401", refusal],
    ["403", { status: 403, body: '{"error":{"code":403,"id":"session_aal2_required"}}' }],
  ])("A refusal that comes again is believed and published once: %s.", async (_, again) => {
    const scene = await stored();
    await refreshed(scene, again);
    await scene.advance(101);
    await scene.call(3).answer(again);
    expect(scene.edge.stats().entries).toBe(0);
    expect(published(scene)).toEqual(["refresh identity"]);
    expect(scene.timers()).toBe(0);
    const next = await scene.check("ada");
    await scene.call(-1).answer(again);
    expect((await next.replied).status).toBe(again.status);
    await scene.advance(5_000);
    expect(published(scene)).toEqual(["refresh identity"]);
  });

  test("After a refusal in the background, the stored response is served for one second at most.", async () => {
    const scene = await stored({ settings: { staleIfErrorMs: 600_000 } });
    await refreshed(scene, refusal);
    await scene.advance(998);
    const within = await scene.check("ada");
    expect((await within.replied).cacheStatus).toMatch(/^edge; hit/);
    await scene.advance(3);
    const late = await scene.check("ada");
    expect(late.reply()).toBeUndefined();
    // It waits for the second look, which is still on its way.
    await scene.call(3).answer(refusal);
    expect((await late.replied).status).toBe(401);
    expect(published(scene)).toEqual(["refresh identity"]);
  });

  test("If the second look fails, the refusal is not believed, and there is no third look.", async () => {
    const scene = await stored({ settings: { staleIfErrorMs: 600_000 } });
    await refreshed(scene, refusal);
    await scene.advance(101);
    await scene.call(3).fail("unreachable");
    expect([scene.edge.stats().entries, published(scene), scene.timers()]).toEqual([2, [], 0]);
    await scene.advance(1_000);
    const late = await scene.check("ada");
    await scene.call(4).fail("unreachable");
    expect((await late.replied).status).toBe(502);
  });

  test("An invalidation that comes before the second look explains the refusal.", async () => {
    const scene = await stored();
    await refreshed(scene, refusal);
    await scene.edge.invalidate([{ kind: "session", value: "session of ada" }], "api");
    await scene.advance(101);
    await scene.call(3).answer(refusal);
    expect(published(scene)).toEqual(["api session"]);
    expect(scene.edge.stats().entries).toBe(1);
  });

  test("The session's end explains a refusal, so there is no second look.", async () => {
    const scene = createScriptedEdge({ settings: { maxAgeMs: 600_000 } });
    await scene.check("ada");
    const endsAt = new Date(scene.wallMs() + 30_000).toISOString();
    await scene.call(0).answer({ body: sessionOf("ada", { expires_at: endsAt }) });
    await scene.advance(31_000);
    const late = await scene.check("ada");
    await scene.call(1).answer(refusal);
    expect((await late.replied).status).toBe(401);
    await scene.advance(2_000);
    expect([scene.calls.length, published(scene), scene.timers()]).toEqual([2, [], 0]);
  });

  test("Any newer 200 of the key withdraws the refusal without a second look.", async () => {
    const scene = await stored();
    await refreshed(scene, refusal);
    const forced = await scene.check("ada", ["Cache-Control", "no-cache"]);
    await scene.call(3).answer(ada);
    expect((await forced.replied).status).toBe(200);
    await scene.advance(1_000);
    expect([scene.calls.length, scene.timers(), published(scene)]).toEqual([4, 0, []]);
    const hit = await scene.check("ada");
    expect((await hit.replied).cacheStatus).toMatch(/^edge; hit/);
  });

  test("A forced call that began too early delays the second look, and one that began since takes its place.", async () => {
    const scene = await stored();
    await refreshed(scene, refusal);
    const early = await scene.check("ada", ["Cache-Control", "no-cache"]);
    await scene.advance(150);
    expect(scene.calls).toHaveLength(4);
    const next = await scene.check("ada", ["Cache-Control", "no-cache"]);
    await scene.call(3).answer(refusal);
    expect((await early.replied).status).toBe(401);
    // The one that waited starts the call that is the second look as well.
    expect(scene.calls).toHaveLength(5);
    await scene.call(4).answer(refusal);
    expect((await next.replied).status).toBe(401);
    expect(published(scene)).toEqual(["refresh identity"]);
    await scene.advance(1_000);
    expect([scene.calls.length, scene.timers(), scene.edge.stats().flights]).toEqual([5, 0, 0]);
  });

  test("A second look waits for an earlier forced call and then makes its own.", async () => {
    const scene = await stored();
    await refreshed(scene, refusal);
    await scene.check("ada", ["Cache-Control", "no-cache"]);
    await scene.advance(150);
    await scene.call(3).answer({ status: 503, body: "" });
    expect(scene.calls).toHaveLength(5);
    await scene.call(4).answer(ada);
    expect([published(scene), scene.edge.stats().entries]).toEqual([[], 2]);
  });
});

describe("a refusal that a client has been given", () => {
  test("A refusal that a client was given is believed for its key at once and published only by a second look.", async () => {
    const scene = await stored();
    const forced = await scene.check("ada", ["Cache-Control", "no-cache"]);
    await scene.call(2).answer(refusal);
    expect((await forced.replied).status).toBe(401);
    expect([scene.edge.stats().entries, published(scene)]).toEqual([1, []]);
    await scene.advance(101);
    await scene.call(3).answer(refusal);
    expect([scene.edge.stats().entries, published(scene)]).toEqual([0, ["refresh identity"]]);
  });

  test("A false refusal that a client was given does not affect other entries.", async () => {
    const scene = await stored();
    const forced = await scene.check("ada", ["Cache-Control", "no-cache"]);
    await scene.call(2).answer(refusal);
    expect((await forced.replied).status).toBe(401);
    await scene.advance(101);
    await scene.call(3).answer(ada);
    expect([scene.edge.stats().entries, published(scene)]).toEqual([2, []]);
  });

  test("A refusal counts as given to a client that joined the refresh.", async () => {
    const scene = await stored({ settings: { maxAgeMs: 10_000 } });
    await scene.advance(9_000);
    await scene.check("ada");
    await scene.advance(2_000);
    const joined = await scene.check("ada");
    expect(scene.calls).toHaveLength(3);
    await scene.call(2).answer(refusal);
    expect((await joined.replied).status).toBe(401);
    const next = await scene.check("ada");
    expect(next.reply()).toBeUndefined();
  });
});

describe("second looks are bounded", () => {
  test("A stranger's refusals set no timer and are asked about once.", async () => {
    const scene = createScriptedEdge();
    for (let n = 0; n < 200; n += 1) {
      await scene.check(`invented-${n}`);
      await scene.call(n).answer(refusal);
    }
    await scene.advance(1_000);
    expect([scene.calls.length, scene.timers(), scene.edge.stats().flights]).toEqual([200, 0, 0]);
  });

  test("A refusal beyond the number of second looks is believed for its key and not published.", async () => {
    const scene = await stored({ limits: { secondLooksMax: 1 } });
    await scene.advance(2_000);
    await scene.check("ada");
    await scene.check("other");
    await scene.call(2).answer(refusal);
    await scene.call(3).answer(refusal);
    expect([scene.timers(), scene.edge.stats().entries, published(scene)]).toEqual([1, 1, []]);
    const reached = scene.events.flatMap((event) =>
      event.kind === "limit-reached" ? [event.limit] : [],
    );
    expect(reached).toEqual(["secondLooksMax"]);
  });

  test("An edge that stops makes no second look.", async () => {
    const scene = await stored();
    await refreshed(scene, refusal);
    expect(scene.timers()).toBe(1);
    await scene.edge.stop();
    expect([scene.timers(), scene.edge.stats().flights]).toEqual([0, 0]);
    await scene.advance(1_000);
    expect(scene.calls).toHaveLength(3);
  });

  test("A refusal that arrives after the stop gets no second look.", async () => {
    const scene = await stored();
    await scene.advance(2_000);
    await scene.check("ada");
    await scene.edge.stop();
    await scene.call(2).answer(refusal);
    expect([scene.timers(), scene.edge.stats().flights]).toEqual([0, 0]);
  });

  test("While refreshes are paused, there is no second look.", async () => {
    const scene = await stored();
    await refreshed(scene, refusal);
    await scene.check("third");
    await scene.call(3).answer({ status: 429, headers: ["Retry-After", "5"], body: "" });
    await scene.advance(1_000);
    expect([scene.calls.length, scene.edge.stats().flights]).toEqual([4, 0]);
  });
});

describe("cookies", () => {
  test("A load balancer's cookie on every response makes no check wait.", async () => {
    const scene = createScriptedEdge({ settings: { refreshAfterMs: 60_000 } });
    const first = await scene.check("ada");
    const cookies = ["Set-Cookie", "__cf_bm=1; Path=/", "Set-Cookie", "AWSALB=2; Path=/"];
    await scene.call(0).answer({ ...ada, headers: cookies });
    expect((await first.replied).cookies).toEqual(["__cf_bm=1; Path=/", "AWSALB=2; Path=/"]);
    for (let n = 0; n < 5; n += 1) {
      await scene.advance(11_000);
      const hit = await scene.check("ada");
      expect((await hit.replied).cacheStatus).toMatch(/^edge; hit/);
    }
    expect(scene.calls).toHaveLength(1);
  });

  test("A renewed cookie reaches the application behind a gateway that checks first and drops it.", async () => {
    const scene = createScriptedEdge({ settings: { refreshAfterMs: 60_000 } });
    const withCookie: Say = { ...ada, headers: ["Set-Cookie", renewed] };
    await scene.check("ada");
    await scene.call(0).answer(withCookie);
    let given = 0;
    let waited = 0;
    for (let second = 0; second < 45; second += 1) {
      await scene.advance(1_000);
      for (const who of ["gateway", "application"]) {
        const calls = scene.calls.length;
        const asking = await scene.check("ada");
        if (scene.calls.length > calls) {
          waited += 1;
          await scene.advance(20);
          await scene.call(-1).answer(withCookie);
        }
        const { cookies } = await asking.replied;
        if (who === "application" && cookies.length > 0) given += 1;
      }
    }
    // Every ten seconds both of them wait once, and all else are hits.
    expect([given, waited]).toEqual([4, 8]);
  });

  test("The second in which checks wait for a cookie counts from the response, and after it checks are hits.", async () => {
    const scene = createScriptedEdge({ settings: { refreshAfterMs: 60_000 } });
    const withCookie: Say = { ...ada, headers: ["Set-Cookie", renewed] };
    await scene.check("ada");
    await scene.call(0).answer(withCookie);
    await scene.advance(10_001);
    const first = await scene.check("ada");
    await scene.advance(900);
    await scene.call(1).answer(withCookie);
    expect((await first.replied).cookies).toEqual([renewed]);
    await scene.advance(998);
    const second = await scene.check("ada");
    await scene.call(2).answer(withCookie);
    expect((await second.replied).cookies).toEqual([renewed]);
    await scene.advance(3);
    const third = await scene.check("ada");
    expect((await third.replied).cacheStatus).toMatch(/^edge; hit/);
  });

  test("A background refresh brings its cookie to nobody, so a check that waits for a cookie starts a call.", async () => {
    const scene = createScriptedEdge();
    const withCookie: Say = { ...ada, headers: ["Set-Cookie", renewed] };
    await scene.check("ada");
    await scene.call(0).answer(withCookie);
    await scene.advance(9_999);
    const hit = await scene.check("ada");
    expect((await hit.replied).cacheStatus).toContain("refreshing");
    await scene.advance(5);
    const waits = await scene.check("ada");
    expect(scene.calls).toHaveLength(3);
    await scene.call(1).answer(withCookie);
    expect(waits.reply()).toBeUndefined();
    await scene.call(2).answer(withCookie);
    expect((await waits.replied).cookies).toEqual([renewed]);
  });

  test.each<[string, Say]>([
    ["a failure", { status: 503, body: "" }],
    ["a 429", { status: 429, body: "" }],
    ["a front's page", { status: 403, type: "text/html", body: "no" }],
  ])(
    "When a call for a new cookie gets %s, the entry is served and no other check waits.",
    async (_, failure) => {
      const scene = createScriptedEdge({ settings: { refreshAfterMs: 60_000 } });
      await scene.check("ada");
      await scene.call(0).answer({ ...ada, headers: ["Set-Cookie", renewed] });
      await scene.advance(10_001);
      const waits = await scene.check("ada");
      await scene.call(1).answer(failure);
      expect((await waits.replied).cacheStatus).toMatch(/^edge; hit/);
      const next = await scene.check("ada");
      expect((await next.replied).cacheStatus).toMatch(/^edge; hit/);
      expect(scene.calls).toHaveLength(2);
    },
  );
});

describe("a 429", () => {
  const pauses = (scene: ScriptedEdge): readonly number[] =>
    scene.events.flatMap((event) => (event.kind === "refresh-paused" ? [event.untilMs] : []));

  test("Each 429 without Retry-After doubles the pause, until another response.", async () => {
    const scene = createScriptedEdge();
    const waits: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      await scene.check(`somebody-${n}`);
      const before = scene.wallMs();
      await scene.call(-1).answer(n === 7 ? ada : { status: 429, body: "" });
      if (n !== 7) waits.push(Math.round((pauses(scene).at(-1) ?? 0) - before + scene.startWallMs));
      await scene.advance(61_000);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 1_000]);
  });

  test("A 429 that comes to many calls at once counts once.", async () => {
    const scene = createScriptedEdge();
    for (let n = 0; n < 20; n += 1) await scene.check(`somebody-${n}`);
    for (let n = 0; n < 20; n += 1) await scene.call(n).answer({ status: 429, body: "" });
    const last = (pauses(scene).at(-1) ?? 0) + scene.startWallMs - scene.wallMs();
    expect(Math.round(last)).toBe(1_000);
  });

  test("A 429 in Ory Network's spelling stops refreshes for as long as it says.", async () => {
    const scene = await stored();
    await scene.check("third");
    await scene.call(2).answer({ status: 429, headers: ["x-ratelimit-reset", "7"], body: "" });
    await scene.advance(6_900);
    const within = await scene.check("ada");
    expect((await within.replied).cacheStatus).not.toContain("refreshing");
    await scene.advance(101);
    const after = await scene.check("ada");
    expect((await after.replied).cacheStatus).toContain("refreshing");
  });
});

test("A proxy's member of Cache-Status is kept, and the edge's stands after it.", async () => {
  const scene = createScriptedEdge();
  const asking = await scene.check("ada");
  await scene.call(0).answer({ ...ada, headers: ["Cache-Status", "front; fwd=miss"] });
  const { headers } = await asking.replied;
  const members = headers.filter((_, i) => headers[i - 1]?.toLowerCase() === "cache-status");
  expect(members).toEqual(["front; fwd=miss", "edge; fwd=miss; stored"]);
  const hit = await scene.check("ada");
  expect((await hit.replied).headers.join()).not.toContain("front");
});

test("Entries that were fetched together are not refreshed together.", async () => {
  const shares = [0, 0.5, 0.999];
  let drawn = 0;
  const scene = createScriptedEdge({ random: () => shares[drawn++ % shares.length] ?? 0 });
  for (let n = 0; n < 3; n += 1) {
    await scene.check(`person-${n}`);
    await scene.call(n).answer({ body: sessionOf(`person-${n}`) });
  }
  const refreshing = async (): Promise<number> => {
    let count = 0;
    for (let n = 0; n < 3; n += 1) {
      const { cacheStatus } = await (await scene.check(`person-${n}`)).replied;
      if (cacheStatus.includes("refreshing")) count += 1;
    }
    return count;
  };
  await scene.advance(1_001);
  expect(await refreshing()).toBe(1);
  await scene.advance(100);
  expect(await refreshing()).toBe(1);
  await scene.advance(100);
  expect(await refreshing()).toBe(1);
});
