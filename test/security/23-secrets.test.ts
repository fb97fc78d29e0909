// Case 23: canaries in every place a secret can be, through everything that can go wrong; then the search for them in
// all that an edge says about itself: events, log, metrics, and the errors it makes.
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createMetrics } from "../../src/observe/metrics/metrics.ts";
import { createLogger, logEvents } from "../../src/observe/logs/logs.ts";
import { isWhoami } from "../harness/relay.ts";
import { startScene, type Scene } from "../harness/scene.ts";
import { signOut } from "../harness/acts.ts";
import { gather } from "../harness/cast.ts";
import { send, signedIn, type Ask } from "../harness/asking.ts";

const canary = (place: string): string => `canary-${place}-5f0e1d`;

/** Requests with a canary in each place. */
function asks(scene: Scene): readonly Ask[] {
  const cookie = `Cookie: ${scene.origin.cookieName}=${canary("cookie")}; other=${canary("other")}`;
  const token = `X-Session-Token: ${canary("token")}`;
  const bearer = `Authorization: Bearer ${canary("bearer")}`;
  const odd = [`X-Request-ID: ${canary("request-id")}`, `X-Custom: ${canary("custom")}`];
  const json = "Content-Type: application/json";
  const logout = JSON.stringify({ session_token: canary("logout") });
  return [
    ...[
      [cookie],
      [token],
      [bearer],
      [cookie, token, bearer],
      [cookie, cookie],
      [bearer, bearer],
    ].map((headers) => ({ headers: [...headers, ...odd] })),
    { headers: [cookie, "Cache-Control: max-age=0"] },
    { headers: [cookie, "Cache-Control: no-store"] },
    { headers: [cookie], target: `/sessions/whoami?tokenize_as=${canary("query")}` },
    { headers: [cookie], target: `/self-service/login/flows?id=${canary("query")}` },
    { headers: [cookie, `Origin: http://${canary("origin")}.example`] },
    { method: "DELETE", target: "/sessions", headers: [cookie, bearer, "Content-Length: 0"] },
    { method: "POST", target: "/unlisted", headers: [cookie, token, "Content-Length: 0"] },
    { target: `/self-service/logout?token=${canary("logout-token")}`, headers: [cookie] },
    {
      method: "DELETE",
      target: "/self-service/logout/api",
      headers: [json, `Content-Length: ${logout.length}`],
      body: logout,
    },
    { headers: [`Authorization: Basic ${canary("basic")}`] },
    { headers: [`Cookie: ${scene.origin.cookieName}=${canary("large").repeat(400)}`] },
  ];
}

test("No canary and no real credential shows up in events, logs, metrics or errors.", async () => {
  const settings = { sessionTokens: true };
  await using scene = await startScene({ settings });
  // Where the origin keeps silent, the edge's patience ends soon.
  await using failing = await startScene({
    settings,
    edge: { originTimeoutMs: 40, forwardTimeoutMs: 40, limits: { askWaitMs: 20 } },
  });
  const answers: string[] = [];
  const say = async (ask: Ask, at: Scene = failing): Promise<void> => {
    const answer = await send(at.edge.url, ask);
    // Only what the edge makes itself: the origin echoes what it likes.
    if (answer.body.includes('"edge_'))
      answers.push(JSON.stringify(answer.headers), answer.body.toString());
  };
  const real = await signedIn(scene);
  const cast = await gather(scene);
  for (const headers of [[`Cookie: ${real.cookie}`], [`X-Session-Token: ${real.token}`]]) {
    for (let i = 0; i < 3; i += 1) await say({ headers }, scene);
  }
  for (const ask of asks(scene)) await say(ask, scene);
  await signOut(scene.through, cast.acting);

  const silent = failing.relay.add({ matches: () => true, effect: { kind: "hold-call" } });
  for (const ask of asks(failing)) await say(ask);
  silent.remove();
  const breaking = failing.relay.add({ matches: () => true, effect: { kind: "break" } });
  for (const ask of asks(failing)) await say(ask);
  breaking.remove();
  const garbled = failing.relay.add({
    matches: isWhoami,
    effect: {
      kind: "answer",
      answer: {
        status: 200,
        headers: ["Set-Cookie", `s=${canary("set-cookie")}`, "Content-Type", "application/json"],
        body: Buffer.from(`{"secret":"${canary("body")}"`),
      },
    },
  });
  for (const ask of asks(failing)) await say(ask);
  garbled.remove();
  await failing.relay.leave();
  failing.edge.advance(70_000);
  for (const ask of asks(failing)) await say(ask);
  await say({ headers: [`Cookie: ${real.cookie}`] });
  await failing.relay.comeBack();

  const lines: string[] = [];
  const log = logEvents(
    createLogger("debug", (line) => lines.push(line)),
    () => 0,
  );
  const metrics = createMetrics(() => failing.edge.edge.stats(), "0.0.0");
  const events = [...scene.edge.events, ...failing.edge.events];
  for (const event of events) {
    log(event);
    metrics.sink(event);
  }
  const { text } = await metrics.scrape();
  const told = {
    events: inspect(events, {
      depth: Infinity,
      maxArrayLength: null,
      maxStringLength: null,
    }),
    log: lines.join("\n"),
    metrics: text,
    errors: answers.join("\n"),
    edges: inspect([scene.edge.edge, failing.edge.edge], { depth: Infinity, showHidden: true }),
  };
  expect(events.length).toBeGreaterThan(200);
  expect(answers.length).toBeGreaterThan(40);
  expect(lines.length).toBeGreaterThan(100);
  const secrets = [
    "canary-",
    real.cookieValue,
    real.token,
    ...[...cast.credentials().values()].flatMap((credential) =>
      Object.values(credential).map(
        (value) => String(value).split(`${scene.origin.cookieName}=`).at(-1) ?? "",
      ),
    ),
  ];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(6);
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64url").slice(0, -2),
    ]) {
      for (const [where, what] of Object.entries(told)) {
        expect(what.includes(spelling), `${secret.slice(0, 10)}… in ${where}`).toBe(false);
      }
    }
  }
});
