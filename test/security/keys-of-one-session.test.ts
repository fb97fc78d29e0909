// With one valid cookie anybody can invent values beside it, and Origins: each makes a key, but their number is bounded, and
// the real one's place is not lost for good.
import { expect, test } from "vitest";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import { startScene, type Scene } from "../harness/scene.ts";
import { cached, cacheStatus, expectCachedTruth, send, signedIn } from "../harness/asking.ts";

const sessionKeysMax = 8;
const bounded = { edge: { limits: { sessionKeysMax } } };

const inventions: readonly (readonly [
  string,
  (n: number, cookie: string, name: string) => readonly string[],
])[] = [
  ["bearers", (n, cookie) => [`Cookie: ${cookie}`, `Authorization: Bearer t${n}`]],
  ["passwords", (n, cookie) => [`Cookie: ${cookie}`, `Authorization: Basic t${n}`]],
  ["other cookies of the name", (n, cookie, name) => [`Cookie: ${cookie}; ${name}=t${n}`]],
  ["session tokens", (n, cookie) => [`Cookie: ${cookie}`, `X-Session-Token: t${n}`]],
];

function limitsReached(scene: Scene): ReadonlySet<string> {
  return new Set(
    scene.edge.events.flatMap((event) => (event.kind === "limit-reached" ? [event.limit] : [])),
  );
}

test.each(inventions)(
  "A hundred invented %s make no more entries than a session may have.",
  async (_, invent) => {
    await using scene = await startScene({ ...bounded, settings: { sessionTokens: true } });
    const { cookie } = await signedIn(scene);
    const real = [`Cookie: ${cookie}`];
    await cached(scene, real);
    for (let n = 0; n < 100; n += 1) {
      await send(scene.edge.url, { headers: invent(n, cookie, scene.origin.cookieName) });
      expect(scene.edge.edge.stats().entries).toBeLessThanOrEqual(sessionKeysMax);
    }
    // They are asked for once each; the real one was used, so it stays.
    expect(cacheStatus(await send(scene.edge.url, { headers: real }))).toMatch(/hit/);
  },
);

test("An event says that a session has too many entries.", async () => {
  await using scene = await startScene(bounded);
  const { cookie } = await signedIn(scene);
  const ask = (n: number) =>
    send(scene.edge.url, { headers: [`Cookie: ${cookie}`, `Authorization: Bearer t${n}`] });
  for (let n = 0; n < sessionKeysMax; n += 1) await ask(n);
  expect(limitsReached(scene)).toEqual(new Set());
  await ask(sessionKeysMax);
  expect(limitsReached(scene)).toEqual(new Set(["sessionKeysMax"]));
});

test("Invented values that are checked themselves do not keep the real entry out for good.", async () => {
  await using scene = await startScene(bounded);
  const { cookie } = await signedIn(scene);
  for (let n = 0; n < 2 * sessionKeysMax; n += 1) {
    await cached(scene, [`Cookie: ${cookie}`, `Authorization: Bearer t${n}`]);
  }
  await expectCachedTruth(scene, [`Cookie: ${cookie}`]);
});

test("An Origin holds its place only as long as one of its entries could be served.", async () => {
  const maxAgeMs = 10_000;
  await using scene = await startScene({
    settings: { maxAgeMs },
    edge: { limits: { sessionOriginsMax: 3 } },
  });
  const { cookie } = await signedIn(scene);
  const from = (origin: string, ...more: readonly string[]) => ({
    headers: [`Cookie: ${cookie}`, `Origin: ${origin}`, ...more],
  });
  await cached(scene, [`Cookie: ${cookie}`]);
  for (let n = 0; n < 3; n += 1) {
    await cached(scene, from(`https://invented-${n}.example`).headers);
  }
  const real = from("https://app.example");
  expect(cacheStatus(await send(scene.edge.url, real))).toBe(
    "edge-sessions; fwd=bypass; detail=origins-many",
  );
  const only = await send(
    scene.edge.url,
    from("https://app.example", "Cache-Control: only-if-cached"),
  );
  expect([only.status, cacheStatus(only)]).toEqual([504, "edge-sessions; detail=only-if-cached"]);
  scene.edge.advance(maxAgeMs + 1);
  await cached(scene, real.headers);
  await send(scene.edge.url, from("https://late.example"));
  await cached(scene, from("https://late.example").headers);
});

test(
  "Invented Origins do not keep the places of the anonymous response (needs CORS).",
  embeddedOnly,
  async () => {
    const origins = Array.from({ length: 4 }, (_, n) => `http://page-${n}.example`);
    await using scene = await startScene({
      identity: { cors: { allowedOrigins: origins } },
      settings: { maxAgeMs: 10_000 },
      edge: { limits: { anonymousOriginsMax: 3 } },
    });
    const [real = "", ...invented] = origins.toReversed();
    for (const origin of invented) await cached(scene, [`Origin: ${origin}`]);
    const full = await send(scene.edge.url, { headers: [`Origin: ${real}`] });
    expect(cacheStatus(full)).toBe("edge-sessions; fwd=bypass; detail=origins-many");
    scene.edge.advance(10_001);
    await cached(scene, [`Origin: ${real}`]);
  },
);

test("An Origin that has a place has it for every credential of the session.", async () => {
  await using scene = await startScene({ edge: { limits: { sessionOriginsMax: 1 } } });
  const { cookie } = await signedIn(scene);
  const origin = "Origin: https://app.example";
  await cached(scene, [`Cookie: ${cookie}`, origin]);
  await expectCachedTruth(scene, [
    `Cookie: ${cookie}`,
    origin,
    "Authorization: Bearer app.own.token",
  ]);
});

test("With ignore_no_cache, checks with no-cache, no-store and Pragma are answered from the store, and max-age=0 is not.", async () => {
  await using scene = await startScene({ settings: { ignoreNoCache: true } });
  const { cookie } = await signedIn(scene);
  await cached(scene, [`Cookie: ${cookie}`]);
  const asked = async (...lines: readonly string[]) =>
    cacheStatus(await send(scene.edge.url, { headers: [`Cookie: ${cookie}`, ...lines] }));
  expect(await asked("Cache-Control: no-cache")).toMatch(/hit/);
  expect(await asked("Cache-Control: no-store")).toMatch(/hit/);
  expect(await asked("Pragma: no-cache")).toMatch(/hit/);
  expect(await asked("Cache-Control: no-cache, max-age=0")).toBe(
    "edge-sessions; fwd=request; stored",
  );
  expect(await asked("Cache-Control: min-fresh=soon")).toBe("edge-sessions; fwd=request; stored");
  scene.edge.applySettings({ ignoreNoCache: false });
  expect(await asked("Cache-Control: no-cache")).toBe("edge-sessions; fwd=request; stored");
});
