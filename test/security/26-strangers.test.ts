// Case 26: a stranger names everybody, thousands of ids, or ids of 60 KB, breaks its body off, or is refused: nothing is
// fenced, doubted, published or timed, and nothing is logged per request.
import { connect } from "node:net";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { createLogger, logEvents } from "../../src/observe/logs/logs.ts";
import { startEdge, type EdgeUnderTest } from "../harness/edge-under-test.ts";
import { cacheStatus, send, type Ask } from "../harness/asking.ts";
import {
  bearer,
  sendError,
  startScriptedOrigin,
  type Script,
  type ScriptedOrigin,
} from "./fixtures/scripted-origin.ts";

const times = 60;

const uuids = (n: number): string =>
  Array.from({ length: 64 }, (_, i) => `"${bearer(n * 64 + i).session}"`).join();

/** A request with a JSON body, which is a body only with its length. */
const withJson = (method: string, target: string, body: string): Ask => ({
  method,
  target,
  headers: ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`],
  body,
});

const bulkOf = (ids: string): Ask =>
  withJson("POST", "/admin/sessions", `{"action":"disable","identities":[${ids}]}`);

const unknownCookies = (n: number): string =>
  `Cookie: ${Array.from({ length: 8 }, (_, i) => `ory_kratos_session=made-up-${n}-${i}`).join("; ")}`;

const refuse =
  (status: number): Script =>
  (_, answer) => {
    sendError(answer, status);
  };
const redirect: Script = (_, answer) => {
  answer.writeHead(307, { location: "/elsewhere" }).end();
};
const frontPage: Script = (_, answer) => {
  answer.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>");
};
const hangUp: Script = (request) => {
  request.socket.destroy();
};

type Attack = readonly [what: string, answered: readonly [string, Script], ask: (n: number) => Ask];

const attacks: readonly Attack[] = [
  ["everybody, refused", ["POST /admin/sessions", refuse(403)], () => bulkOf('"*"')],
  ["everybody, redirected", ["POST /admin/sessions", redirect], () => bulkOf('"*"')],
  ["everybody, hung up on", ["POST /admin/sessions", hangUp], () => bulkOf('"*"')],
  ["everybody, before a front's page", ["POST /admin/sessions", frontPage], () => bulkOf('"*"')],
  ["64 invented ids each, refused", ["POST /admin/sessions", refuse(401)], (n) => bulkOf(uuids(n))],
  ["64 invented ids each, hung up on", ["POST /admin/sessions", hangUp], (n) => bulkOf(uuids(n))],
  [
    "an identity, not found",
    ["DELETE /admin/identities", refuse(404)],
    (n) => ({ method: "DELETE", target: `/admin/identities/${bearer(n).identity}` }),
  ],
  [
    "an id of 60 KB",
    ["DELETE /sessions", refuse(401)],
    (n) => ({ method: "DELETE", target: `/sessions/${n}${"a".repeat(60_000)}` }),
  ],
  [
    "a session, refused",
    ["DELETE /sessions", refuse(401)],
    (n) => ({ method: "DELETE", target: `/sessions/${bearer(n).session}` }),
  ],
  [
    "eight unknown cookies, refused",
    ["DELETE /sessions", refuse(401)],
    (n) => ({ method: "DELETE", target: "/sessions", headers: [unknownCookies(n)] }),
  ],
  [
    "eight unknown cookies, hung up on",
    ["POST /self-service/login", hangUp],
    (n) => ({ method: "POST", target: "/self-service/login", headers: [unknownCookies(n)] }),
  ],
  [
    "an unknown token in a sign-out's body",
    ["DELETE /self-service/logout/api", refuse(403)],
    (n) =>
      withJson("DELETE", "/self-service/logout/api", `{"session_token":"ory_st_made_up_${n}"}`),
  ],
  [
    "an unlisted method with unknown cookies, refused",
    ["PUT /anything", refuse(405)],
    (n) => ({ method: "PUT", target: "/anything", headers: [unknownCookies(n)] }),
  ],
];

const mine = "ory_kratos_session=mine";

/** Sets up an edge in front of a scripted origin, with one session that is asked for often. */
async function scene(): Promise<{ readonly origin: ScriptedOrigin; readonly edge: EdgeUnderTest }> {
  const origin = await startScriptedOrigin();
  origin.bearers.set("mine", bearer(1_000_000));
  const edge = await startEdge({ origin: origin.url });
  await send(edge.url, { headers: [`Cookie: ${mine}`] });
  expect(cacheStatus(await send(edge.url, { headers: [`Cookie: ${mine}`] }))).toMatch(/; hit/);
  return { origin, edge };
}

describe.each(attacks)("%s", (_, [request, script], ask) => {
  test(`A stranger's request, sent ${times} times, leaves no trace.`, async () => {
    const { origin, edge } = await scene();
    origin.scripts.set(request, script);
    // Paths below the named one are answered alike.
    const [method = "", path = ""] = request.split(" ");
    for (let n = 0; n < times; n += 1) {
      const { target = "" } = ask(n);
      if (target.startsWith(`${path}/`)) origin.scripts.set(`${method} ${target}`, script);
    }
    const before = edge.edge.stats();
    const since = edge.events.length;
    for (let n = 0; n < times; n += 1) await send(edge.url, ask(n));
    const traces = edge.events
      .slice(since)
      .filter(({ kind }) => kind === "fence" || kind === "doubt" || kind === "published");
    expect(traces).toEqual([]);
    expect(edge.edge.stats()).toMatchObject({ entries: before.entries, fences: before.fences });
    const lines: string[] = [];
    const sink = logEvents(
      createLogger("info", (line) => lines.push(line)),
      () => 0,
    );
    for (const event of edge.events.slice(since)) sink(event);
    expect(lines.length).toBeLessThanOrEqual(4);
    expect(cacheStatus(await send(edge.url, { headers: [`Cookie: ${mine}`] }))).toMatch(/; hit/);
    await edge.stop();
  });
});

