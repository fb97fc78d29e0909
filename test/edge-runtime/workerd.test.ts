// The build for edge runtimes in workerd, the runtime of Cloudflare Workers.
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { makePolicy, type CheckRequest, type EdgeOptions } from "../../src/edge-runtime/index.ts";
import { serveHttp } from "../harness/raw-server.ts";
import { cookie as anyCookie, sessionBody } from "../library/edge-for-library.ts";
import { shareIdentity } from "../library/identity-for-library.ts";
import { makePerson, revokeAll, signIn, signOut } from "../library/people.ts";
import { bundleForIsolate } from "./bundle.ts";
import { startWorker } from "./workerd.ts";

const identity = shareIdentity();
const hit = expect.stringMatching(/; hit/u);

/** A Worker of the test in front of an origin. Hits start no refresh unless the options say otherwise. */
async function workerBefore(origin: string, options: Partial<EdgeOptions> = {}) {
  const edgeOptions = { origin, cacheableSessions: true, refreshAfter: "1h", ...options };
  const { code } = await bundleForIsolate("worker.ts", { EDGE_OPTIONS: edgeOptions });
  const worker = await startWorker(code);
  onTestFinished(() => worker.stop());
  const whoami = async (headers: Record<string, string>, path = "/sessions/whoami") => {
    const response = await fetch(worker.url + path, { headers });
    const cacheStatus = response.headers.get("cache-status");
    return { status: response.status, cacheStatus, body: await response.text() };
  };
  const check = async (request: CheckRequest) => {
    const init = { method: "POST", body: JSON.stringify(request) };
    const answer: unknown = await (await fetch(`${worker.url}/test/check`, init)).json();
    return answer;
  };
  const ask = async (path: string): Promise<unknown> => (await fetch(worker.url + path)).json();
  return { ...worker, whoami, check, ask };
}

it("The second check is a hit, a forced one asks the identity server, and a stranger is refused.", async () => {
  const worker = await workerBefore(identity.publicUrl);
  const person = await makePerson(identity);
  const cookie = await signIn(identity.publicUrl, person, fetch);
  const first = await worker.whoami({ cookie });
  expect(first).toMatchObject({ status: 200, cacheStatus: expect.stringMatching(/fwd=.*stored/u) });
  expect(await worker.whoami({ cookie })).toEqual({ ...first, cacheStatus: hit });
  const forced = await worker.whoami({ cookie, "cache-control": "max-age=0" });
  expect(forced).toEqual({ ...first, cacheStatus: expect.stringMatching(/fwd=.*stored/u) });
  expect(await worker.whoami({ cookie: "ory_kratos_session=unknown" })).toMatchObject({
    status: 401,
  });
  expect(await worker.check({ cookie })).toMatchObject({
    kind: "active",
    waited: false,
    session: { identity: { id: person.identityId } },
  });
  expect(await worker.check({ cookie: "ory_kratos_session=other" })).toMatchObject({
    kind: "inactive",
    waited: true,
  });
});

it("A person signs in and out through the Worker, and each shows with the next check.", async () => {
  const worker = await workerBefore(identity.publicUrl);
  const person = await makePerson(identity);
  const cookie = await signIn(worker.url, person, fetch);
  // The call for the new session goes on when its sign-in has been answered.
  await expect.poll(() => worker.ask("/test/stats")).toMatchObject({ entries: 1, flights: 0 });
  expect(await worker.whoami({ cookie })).toMatchObject({ status: 200, cacheStatus: hit });
  await signOut(worker.url, cookie, fetch);
  expect(await worker.whoami({ cookie })).toMatchObject({ status: 401 });
  expect(await worker.ask("/test/events")).not.toContain("error-answered");
});

it("A decision is made from memory, and a browser is sent to sign-in and back.", async () => {
  const app = makePolicy("app", {
    headers: [{ name: "X-User-Email", pointer: "/identity/traits/email" }],
    signInUrl: "https://auth.example/",
    returnUrls: ["https://app.example/"],
  });
  const strict = makePolicy("strict", { requiredAal: "aal2" });
  const worker = await workerBefore(identity.publicUrl, { policies: [app, strict] });
  const person = await makePerson(identity);
  const cookie = await signIn(identity.publicUrl, person, fetch);
  const authorize = async (policy: string, headers: Record<string, string>): Promise<unknown> => {
    const query = new URLSearchParams({ policy, url: "https://app.example/orders" });
    const { body } = await worker.whoami(headers, `/test/authorize?${query}`);
    return JSON.parse(body);
  };
  const allowed = {
    kind: "allowed",
    headers: { "X-User-Email": person.email },
    session: { identity: { id: person.identityId } },
  };
  expect(await authorize("app", { cookie })).toMatchObject({ ...allowed, waited: true });
  expect(await authorize("app", { cookie })).toMatchObject({ ...allowed, waited: false });
  expect(await authorize("strict", { cookie })).toMatchObject({
    kind: "refused",
    status: 403,
    id: "edge_aal_required",
    waited: false,
  });
  expect(await authorize("app", {})).toMatchObject({ kind: "refused", status: 401 });
  expect(await authorize("app", { accept: "text/html" })).toMatchObject({
    kind: "refused",
    status: 302,
    id: "edge_session_required",
    redirect: "https://auth.example/?return_to=https%3A%2F%2Fapp.example%2Forders",
  });
});

