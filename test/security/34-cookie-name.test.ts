// Case 34, the session cookie's name: learnt from an accepted session, relied on for a minute, unlearnt by the first sign.
import { expect, test } from "vitest";
import { isWhoami, linesOf } from "../harness/relay.ts";
import { startEdge } from "../harness/edge-under-test.ts";
import { signInBrowser, startScene, type Scene } from "../harness/scene.ts";
import { cached, cacheStatus, expectCachedTruth, send, signedIn, told } from "../harness/asking.ts";
import { bearer, startScriptedOrigin } from "./fixtures/scripted-origin.ts";

const confirmedMs = 20_000;
const others = ["Cookie: theme=dark"];
const forced = [...others, "Cache-Control: max-age=0"];

/** From now on the identity server's session cookie has another name: `renamed`. */
function rename(scene: Scene, body: Buffer): void {
  const isRenamed = (call: { readonly headers: readonly string[] }): boolean =>
    linesOf(call, "cookie").some((line) => line.includes("renamed="));
  const headers = ["Content-Type", "application/json", "Ory-Session-Cache-For", "60"];
  scene.relay.add({
    matches: (call) => isWhoami(call) && isRenamed(call),
    effect: { kind: "answer", answer: { status: 200, headers, body } },
  });
}

function withdrawals(scene: Scene): readonly string[] {
  return scene.edge.events.flatMap((event) =>
    event.kind === "cookie-name-withdrawn" ? [event.sign] : [],
  );
}

async function asked(scene: Scene, headers: readonly string[]): Promise<readonly [number, string]> {
  const answer = await send(scene.edge.url, { headers });
  return [
    answer.status,
    cacheStatus(answer)
      .replace(/^edge-sessions; /, "")
      .replace(/\d+/, "N"),
  ];
}

test("Until a session has been accepted, checks with other cookies go to the origin unchanged.", async () => {
  await using scene = await startScene();
  for (let checks = 0; checks < 2; checks += 1) {
    expect(await asked(scene, others)).toEqual([401, "fwd=bypass; detail=cookies-unknown"]);
  }
  const calls = scene.relay.calls.filter(isWhoami);
  expect(calls.map((call) => linesOf(call, "cookie"))).toEqual([["theme=dark"], ["theme=dark"]]);
});

test("Once a session has been accepted, checks with other cookies count as anonymous for the limit's time, counted from the start of the call.", async () => {
  await using scene = await startScene({
    settings: { refreshAfterMs: 60_000 },
    edge: { limits: { cookieNameConfirmedMs: confirmedMs } },
  });
  const { cookie } = await signedIn(scene);
  await cached(scene, [`Cookie: ${cookie}`]);
  expect(await asked(scene, others)).toEqual([401, "fwd=miss; stored"]);
  expect(await asked(scene, others)).toEqual([401, "hit; ttl=N"]);
  scene.edge.advance(confirmedMs - 10_000);
  expect(await asked(scene, others)).toEqual([401, "hit; ttl=N"]);
  scene.edge.advance(10_000);
  expect(await asked(scene, others)).toEqual([401, "fwd=bypass; detail=cookies-unknown"]);
  // A hit confirms nothing: no call began.
  expect((await asked(scene, [`Cookie: ${cookie}`]))[1]).toBe("hit; ttl=N");
  expect(await asked(scene, others)).toEqual([401, "fwd=bypass; detail=cookies-unknown"]);
  // Nor does the 401 to one whom nobody knows.
  await asked(scene, [`Cookie: ${scene.origin.cookieName}=junk`]);
  expect(await asked(scene, others)).toEqual([401, "fwd=bypass; detail=cookies-unknown"]);
  await asked(scene, [`Cookie: ${cookie}`, "Cache-Control: no-cache"]);
  expect(await asked(scene, others)).toEqual([401, "hit; ttl=N"]);
});

test("A check without any cookie is anonymous, whether the name is confirmed or not.", async () => {
  await using scene = await startScene();
  await cached(scene, []);
  await expectCachedTruth(scene, ["X-Session-Token:"]);
});

test("A forced check with other cookies goes to the origin unchanged, with all its cookies.", async () => {
  await using scene = await startScene();
  await cached(scene, [`Cookie: ${(await signedIn(scene)).cookie}`]);
  await cached(scene, others);
  for (const directive of ["max-age=0", "no-cache", "min-fresh=x"]) {
    const calls = scene.relay.calls.length;
    const lines = [...others, `Cache-Control: ${directive}`];
    expect(await asked(scene, lines)).toEqual([401, "fwd=bypass; detail=cookies-other"]);
    expect(scene.relay.calls.slice(calls).map((call) => linesOf(call, "cookie"))).toEqual([
      ["theme=dark"],
    ]);
  }
  // Only what is stored: that is served, if it may be.
  expect((await asked(scene, [...others, "Cache-Control: only-if-cached"]))[1]).toBe("hit; ttl=N");
});