test("A body that names everybody and breaks off never reaches the origin.", async () => {
  const { origin, edge } = await scene();
  const since = edge.events.length;
  const socket = connect(Number(new URL(edge.url).port), "127.0.0.1");
  socket.write(
    'POST /admin/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n{"identities":["*"]',
  );
  socket.end();
  socket.resume();
  await once(socket, "close");
  expect(origin.seen.filter((line) => line.includes("/admin/"))).toEqual([]);
  expect(cacheStatus(await send(edge.url, { headers: [`Cookie: ${mine}`] }))).toMatch(/; hit/);
  const traces = edge.events
    .slice(since)
    .filter(({ kind }) => kind === "doubt" || kind === "fence");
  expect(traces).toEqual([]);
  await edge.stop();
});

test("A stranger's request that may be a change is paid from an allowance that others do not share.", async () => {
  const origin = await startScriptedOrigin();
  origin.bearers.set("mine", bearer(1));
  origin.bearers.set("yours", bearer(2));
  const limits = { claimsMax: 10, claimsPerSecondMax: 1 };
  const edge = await startEdge({ origin: origin.url, limits });
  origin.scripts.set("POST /self-service/login", (_, answer) => {
    answer.writeHead(303, { location: "/try-again" }).end();
  });
  const since = edge.events.length;
  for (let n = 0; n < 40; n += 1) {
    await send(edge.url, {
      method: "POST",
      target: "/self-service/login",
      headers: [unknownCookies(n)],
    });
  }
  const told = edge.events.slice(since);
  const published = told.filter(({ kind }) => kind === "published").length;
  const spentMs = 60_000;
  expect(published).toBeGreaterThanOrEqual(10);
  expect(published).toBeLessThan(10 + spentMs / 1_000);
  expect(edge.edge.stats().fences).toBeLessThan(10 + spentMs / 1_000);
  expect(
    told.some((event) => event.kind === "limit-reached" && event.limit === "claimsPerSecondMax"),
  ).toBe(true);

  // Somebody who is known pays nothing, and is heard.
  for (const one of ["mine", "yours"]) {
    await send(edge.url, { headers: [`Cookie: ory_kratos_session=${one}`] });
  }
  origin.scripts.set("GET /self-service/logout", (_, answer) => {
    origin.bearers.delete("mine");
    answer.writeHead(303, { location: "/bye" }).end();
  });
  await send(edge.url, { target: "/self-service/logout?token=x", headers: [`Cookie: ${mine}`] });
  expect((await send(edge.url, { headers: [`Cookie: ${mine}`] })).status).toBe(401);
  const other = await send(edge.url, { headers: ["Cookie: ory_kratos_session=yours"] });
  expect(cacheStatus(other)).toMatch(/; hit/);
  await edge.stop();
});

test("When there are too many fences to tell apart, entries stay and nothing is published.", async () => {
  const origin = await startScriptedOrigin();
  for (let n = 0; n < 12; n += 1) origin.bearers.set(`user-${n}`, bearer(n));
  const edge = await startEdge({ origin: origin.url, limits: { fencesMax: 4 } });
  const cookie = (n: number): Ask => ({ headers: [`Cookie: ory_kratos_session=user-${n}`] });
  for (let n = 0; n < 12; n += 1) await send(edge.url, cookie(n));
  origin.scripts.set("POST /self-service/settings", (_, answer) => {
    answer.writeHead(303, { location: "/saved" }).end();
  });
  const since = edge.events.length;
  for (let n = 0; n < 6; n += 1) {
    await send(edge.url, { method: "POST", target: "/self-service/settings", ...cookie(n) });
  }
  const told = edge.events.slice(since);
  expect(told.some((event) => event.kind === "limit-reached" && event.limit === "fencesMax")).toBe(
    true,
  );
  expect(
    told.filter((event) => event.kind === "published" && event.scope.kind === "project"),
  ).toEqual([]);
  for (let n = 6; n < 12; n += 1)
    expect(cacheStatus(await send(edge.url, cookie(n)))).toMatch(/; hit/);
  for (let n = 0; n < 6; n += 1)
    expect(cacheStatus(await send(edge.url, cookie(n)))).not.toMatch(/; hit/);
  await edge.stop();
});
