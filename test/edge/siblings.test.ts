// Edges that answer on one address, as the workers of a machine do: what one has passed on is in force at all before its
// client has the answer (L3).
import { expect, test } from "vitest";
import type { Limits } from "../../src/core/limits.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { createScriptedEdge, sessionOf } from "../harness/scripted-edge.ts";
import { quiet } from "../harness/scripted-clock.ts";
import { createMachine } from "../harness/worker-machine.ts";

/** The edges of a machine, started. */
async function startEdges(count: number, limits: Partial<Limits> = {}) {
  const machine = createMachine();
  const started = [];
  for (let index = 0; index < count; index += 1) {
    const place = machine.join();
    const siblings = place.open({ waitingMax: 100, onFull: () => undefined });
    const scene = createScriptedEdge({ limits, siblings });
    await scene.edge.start();
    started.push({ ...scene, place });
  }
  const [one, two, three = two] = started;
  if (one === undefined || two === undefined || three === undefined) throw new Error("too few");
  return { one, two, three };
}

/** Has the answer to a cookie's check stored, for the session of a person. */
async function store(
  edge: Awaited<ReturnType<typeof startEdges>>["one"],
  cookie: string,
  person: string,
): Promise<void> {
  await edge.check(cookie);
  await edge.call(-1).answer({ body: sessionOf(person) });
}

test("A sign-out is answered only when a slow sibling has applied it.", async () => {
  const { one, two } = await startEdges(2);
  await store(one, "ada", "ada");
  await store(two, "other-cookie", "ada");
  const release = two.place.hold();
  const signingOut = await one.signOut("ada");
  await one.call(-1).answer({ status: 303, body: "" });
  await one.advance(60_000);
  expect(signingOut.reply()).toBeUndefined();
  expect(two.store.size().entries).toBe(1);
  release();
  await quiet();
  expect(signingOut.reply()?.status).toBe(303);
  expect(two.store.size().entries).toBe(0);
});

test("A sibling that has ended is not waited for.", async () => {
  const { one, two } = await startEdges(2);
  await store(one, "ada", "ada");
  two.place.hold();
  const signingOut = await one.signOut("ada");
  await one.call(-1).answer({ status: 303, body: "" });
  expect(signingOut.reply()).toBeUndefined();
  two.place.leave();
  await quiet();
  expect(signingOut.reply()?.status).toBe(303);
});

test("A call in flight at a sibling is not stored, and answers no check that arrives after the sign-out.", async () => {
  const { one, two } = await startEdges(2);
  await store(one, "ada", "ada");
  const before = await two.check("other-cookie");
  const signingOut = await one.signOut("ada");
  await one.call(-1).answer({ status: 303, body: "" });
  expect(signingOut.reply()?.status).toBe(303);
  const after = await two.check("other-cookie");
  await two.call(0).answer({ body: sessionOf("ada") });
  expect(before.reply()?.status).toBe(200);
  expect(after.reply()).toBeUndefined();
  expect(two.store.size().entries).toBe(0);
});

test("A sibling widens a credential to the session that only it knows, for all siblings.", async () => {
  const { one, two, three } = await startEdges(3);
  await store(two, "ada", "ada");
  await store(three, "other-cookie", "ada");
  expect(three.store.size().entries).toBe(1);
  const release = three.place.hold();
  const signingOut = await one.signOut("ada");
  await one.call(0).fail("timeout");
  await one.call(1).answer({ status: 303, body: "" });
  expect(two.store.size().entries).toBe(0);
  expect(signingOut.reply()).toBeUndefined();
  release();
  await quiet();
  expect(signingOut.reply()?.status).toBe(303);
  expect(three.store.size().entries).toBe(0);
});

test("A stranger's scope beyond the allowance is removed at the sibling that has an entry of it.", async () => {
  const { one, two } = await startEdges(2, { claimsMax: 0, claimsPerSecondMax: 0 });
  await store(two, "ada", "ada");
  expect(two.store.size().entries).toBe(1);
  await one.signOut("ada");
  await one.call(0).fail("timeout");
  await one.call(1).answer({ status: 303, body: "" });
  expect(one.events.map(({ kind }) => kind)).not.toContain("published");
  expect(two.store.size().entries).toBe(0);
});

test("A change with an unknown outcome is in doubt at the siblings too, and only one edge publishes its end.", async () => {
  const { one, two } = await startEdges(2);
  await store(one, "ada", "ada");
  await one.signOut("ada");
  await one.call(-1).fail("timeout");
  await store(two, "ada", "ada");
  expect(two.store.size().entries).toBe(0);
  await two.advance(60_001);
  await store(two, "ada", "ada");
  expect(two.store.size().entries).toBe(1);
  expect(two.events.map(({ kind }) => kind)).not.toContain("published");
});

test("An invalidation from outside resolves when the siblings have applied it, even without time for the bus.", async () => {
  const { one, two } = await startEdges(2);
  await store(two, "ada", "ada");
  const release = two.place.hold();
  let resolved = false;
  const invalidating = one.edge
    .invalidate([{ kind: "identity", value: "identity of ada" }], "api", 0)
    .then(() => (resolved = true));
  await quiet();
  expect(resolved).toBe(false);
  release();
  await invalidating;
  expect(two.store.size().entries).toBe(0);
});

test("A change that was sent before the feature was on removes every entry of the siblings too.", async () => {
  const { one, two } = await startEdges(2);
  const settings = { ...defaultProjectSettings, cacheableSessions: true };
  await store(two, "ada", "ada");
  one.edge.applySettings({ ...settings, cacheableSessions: false });
  await one.signOut("grace");
  one.edge.applySettings(settings);
  await one.call(-1).answer({
    status: 303,
    headers: ["Set-Cookie", "ory_kratos_session=; Max-Age=0"],
    body: "",
  });
  expect(two.store.size().entries).toBe(0);
});
