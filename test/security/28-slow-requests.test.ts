// Case 28: heads and bodies that are sent in part, as many as there are places, from one address and from many. Sign-ins,
// sign-outs, the admin gateway and checks go on; the slow are ended by a deadline of their own.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Limits } from "../../src/core/limits.ts";
import { signInApp, untilSeen } from "../harness/scene.ts";
import { keyTexts, startAdminScene, type AdminScene } from "../harness/admin-scene.ts";
import { skipUnless } from "../harness/skipping.ts";
import { rawRequest } from "../harness/raw-client.ts";
import { cached, cacheStatus, send, signedIn, type SignedIn } from "../harness/asking.ts";

const places = 4;
/** More than is read before a place is taken. */
const longBytes = 200_000;
const readAhead = "x".repeat(70_000);

const manyAddresses = skipUnless(
  process.platform === "linux",
  "only Linux has all of 127.0.0.0/8 without setting it up",
);

const signIn = "POST /self-service/login?flow=x HTTP/1.1";
const short = ["Content-Type: application/json", "Content-Length: 100", "Expect: 100-continue"];
const long = ["Content-Type: text/plain", `Content-Length: ${longBytes}`, "Expect: 100-continue"];

/** A scene with few places, an admin gateway, and somebody whose session is cached. */
async function crowdedScene(limits: Partial<Limits> = {}) {
  const few = { forwardCallsMax: places, mutationCallsMax: places, adminCallsMax: places };
  const scene = await startAdminScene({ edge: { limits: { ...few, ...limits } } });
  onTestFinished(async () => scene[Symbol.asyncDispose]());
  const someone = await signedIn(scene);
  await cached(scene, [`Cookie: ${someone.cookie}`]);
  return { scene, someone };
}

/** Sends a head and some of its body; resolves once the edge waits for the rest. */
async function sendPart(
  { edge }: AdminScene,
  localAddress: string,
  line: string,
  lines: readonly string[],
  begun: string,
): Promise<Socket> {
  const { hostname, port, host } = new URL(edge.url);
  const socket = connect({ host: hostname, port: Number(port), localAddress });
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.write(rawRequest(line, [`Host: ${host}`, ...lines]), "latin1");
  // The interim answer says that the edge has begun to wait for the body.
  const [interim] = (await once(socket, "data")) as [Buffer];
  expect(interim.toString("latin1")).toMatch(/^HTTP\/1\.1 100 /);
  socket.write(begun, "latin1");
  return socket;
}

/** What the edge says before it ends the connection. */
async function lastWords(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (piece: string) => {
    text += piece;
  });
  await once(socket, "close");
  return text;
}

/** Whoever has a session or a key, and whoever wants one, gets on. */
async function expectAllElseGoesOn(scene: AdminScene, someone: SignedIn): Promise<void> {
  await expectKnownGoOn(scene, someone);
  // Two requests: a flow, and the form that it has.
  expect(await signInApp(scene.through, await scene.person())).toMatch(/./);
}

/** Whoever has a session or a key gets on. */
async function expectKnownGoOn(scene: AdminScene, someone: SignedIn): Promise<void> {
  const check = await send(scene.edge.url, { headers: [`Cookie: ${someone.cookie}`] });
  expect(cacheStatus(check)).toMatch(/^edge-sessions; hit/);
  const gateway = await scene.ask(`/admin/identities/${someone.identityId}`, { key: keyTexts.all });
  expect(gateway.status).toBe(200);
  const body = JSON.stringify({ session_token: someone.token });
  const signOut = await send(scene.edge.url, {
    method: "DELETE",
    target: "/self-service/logout/api",
    headers: ["Content-Type: application/json", `Content-Length: ${body.length}`],
    body,
  });
  expect(signOut.status).toBe(204);
}

