// The middleware of @ory/nextjs as npm has it, called with requests as Next calls it, with an edge as its Ory.
import { createRequire } from "node:module";
import { NextRequest } from "next/server.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import { isWhoami, linesOf } from "../harness/relay.ts";
import { shareScene } from "../harness/shared-scene.ts";
import { makePerson, signIn, type FetchLike } from "../library/people.ts";

/** What is used of the package. Its module for `import` names `next/server` as only Next's own compiler finds it. */
interface OryNext {
  readonly createOryMiddleware: (options: {
    readonly forwardAdditionalHeaders?: readonly string[];
    readonly forceCookieDomain?: string;
  }) => (request: NextRequest) => Promise<Response>;
}
const oryNext = createRequire(import.meta.url)("@ory/nextjs/middleware") as OryNext;

const app = "http://app.example.com";
const device = "192.0.2.7";
const scene = shareScene({ edge: { trustedProxies: (address) => address === "127.0.0.1" } });

beforeEach(() => {
  vi.stubEnv("ORY_SDK_URL", scene.edge.url);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A browser's request to the application, whose middleware answers it. */
function through(options: Parameters<OryNext["createOryMiddleware"]>[0] = {}): FetchLike {
  const middleware = oryNext.createOryMiddleware(options);
  return (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("Host", new URL(url).host);
    headers.set("X-Forwarded-For", device);
    const { method = "GET", body = null } = init;
    return middleware(new NextRequest(url, { method, headers, body }));
  };
}

/** A check by this cookie. Gives the status and how the edge came by its answer. */
async function check(cookie: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await through()(`${app}/sessions/whoami`, { headers: { cookie, ...headers } });
  await response.body?.cancel();
  return `${response.status} ${response.headers.get("Cache-Status") ?? ""}`;
}

/** Where a page's link to sign out leads. */
async function signOutUrl(cookie: string): Promise<string> {
  const headers = { Accept: "application/json", Cookie: cookie };
  const begun = await through()(`${app}/self-service/logout/browser`, { headers });
  return ((await begun.json()) as { readonly logout_url: string }).logout_url;
}

test("Somebody signs in on the application's host, is then known by hits, and signing out counts at once.", async () => {
  const person = await makePerson(scene.origin);
  const cookie = await signIn(app, person, through());
  await check(cookie);
  expect(await check(cookie)).toMatch(/^200 edge-sessions; hit;/u);
  const headers = { Accept: "text/html", Cookie: cookie };
  const left = await through()(await signOutUrl(cookie), { headers });
  expect(left.status).toBe(303);
  expect(await check(cookie)).toMatch(/^401 /u);
});

test("The middleware fails at a sign-out's 204, though the session has ended: pages use a link.", async () => {
  const cookie = await signIn(app, await makePerson(scene.origin), through());
  await check(cookie);
  const headers = { Accept: "application/json", Cookie: cookie };
  // A defect of 1.0.0-rc.1: it gives the answer a body, which a 204 must not have.
  await expect(through()(await signOutUrl(cookie), { headers })).rejects.toThrow(
    "Invalid response status code 204",
  );
  expect(await check(cookie)).toMatch(/^401 /u);
});

test("No answer names the edge's host where the identity server's base URL is the edge.", async () => {
  const options = { headers: { Accept: "application/json" } };
  const begun = await through()(`${app}/self-service/login/browser`, options);
  const flow = await begun.text();
  expect(flow).toContain(`"action":"${app}/self-service/login?flow=`);
  expect(flow).not.toContain(scene.edge.url);
});

test("Its own headers reach the identity server with a flow, and never with the call of a stored check.", async () => {
  const person = await makePerson(scene.origin);
  const before = scene.relay.calls.length;
  const cookie = await signIn(app, person, through());
  await check(cookie);
  const calls = scene.relay.calls.slice(before);
  const flows = calls.filter(({ target }) => target.startsWith("/self-service/login"));
  const checks = calls.filter(isWhoami);
  expect([flows.length, checks.length > 0]).toEqual([2, true]);
  const told = (name: string) => flows.flatMap((call) => linesOf(call, name));
  expect(told("ory-base-url-rewrite")).toEqual([app, app]);
  expect(told("ory-base-url-rewrite-token")).toEqual(["", ""]);
  expect(told("ory-no-custom-domain-redirect")).toEqual(["true", "true"]);
  for (const call of checks) {
    expect(linesOf(call, "ory-base-url-rewrite")).toEqual([]);
    expect(linesOf(call, "ory-no-custom-domain-redirect")).toEqual([]);
  }
});

test("It sets cookies for the application's registrable domain unless it is told another.", async () => {
  const headers = { Accept: "application/json" };
  const domains = async (options: Parameters<typeof through>[0]): Promise<string[]> => {
    const begun = await through(options)(`${app}/self-service/login/browser`, { headers });
    await begun.body?.cancel();
    return begun.headers.getSetCookie().map((line) => /Domain=([^;]*)/u.exec(line)?.[1] ?? "");
  };
  expect(await domains({})).toEqual(["example.com"]);
  expect(await domains({ forceCookieDomain: "app.example.com" })).toEqual(["app.example.com"]);
});

test("A reload's no-cache reaches the edge, which asks the identity server unless it ignores that.", async () => {
  const cookie = await signIn(app, await makePerson(scene.origin), through());
  const reload = { "Cache-Control": "no-cache", Pragma: "no-cache" };
  await check(cookie);
  expect(await check(cookie, reload)).toMatch(/^200 edge-sessions; fwd=request/u);
  scene.edge.applySettings({ ignoreNoCache: true });
  await check(cookie);
  expect(await check(cookie, reload)).toMatch(/^200 edge-sessions; hit;/u);
  scene.edge.applySettings({ ignoreNoCache: false });
});

test("The device's address is recorded if the middleware passes it on and the edge trusts the application.", async () => {
  const recorded = async (options: Parameters<typeof through>[0]): Promise<unknown> => {
    const cookie = await signIn(app, await makePerson(scene.origin), through(options));
    const response = await through()(`${app}/sessions/whoami`, { headers: { cookie } });
    const { devices } = (await response.json()) as { devices: readonly { ip_address: string }[] };
    return devices.map(({ ip_address }) => ip_address);
  };
  expect(await recorded({})).toEqual(["127.0.0.1"]);
  expect(await recorded({ forwardAdditionalHeaders: ["x-forwarded-for"] })).toEqual([device]);
});

test("A renewed cookie reaches the browser by its own check.", embeddedOnly, async () => {
  const person = await makePerson(scene.origin);
  const cookie = await signIn(app, person, through());
  await check(cookie);
  // More of the session is left than the cookie says once it has been extended.
  const session = await through()(`${app}/sessions/whoami`, { headers: { cookie } });
  const { id } = (await session.json()) as { id: string };
  scene.origin.advance(60_000);
  const extend = `${scene.origin.adminUrl}/admin/sessions/${id}/extend`;
  expect((await fetch(extend, { method: "PATCH" })).status).toBeLessThan(300);
  const response = await through()(`${app}/sessions/whoami`, {
    headers: { cookie, "Cache-Control": "max-age=0" },
  });
  expect(response.headers.getSetCookie()[0]).toMatch(/^ory_kratos_session=.*Domain=example\.com/u);
  await response.body?.cancel();
});
