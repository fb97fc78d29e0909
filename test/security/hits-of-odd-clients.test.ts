// Right answers that have to be hits: clients that are odd but unambiguous, byte for byte over sockets, each on one kept
// connection (cases 1, 2, 4 and 34; gateways: test/gateways/odd-clients.test.ts).
import { describe, expect, onTestFinished, test } from "vitest";
import { sharePerson, shareScene } from "../harness/shared-scene.ts";
import { startScene } from "../harness/scene.ts";
import { isWhoami, linesOf } from "../harness/relay.ts";
import { RawConnection, rawRequest, valueOf } from "../harness/raw-client.ts";
import { cacheStatus, send, signedIn, told, type SignedIn } from "../harness/asking.ts";

const scene = shareScene({ settings: { refreshAfterMs: 60_000 } });
const who = sharePerson(scene);

const h2c = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAA"];

const shapes: readonly (readonly [string, (one: SignedIn, name: string) => readonly string[]])[] = [
  ["Java's HttpClient, which offers HTTP/2", ({ cookie }) => [...h2c, `Cookie: ${cookie}`]],
  [
    "a WebSocket's start, as a gateway copies it",
    ({ cookie }) => [
      "Connection: keep-alive, Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `Cookie: ${cookie}`,
    ],
  ],
  [
    "Connection: upgrade and nothing to it",
    ({ cookie }) => ["Connection: upgrade", `Cookie: ${cookie}`],
  ],
  ["Connection: keep-alive", ({ cookie }) => ["Connection: keep-alive", `Cookie: ${cookie}`]],
  [
    "TE and a field of its own",
    ({ cookie }) => ["Connection: TE, X-Mine", "TE: trailers", "X-Mine: 1", `Cookie: ${cookie}`],
  ],
  [
    "a proxy's Keep-Alive",
    ({ cookie }) => ["Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", `Cookie: ${cookie}`],
  ],
  [
    "HTTP Basic before a staging site",
    ({ cookie }) => ["Authorization: Basic eDp5", `Cookie: ${cookie}`],
  ],
  [
    "the app's own bearer",
    ({ cookie }) => ["Authorization: Bearer e30.e30.c2ln", `Cookie: ${cookie}`],
  ],
  ["an empty X-Session-Token", ({ cookie }) => ["X-Session-Token:", `Cookie: ${cookie}`]],
  ["a blank X-Session-Token", ({ cookie }) => ["X-Session-Token: \t ", `Cookie: ${cookie}`]],
  ["two cookies of nested domains", ({ cookie }, name) => [`Cookie: ${name}=stale; ${cookie}`]],
  [
    "two cookies on two lines",
    ({ cookie }, name) => [`Cookie: ${cookie}`, `Cookie: ${name}=stale`],
  ],
  ["a quoted cookie", ({ cookieValue }, name) => [`Cookie: ${name}="${cookieValue}"`]],
  ["an Origin", ({ cookie }) => ["Origin: https://app.example", `Cookie: ${cookie}`]],
  ["other queries", ({ cookie }) => [`Cookie: ${cookie}`]],
];

describe.each([
  ["HTTP/1.1", "HTTP/1.1", []],
  ["HTTP/1.0 with keep-alive", "HTTP/1.0", ["Connection: keep-alive"]],
] as const)("%s", (_, version, kept) => {
  test.each(shapes)(
    "%s gets hits from the second check on, on one connection.",
    async (_name, shape) => {
      const { url } = scene.edge;
      const connection = await RawConnection.open(url);
      onTestFinished(() => connection.destroy());
      const lines = [`Host: ${new URL(url).host}`, ...kept, ...shape(who, scene.origin.cookieName)];
      const seen: string[] = [];
      const truth = told(
        await send(scene.origin.publicUrl, { headers: shape(who, scene.origin.cookieName) }),
      );
      for (let checks = 0; checks < 3; checks += 1) {
        await connection.send(rawRequest(`GET /sessions/whoami?n=${checks} ${version}`, lines));
        const answer = await connection.answer();
        expect(told(answer)).toEqual(truth);
        expect(valueOf(answer.headers, "connection")).not.toBe("close");
        seen.push(cacheStatus(answer));
      }
      expect(answer200(truth)).toBe(true);
      expect(seen.slice(1)).toEqual([
        expect.stringMatching(/^edge-sessions; hit; ttl=\d+$/),
        expect.stringMatching(/^edge-sessions; hit; ttl=\d+$/),
      ]);
    },
  );
});

