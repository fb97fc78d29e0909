// Case 24: a project's feature is switched off while checks pour in: once the switch is applied nobody gets a hit.
import { expect, test } from "vitest";
import { startScene } from "../harness/scene.ts";
import { RawConnection, rawRequest, valuesOf } from "../harness/raw-client.ts";
import { signedIn } from "../harness/asking.ts";

const workers = 24;
const checksPerState = 250;
const switches = 6;

test("After the feature is switched off there is no hit, however many checks and refreshes are in flight.", async () => {
  await using scene = await startScene({ settings: { sessionTokens: true, refreshAfterMs: 0 } });
  const people = [await signedIn(scene), await signedIn(scene), await signedIn(scene)];
  const host = `Host: ${new URL(scene.edge.url).host}`;
  /** Counts the states; even ones are on. */
  let state = 0;
  let answeredInState = 0;
  const seen = {
    hitsWhileOn: 0,
    checksWhileOff: 0,
    markedWhileOff: [] as string[],
    left: [] as number[],
  };

  const work = async (worker: number): Promise<void> => {
    using connection = await RawConnection.open(scene.edge.url);
    for (let i = worker; state < switches; i += 1) {
      const who = people[i % people.length];
      if (who === undefined) continue;
      const lines = i % 2 === 0 ? [`Cookie: ${who.cookie}`] : [`X-Session-Token: ${who.token}`];
      const sentIn = state;
      void connection.send(rawRequest("GET /sessions/whoami HTTP/1.1", [host, ...lines]));
      const answer = await connection.answer();
      expect(answer.status).toBe(200);
      expect(answer.body.toString()).toContain(who.identityId);
      const [status] = valuesOf(answer.headers, "cache-status");
      if (sentIn === state && state % 2 === 1) {
        seen.checksWhileOff += 1;
        if (status !== undefined) seen.markedWhileOff.push(status);
      }
      if (sentIn % 2 === 0 && status?.includes("hit") === true) seen.hitsWhileOn += 1;
      answeredInState += 1;
      if (answeredInState >= checksPerState) {
        answeredInState = 0;
        state += 1;
        scene.edge.applySettings({ cacheableSessions: state % 2 === 0 });
        if (state % 2 === 1) seen.left.push(scene.edge.edge.stats().entries);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));

  expect(seen.hitsWhileOn).toBeGreaterThan(checksPerState);
  expect(seen.checksWhileOff).toBeGreaterThan(checksPerState);
  expect(seen.markedWhileOff).toEqual([]);
  expect(seen.left).toEqual(Array.from({ length: switches / 2 }, () => 0));
});

test("A fetch that began while the feature was on stores nothing after it is off, nor when it is on again.", async () => {
  await using scene = await startScene();
  const { cookie } = await signedIn(scene);
  const host = `Host: ${new URL(scene.edge.url).host}`;
  const request = rawRequest("GET /sessions/whoami HTTP/1.1", [host, `Cookie: ${cookie}`]);
  const held = scene.relay.add({ matches: () => true, times: 1, effect: { kind: "hold-answer" } });
  using connection = await RawConnection.open(scene.edge.url);
  await connection.send(request);
  await held.struck(1);
  scene.edge.applySettings({ cacheableSessions: false });
  scene.edge.applySettings({ cacheableSessions: true });
  held.release();
  expect((await connection.answer()).status).toBe(200);
  expect(scene.edge.edge.stats().entries).toBe(0);
  await connection.send(request);
  const next = await connection.answer();
  expect(valuesOf(next.headers, "cache-status")).toEqual(["edge-sessions; fwd=miss; stored"]);
});