it("A change elsewhere shows after an invalidation.", async () => {
  const worker = await workerBefore(identity.publicUrl);
  const person = await makePerson(identity);
  const cookie = await signIn(identity.publicUrl, person, fetch);
  expect(await worker.whoami({ cookie })).toMatchObject({ status: 200 });
  await revokeAll(identity, person);
  expect(await worker.whoami({ cookie })).toMatchObject({ status: 200, cacheStatus: hit });
  await fetch(`${worker.url}/test/invalidate?identity=${person.identityId}`);
  expect(await worker.whoami({ cookie })).toMatchObject({ status: 401 });
});

it("A session is not served after it has ended.", async () => {
  let endsAtMs = Number.POSITIVE_INFINITY;
  const { url } = await serveHttp((_, answer) => {
    endsAtMs = Math.min(endsAtMs, Date.now() + 3_000);
    if (Date.now() >= endsAtMs) answer.writeHead(401).end("{}");
    else answer.end(sessionBody("ada", new Date(endsAtMs).toISOString()));
  });
  const worker = await workerBefore(url);
  await expect
    .poll(() => worker.whoami({ cookie: anyCookie }))
    .toMatchObject({ status: 200, cacheStatus: hit });
  await expect.poll(() => worker.whoami({ cookie: anyCookie })).toMatchObject({ status: 401 });
  expect(Date.now()).toBeGreaterThanOrEqual(endsAtMs);
});

it("Checks of one key at the same time each make their own call, and none waits for another's.", async () => {
  const held: ServerResponse[] = [];
  const arrived: (() => void)[] = [];
  const { url } = await serveHttp((_, answer) => {
    held.push(answer);
    arrived.shift()?.();
  });
  const worker = await workerBefore(url);
  const checks = [];
  for (let i = 0; i < 3; i += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    arrived.push(resolve);
    checks.push(worker.whoami({ cookie: anyCookie }));
    await promise;
  }
  // The last one is answered first, and the first one never.
  for (const i of [2, 1]) {
    held[i]?.end(sessionBody());
    expect(await checks[i]).toMatchObject({ status: 200 });
  }
  expect(await worker.whoami({ cookie: anyCookie })).toMatchObject({
    status: 200,
    cacheStatus: hit,
  });
  expect(await worker.ask("/test/stats")).toMatchObject({ flights: 1 });
  held[0]?.end(sessionBody());
  expect(await checks[0]).toMatchObject({ status: 200 });
  expect(await worker.ask("/test/stats")).toMatchObject({ flights: 0 });
});

it("A refresh goes on after the hit that started it was answered, and needs a context for that.", async () => {
  let calls = 0;
  let refreshed: ServerResponse | undefined;
  const { url } = await serveHttp((_, answer) => {
    calls += 1;
    if (calls === 1) answer.end(sessionBody("ada"));
    else refreshed = answer;
  });
  const worker = await workerBefore(url, { refreshAfter: 0 });
  await worker.whoami({ cookie: anyCookie });
  const alone = await worker.whoami({ cookie: anyCookie }, "/test/without-context");
  expect(alone).toMatchObject({ status: 200, cacheStatus: hit });
  expect(calls).toBe(1);
  expect(await worker.whoami({ cookie: anyCookie })).toMatchObject({ cacheStatus: hit });
  await expect.poll(() => calls).toBe(2);
  // While it is in flight, hits start no other one.
  expect(await worker.whoami({ cookie: anyCookie })).toMatchObject({ cacheStatus: hit });
  refreshed?.end(sessionBody("ada").replace("{}", '{"name":"Ada"}'));
  await expect
    .poll(async () => (await worker.whoami({ cookie: anyCookie })).body)
    .toContain('"name":"Ada"');
});

it("A call whose client has left is finished, and leaves nothing behind.", async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  const { url } = await serveHttp((_, answer) => asked.resolve(answer));
  const worker = await workerBefore(url);
  const leaving = new AbortController();
  const left = fetch(`${worker.url}/sessions/whoami`, {
    headers: { cookie: anyCookie },
    signal: leaving.signal,
  });
  const answer = await asked.promise;
  leaving.abort();
  await expect(left).rejects.toThrow("aborted");
  answer.end(sessionBody());
  await once(answer, "close");
  await expect.poll(() => worker.ask("/test/stats")).toMatchObject({ entries: 1, flights: 0 });
});

it("An identity server that cannot be reached is an error, and stored answers stay.", async () => {
  let broken = false;
  const { url } = await serveHttp((request, answer) => {
    if (broken) request.socket.destroy();
    else answer.end(sessionBody());
  });
  const worker = await workerBefore(url);
  await worker.whoami({ cookie: anyCookie });
  broken = true;
  expect(await worker.whoami({ cookie: anyCookie })).toMatchObject({
    status: 200,
    cacheStatus: hit,
  });
  expect(await worker.whoami({ cookie: `${anyCookie}d` })).toMatchObject({ status: 502 });
});