function answer200({ status }: { readonly status: number }): boolean {
  return status === 200;
}

test("The origin is sent what is keyed and nothing else.", async () => {
  await using own = await startScene();
  const { cookie, cookieValue } = await signedIn(own);
  const name = own.origin.cookieName;
  await send(own.edge.url, {
    target: "/sessions/whoami?x=1",
    headers: [
      ...h2c,
      `Cookie: theme=dark; ${name}="${cookieValue}"; a=1`,
      `Cookie: ${cookie}`,
      "Authorization: Basic eDp5",
      "X-Session-Token:",
      "Origin: https://app.example",
      "Cache-Control: max-age=30",
      "Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "X-Request-ID: mine",
      "X-Forwarded-For: 192.0.2.1",
      "X-Mine: 1",
    ],
  });
  const [call] = own.relay.calls.filter(isWhoami);
  expect(call?.target).toBe("/sessions/whoami");
  const sent = (call?.headers ?? []).flatMap((line, at, all) =>
    at % 2 === 0 ? [`${line.toLowerCase()}: ${all[at + 1] ?? ""}`] : [],
  );
  expect(sent.filter((line) => !/^(host|connection): /.test(line))).toEqual([
    `cookie: ${name}="${cookieValue}"; ${cookie}`,
    "authorization: Basic eDp5",
    "origin: https://app.example",
    "cache-control: max-age=30",
    "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  ]);
});

test("Signing out by a plain cookie also ends the session of the same cookie in quotes.", async () => {
  await using own = await startScene();
  const { cookie, cookieValue } = await signedIn(own);
  const quoted = [`Cookie: ${own.origin.cookieName}="${cookieValue}"`];
  for (let checks = 0; checks < 2; checks += 1) await send(own.edge.url, { headers: quoted });
  expect(own.edge.edge.stats().entries).toBe(1);
  // An unlisted mutation asks nobody: only the digest leads to the entry.
  await send(own.edge.url, { method: "POST", target: "/anything", headers: [`Cookie: ${cookie}`] });
  expect(own.edge.edge.stats().entries).toBe(0);
});

test("An offered upgrade with a body, or with bytes after it, still ends the connection.", async () => {
  const { host } = new URL(scene.edge.url);
  const offer = rawRequest("GET /sessions/whoami HTTP/1.1", [`Host: ${host}`, ...h2c]);
  const connection = await RawConnection.open(scene.edge.url);
  onTestFinished(() => connection.destroy());
  await connection.send(`${offer}GET /x HTTP/1.1\r\n`);
  expect(valueOf((await connection.answer()).headers, "connection")).toBe("close");
  expect((await connection.ended()).rest.toString()).toBe("");
});

test("A forwarded request loses the headers that concern its connection alone.", async () => {
  await send(scene.edge.url, {
    target: "/sessions",
    headers: [
      ...h2c,
      "Connection: X-Mine",
      "X-Mine: 1",
      "Keep-Alive: 5",
      "TE: gzip",
      `Cookie: ${who.cookie}`,
    ],
  });
  const [call] = scene.relay.calls.filter(({ target }) => target === "/sessions");
  if (call === undefined) throw new Error("nothing was forwarded");
  for (const name of ["upgrade", "http2-settings", "x-mine", "keep-alive", "te"]) {
    expect([name, linesOf(call, name)]).toEqual([name, []]);
  }
});
