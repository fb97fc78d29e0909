// Requests of gateways that are not on every machine, sent to an edge byte by byte. Whatever a gateway sends, the
// answer is the identity server's own for those credentials, and only checks are stored.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMetrics } from "../../src/observe/metrics/metrics.ts";
import { signOut } from "../harness/acts.ts";
import { check, signInApp, signInBrowser, startScene, type Scene } from "../harness/scene.ts";
import type { Browser } from "../harness/browser.ts";
import { exchange, rawRequest, type RawAnswer } from "../harness/raw-client.ts";
import { readRecordedRequests, type RecordedRequest } from "./recorded-requests.ts";

const requests = await readRecordedRequests();

/** Background refreshes start after this long, so that none starts by itself. */
const refreshAfterMs = 30_000;

interface Visitor {
  readonly browser: Browser;
  readonly cookie: string;
  readonly token: string;
}

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ settings: { sessionTokens: true, refreshAfterMs } });
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

/** A signed-in person whose session the edge does not know yet. */
async function visitor(): Promise<Visitor> {
  const person = await scene.person();
  const browser = await signInBrowser(scene.direct, person);
  const cookie = new RegExp(`${scene.origin.cookieName}=([^;]+)`, "u").exec(browser.cookie)?.[1];
  return { browser, cookie: cookie ?? "", token: await signInApp(scene.direct, person) };
}

async function send(to: string, request: RecordedRequest, as: Visitor): Promise<RawAnswer> {
  const [line = "", ...headers] = request.head.map((one) =>
    one
      .replace("ory_kratos_session={cookie}", `${scene.origin.cookieName}=${as.cookie}`)
      .replace("{token}", as.token),
  );
  const { answers } = await exchange(to, rawRequest(line, headers, request.body), [
    methodOf(request),
  ]);
  const [answer] = answers;
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

function methodOf(request: RecordedRequest): string {
  return request.head[0]?.split(" ")[0] ?? "";
}

/** What both sides must agree on. The body of an error names its request. */
function told(answer: RawAnswer): unknown {
  return { status: answer.status, body: answer.body.toString() };
}

/** Results of the checks since an event. */
function resultsSince(since: number): readonly string[] {
  return scene.edge.events
    .slice(since)
    .flatMap((event) => (event.kind === "check" ? [event.result] : []));
}

const results: Readonly<Record<RecordedRequest["outcome"], readonly string[]>> = {
  hit: ["miss", "hit"],
  forced: ["forced", "forced"],
  bypass: ["bypass", "bypass"],
  "passed-on": [],
};

describe.each(requests)("$gateway $setUp, asked for $of", (request) => {
  test(`The recorded request is answered as by the identity server: ${request.outcome}.`, async () => {
    const as = await visitor();
    const stored = scene.edge.store.size().entries;
    const truth = told(await send(scene.origin.publicUrl, request, as));
    const since = scene.edge.events.length;
    expect(told(await send(scene.edge.url, request, as))).toEqual(truth);
    expect(told(await send(scene.edge.url, request, as))).toEqual(truth);
    expect(resultsSince(since)).toEqual(results[request.outcome]);
    const cacheable = request.outcome === "hit" || request.outcome === "forced";
    expect(scene.edge.store.size().entries - stored).toBe(cacheable ? 1 : 0);
  });

  test("After a sign-out, the next recorded request gets a refusal.", async () => {
    const as = await visitor();
    await send(scene.edge.url, request, as);
    await signOut(scene.through, as.browser);
    await scene.through.performNativeLogout({
      performNativeLogoutBody: { session_token: as.token },
    });
    const truth = told(await send(scene.origin.publicUrl, request, as));
    expect(told(await send(scene.edge.url, request, as))).toEqual(truth);
    expect(truth).not.toMatchObject({ status: 200 });
  });
});

const changing = requests.filter((request) => request.countsAs !== undefined);

describe.each(changing)("$gateway $setUp, asked for $of", (request) => {
  test("The recorded request counts as a change of the session, and removes its entries.", async () => {
    const as = await visitor();
    const credential = request.head.some((line) => line.includes("{token}"))
      ? { bearer: as.token }
      : { cookie: `${scene.origin.cookieName}=${as.cookie}` };
    await check(scene.through, credential);
    const since = scene.edge.events.length;
    await check(scene.through, credential);
    await send(scene.edge.url, request, as);
    await check(scene.through, credential);
    await check(scene.through, credential);
    const checks = resultsSince(since).filter((result) => result !== "bypass");
    expect(checks).toEqual(["hit", "miss", "hit"]);
    const mutation = scene.edge.events.slice(since).find((event) => event.kind === "mutation");
    expect(mutation).toMatchObject({ row: request.countsAs });
  });
});

test("A metric shows the checks that a browser's Cache-Control forced.", async () => {
  const forced = requests.find((one) => one.outcome === "forced");
  const good = requests.find((one) => one.outcome === "hit");
  if (forced === undefined || good === undefined) throw new Error("no such request is recorded");
  const as = await visitor();
  const since = scene.edge.events.length;
  for (const request of [good, good, forced, good, forced]) {
    await send(scene.edge.url, request, as);
  }
  const metrics = createMetrics(() => scene.edge.edge.stats(), "0.0.0");
  for (const event of scene.edge.events.slice(since)) metrics.sink(event);
  const { text } = await metrics.scrape();
  expect(
    text.split("\n").filter((line) => /^edge_sessions_checks_total.* [1-9]/u.test(line)),
  ).toEqual([
    'edge_sessions_checks_total{result="hit"} 2',
    'edge_sessions_checks_total{result="miss"} 1',
    'edge_sessions_checks_total{result="forced"} 2',
  ]);
});

test("Every gateway that is set up as its guide says has a recorded request that is a hit.", () => {
  const good = requests.filter((one) => one.setUp.startsWith("as the guide has it"));
  expect(good.every((one) => one.outcome === "hit")).toBe(true);
  expect(new Set(good.map((one) => one.gateway)).size).toBe(3);
});