test("A 200 to other cookies withdraws the name at once, so a user who signs in gets no stored 401.", async () => {
  await using scene = await startScene();
  const { cookie } = await signedIn(scene);
  const body = (await send(scene.origin.publicUrl, { headers: [`Cookie: ${cookie}`] })).body;
  await cached(scene, [`Cookie: ${cookie}`]);
  await cached(scene, others);
  rename(scene, body);
  const renamed = ["Cookie: renamed=v"];
  // While nothing has spoken against it, the name is still relied on.
  expect((await asked(scene, renamed))[0]).toBe(401);
  expect(withdrawals(scene)).toEqual([]);
  expect((await asked(scene, [...renamed, "Cache-Control: max-age=0"]))[0]).toBe(200);
  expect(withdrawals(scene)).toEqual(["check"]);
  for (let checks = 0; checks < 3; checks += 1) {
    const answer = await send(scene.edge.url, { headers: renamed });
    expect([told(answer).status, cacheStatus(answer)]).toEqual([
      200,
      "edge-sessions; fwd=bypass; detail=cookies-unknown",
    ]);
  }
  // It is said once, not with every check.
  expect(withdrawals(scene)).toEqual(["check"]);
  const scrape = await (await fetch(`${scene.edge.adminUrl}/metrics`)).text();
  expect(scrape).toContain('edge_sessions_cookie_names_withdrawn_total{sign="check"} 1');
});

test("A call from before the withdrawal does not confirm the name again, but a later one does.", async () => {
  await using scene = await startScene();
  const one = await signedIn(scene);
  const two = await signedIn(scene);
  const body = (await send(scene.origin.publicUrl, { headers: [`Cookie: ${one.cookie}`] })).body;
  await cached(scene, [`Cookie: ${one.cookie}`]);
  rename(scene, body);
  const held = scene.relay.add({
    matches: (call) => linesOf(call, "cookie")[0]?.includes(two.cookieValue) === true,
    effect: { kind: "hold-answer" },
  });
  const before = asked(scene, [`Cookie: ${two.cookie}`]);
  await held.struck(1);
  await asked(scene, ["Cookie: renamed=v", "Cache-Control: no-cache"]);
  expect(withdrawals(scene)).toEqual(["check"]);
  held.remove();
  expect((await before)[0]).toBe(200);
  expect((await asked(scene, others))[1]).toBe("fwd=bypass; detail=cookies-unknown");
  await asked(scene, [`Cookie: ${one.cookie}`, "Cache-Control: no-cache"]);
  expect((await asked(scene, others))[1]).toBe("fwd=miss; stored");
});

test("A sign-in in a browser that sets other cookies but not the session cookie withdraws the name.", async () => {
  await using scene = await startScene();
  await cached(scene, [`Cookie: ${(await signedIn(scene)).cookie}`]);
  // A good one says nothing against it; nor does one that failed, or one by an app, which gets no cookie.
  const person = await scene.person();
  await signInBrowser(scene.through, person);
  expect(withdrawals(scene)).toEqual([]);
  scene.relay.add({
    matches: ({ method }) => method === "POST",
    times: 1,
    effect: {
      kind: "change",
      change: (answer) => ({
        ...answer,
        headers: answer.headers.map((value, at) =>
          answer.headers[at - 1]?.toLowerCase() === "set-cookie"
            ? value.replace(`${scene.origin.cookieName}=`, "renamed=")
            : value,
        ),
      }),
    },
  });
  await signInBrowser(scene.through, person);
  expect(withdrawals(scene)).toEqual(["sign-in"]);
  expect((await asked(scene, others))[1]).toBe("fwd=bypass; detail=cookies-unknown");
});

test("A new name in the settings is not confirmed by a call from before.", async () => {
  await using scene = await startScene();
  const { cookie, cookieValue } = await signedIn(scene);
  const held = scene.relay.add({ matches: isWhoami, times: 1, effect: { kind: "hold-answer" } });
  const before = asked(scene, [`Cookie: ${cookie}`]);
  await held.struck(1);
  scene.edge.applySettings({ cookieName: "other_name" });
  held.release();
  expect((await before)[0]).toBe(200);
  expect((await asked(scene, [`Cookie: renamed=${cookieValue}`]))[1]).toBe(
    "fwd=bypass; detail=cookies-unknown",
  );
});

test("Anonymous forced checks do not withdraw the name.", async () => {
  await using scene = await startScene();
  await cached(scene, [`Cookie: ${(await signedIn(scene)).cookie}`]);
  for (let checks = 0; checks < 3; checks += 1) await asked(scene, forced);
  expect(withdrawals(scene)).toEqual([]);
});

test("A preflight that a proxy answers with 200 does not withdraw the name.", async () => {
  const origin = await startScriptedOrigin();
  origin.bearers.set("mine", bearer(1));
  origin.scripts.set("OPTIONS /sessions/whoami", (_, answer) => {
    answer.writeHead(200).end();
  });
  const edge = await startEdge({ origin: origin.url });
  await send(edge.url, { headers: ["Cookie: ory_kratos_session=mine"] });
  await send(edge.url, { method: "OPTIONS", headers: others });
  expect(edge.events.filter(({ kind }) => kind === "cookie-name-withdrawn")).toEqual([]);
  await edge.stop();
});