describe("half-sent bodies that are short", () => {
  test.each([
    ["one address", (): string => "127.0.0.1", {}],
    ["many addresses", (index: number): string => `127.0.2.${index + 1}`, manyAddresses],
  ])("hold no place, from %s", { ...manyAddresses }, async (_name, addressOf) => {
    const { scene, someone } = await crowdedScene();
    const parts = Array.from({ length: 4 * places }, (_, index) =>
      sendPart(scene, addressOf(index), signIn, short, "{"),
    );
    await Promise.all(parts);
    const { forward, mutation, ask } = scene.edge.edge.stats().lanes;
    const none = { calls: 0, waiting: 0 };
    expect({ forward, mutation, ask }).toEqual({ forward: none, mutation: none, ask: none });
    expect(scene.relay.calls.filter(({ method }) => method === "POST")).toEqual([]);
    await expectAllElseGoesOn(scene, someone);
  });

  test("Short half-sent bodies are ended by their own deadline, and nothing of them is sent.", async () => {
    const { scene } = await crowdedScene({ bodyWaitMs: 50 });
    const socket = await sendPart(scene, "127.0.0.1", signIn, short, "{");
    expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 408 [^]*"edge_body_timeout"/);
    expect(scene.relay.calls.filter(({ method }) => method === "POST")).toEqual([]);
  });

  test("Short bodies whose rest comes late are sent once they are whole.", async () => {
    const { scene } = await crowdedScene();
    const form = '{"method":"password"}';
    const lines = ["Content-Type: application/json", `Content-Length: ${form.length}`];
    const expecting = [...lines, "Expect: 100-continue"];
    const socket = await sendPart(scene, "127.0.0.1", signIn, expecting, "");
    // As a client would do that thinks for ten seconds: others have been answered in the meantime.
    await send(scene.edge.url, { target: "/self-service/login/api" });
    expect(scene.relay.calls.filter(({ method }) => method === "POST")).toEqual([]);
    socket.write(form, "latin1");
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString("latin1")).toMatch(/^HTTP\/1\.1 [34]/);
    expect(scene.relay.calls.filter(({ method }) => method === "POST")).toMatchObject([
      { bodyBytes: form.length },
    ]);
  });

  test("Short bodies that break off are not sent.", async () => {
    const { scene } = await crowdedScene();
    const since = scene.edge.events.length;
    const socket = await sendPart(scene, "127.0.0.1", "GET /anything HTTP/1.1", short, "{");
    socket.destroy();
    const forwarded = await scene.edge.until(({ kind }) => kind === "forwarded", since);
    expect(forwarded).toMatchObject({ status: 499 });
    expect(scene.relay.calls.some(({ target }) => target === "/anything")).toBe(false);
  });
});

describe("half-sent bodies that are long", () => {
  const upload = "PUT /anything HTTP/1.1";

  test(
    "Long half-sent bodies from one address take a quarter of the lane, and others go ahead.",
    { ...manyAddresses },
    async () => {
      const { scene, someone } = await crowdedScene();
      const since = scene.edge.events.length;
      for (let index = 0; index < places; index += 1) {
        await sendPart(scene, "127.0.2.1", upload, long, readAhead);
      }
      const shared = ({ kind, limit }: { kind: string; limit?: string }): boolean =>
        kind === "limit-reached" && limit === "addressSharePercent";
      await untilSeen(scene.edge, shared, places - 1, since);
      expect(scene.edge.edge.stats().lanes.forward).toMatchObject({ calls: 1 });
      await expectAllElseGoesOn(scene, someone);
    },
  );

  test("Long half-sent bodies of a user with a session take no place of the lane for mutations.", async () => {
    const { scene, someone } = await crowdedScene();
    const since = scene.edge.events.length;
    const settings = "POST /self-service/settings?flow=x HTTP/1.1";
    const lines = [...long, `Cookie: ${someone.cookie}`];
    for (let index = 0; index < places; index += 1) {
      await sendPart(scene, "127.0.0.1", settings, lines, readAhead);
    }
    const shared = ({ kind, limit }: { kind: string; limit?: string }): boolean =>
      kind === "limit-reached" && limit === "addressSharePercent";
    await untilSeen(scene.edge, shared, places - 1, since);
    const { forward, mutation } = scene.edge.edge.stats().lanes;
    expect({ forward: forward.calls, mutation: mutation.calls }).toEqual({
      forward: 1,
      mutation: 0,
    });
    await expectKnownGoOn(scene, someone);
  });

  test(
    "Long half-sent bodies from many addresses keep no one waiting who has a session or a key.",
    { ...manyAddresses },
    async () => {
      const { scene, someone } = await crowdedScene();
      const since = scene.edge.events.length;
      for (let index = 0; index <= places; index += 1) {
        await sendPart(scene, `127.0.2.${index + 1}`, upload, long, readAhead);
      }
      const full = ({ kind, limit }: { kind: string; limit?: string }): boolean =>
        kind === "limit-reached" && limit === "forwardCallsMax";
      await untilSeen(scene.edge, full, 1, since);
      await expectKnownGoOn(scene, someone);
    },
  );

  test(
    "Long half-sent bodies are ended by their own deadline, and waiting requests go on.",
    { ...manyAddresses },
    async () => {
      const { scene, someone } = await crowdedScene({ bodyWaitMs: 300 });
      const sockets: Socket[] = [];
      for (let index = 0; index <= places; index += 1) {
        sockets.push(await sendPart(scene, `127.0.2.${index + 1}`, upload, long, readAhead));
      }
      const ended = Promise.all(sockets.map(lastWords));
      await expectAllElseGoesOn(scene, someone);
      for (const words of await ended) expect(words).toMatch(/^HTTP\/1\.1 408 /);
      expect(scene.edge.edge.stats().lanes.forward).toEqual({ calls: 0, waiting: 0 });
    },
  );
});

test("Half-sent heads and silent connections keep nobody waiting.", async () => {
  const { scene, someone } = await crowdedScene();
  const { hostname, port } = new URL(scene.edge.url);
  for (let index = 0; index < 300; index += 1) {
    const socket = connect({ host: hostname, port: Number(port) });
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => socket.destroy());
    await once(socket, "connect");
    if (index % 2 === 0) socket.write("GET /sessions/whoami HTTP/1.1\r\nHos");
  }
  await expectAllElseGoesOn(scene, someone);
});
