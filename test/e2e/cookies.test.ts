// What becomes of session cookies between browser, gateway, edge and identity server: renewed behind a gateway that drops
// them, several of one name, and a name that the identity server has changed.
import { expect, test } from "vitest";
import { cacheStatus, send } from "../harness/asking.ts";
import { valuesOf, type RawAnswer } from "../harness/raw-client.ts";
import { signOut } from "../harness/acts.ts";
import { linesOf } from "../harness/relay.ts";
import { check, signInBrowser, startScene, type Scene } from "../harness/scene.ts";

/** The values of the session's cookie that an answer sets. */
function renewed(scene: Scene, answer: RawAnswer): readonly string[] {
  const prefix = `${scene.origin.cookieName}=`;
  return valuesOf(answer.headers, "set-cookie").filter((line) => line.startsWith(prefix));
}

function sessionCookie(scene: Scene, cookies: string): string {
  const prefix = `${scene.origin.cookieName}=`;
  return cookies.split("; ").find((pair) => pair.startsWith(prefix)) ?? "";
}

test("A session's new cookie reaches the application behind a gateway that checks first and drops it.", async () => {
  await using scene = await startScene({ settings: { maxAgeMs: 60_000 } });
  const person = await scene.person();
  const browser = await signInBrowser(scene.through, person);
  const asking = { headers: [`Cookie: ${sessionCookie(scene, browser.cookie)}`] };
  const session = await check(scene.direct, { cookie: browser.cookie });
  // An operator extends it: once it lives longer than its cookie, each answer to that cookie carries a new one.
  const renews = async (): Promise<boolean> => {
    await scene.admin.extendSession({ id: (session.body as { id: string }).id });
    return renewed(scene, await send(scene.origin.publicUrl, asking)).length > 0;
  };
  while (!(await renews())) if (scene.origin.embedded !== undefined) scene.origin.advance(1_000);
  await send(scene.edge.url, { headers: [...asking.headers, "Cache-Control: max-age=0"] });
  let reached = 0;
  for (let round = 0; round < 4; round += 1) {
    scene.edge.advance(10_001);
    // The gateway asks, and throws away what comes with the answer.
    expect(renewed(scene, await send(scene.edge.url, asking))).toHaveLength(1);
    // Then the application asks for the same person.
    reached += renewed(scene, await send(scene.edge.url, asking)).length;
  }
  expect(reached).toBe(4);
  // Outside of that second hits are hits, without a cookie.
  scene.edge.advance(1_500);
  const hit = await send(scene.edge.url, asking);
  expect([cacheStatus(hit).includes("; hit"), renewed(scene, hit)]).toEqual([true, []]);
});

test("Of several cookies the identity server takes the first that it can read, and the edge follows it.", async () => {
  await using scene = await startScene();
  const [ada, bob] = [await scene.person(), await scene.person()];
  const browsers = {
    ada: await signInBrowser(scene.through, ada),
    bob: await signInBrowser(scene.through, bob),
  };
  const name = scene.origin.cookieName;
  const a = sessionCookie(scene, browsers.ada.cookie);
  const b = sessionCookie(scene, browsers.bob.cookie);
  const orders: readonly (readonly [string, string])[] = [
    [`${name}=junk; ${a}`, ada.id],
    [`${a}; ${name}=junk`, ada.id],
    [`${a}; ${b}`, ada.id],
    [`${b}; ${a}`, bob.id],
    [`${name}="${a.slice(name.length + 1)}"`, ada.id],
  ];
  const outcome = async (cookie: string): Promise<readonly [number, string, string]> => {
    const answer = await send(scene.edge.url, { headers: [`Cookie: ${cookie}`] });
    const id = /"identity":\{"id":"([^"]*)"/.exec(answer.body.toString())?.[1] ?? "";
    return [answer.status, id, cacheStatus(answer)];
  };
  for (const [cookie, id] of orders) {
    await outcome(cookie);
    expect(await outcome(cookie)).toEqual([200, id, expect.stringContaining("; hit")]);
  }
  // Every order that means Ada's session ends with it; Bob's goes on.
  await signOut(scene.through, browsers.ada);
  for (const [cookie, id] of orders) {
    const [status] = await outcome(cookie);
    expect([cookie, status]).toEqual([cookie, id === ada.id ? 401 : 200]);
  }
});

test("If the identity server has given its cookie another name, nobody who signs in gets a stored 401.", async () => {
  const before = "session_of_before";
  await using scene = await startScene({ settings: { cookieName: before } });
  const person = await scene.person();
  const direct = await signInBrowser(scene.direct, person);
  const { body } = await check(scene.direct, { cookie: direct.cookie });
  // As it was: the identity server takes the cookie of the old name.
  const old = scene.relay.add({
    matches: (call) => linesOf(call, "cookie").some((line) => line.includes(`${before}=`)),
    effect: {
      kind: "answer",
      answer: {
        status: 200,
        headers: ["Content-Type", "application/json"],
        body: Buffer.from(JSON.stringify(body)),
      },
    },
  });
  await send(scene.edge.url, { headers: [`Cookie: ${before}=x`] });
  const stranger = { headers: ["Cookie: theme=dark"] };
  await send(scene.edge.url, stranger);
  expect(cacheStatus(await send(scene.edge.url, stranger))).toContain("; hit");
  // Then the name is changed there, and somebody signs in through the edge.
  old.remove();
  const browser = await signInBrowser(scene.through, person);
  expect((await check(scene.through, { cookie: browser.cookie })).status).toBe(200);
  const told = scene.edge.events.filter(({ kind }) => kind === "cookie-name-withdrawn");
  expect(told).toHaveLength(1);
});
