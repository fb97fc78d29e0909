// Each fault of the network, between a client and a server that log what they see. Time is scripted unless a test says
// that it is real, and every wait is for something that the link, the client or the server saw. Over 300 lines, because each
// fault has its tests on one scene.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createNetwork, type Link, type Network } from "./network.ts";
import { laneLimitBytes } from "./network/lane.ts";
import { createScriptedClock, type ScriptedClock } from "./scripted-clock.ts";

interface Scene {
  readonly network: Network;
  readonly link: Link;
  readonly time: ScriptedClock;
  /** Connects through the link. Resolves with both ends. */
  readonly pair: () => Promise<readonly [client: Peer, server: Peer]>;
  /** Connects through the link, whatever comes of it. */
  readonly dial: () => Peer;
  /** The server's end of the connection that it accepts next. */
  readonly accepted: () => Promise<Peer>;
}

/** A socket, and what it has received. */
class Peer {
  readonly socket: Socket;
  received = "";
  /** Resolves with how it ended: by the other's end, or the code of what failed. */
  readonly ended: Promise<string>;
  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (bytes: string) => (this.received += bytes));
    this.ended = new Promise((resolve) => {
      socket.once("end", () => {
        resolve("end");
      });
      socket.once("error", (error: NodeJS.ErrnoException) => {
        resolve(String(error.code));
      });
    });
  }
  async until(length: number): Promise<string> {
    while (this.received.length < length) await once(this.socket, "data");
    return this.received;
  }
}

/** A server on a free port, and the connections that it accepts, one after the other. */
async function listen(): Promise<{ readonly port: number; readonly next: () => Promise<Peer> }> {
  const peers: Peer[] = [];
  let taken = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    peers.push(new Peer(socket));
    server.emit("peer");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.close();
    for (const { socket } of peers) socket.destroy();
  });
  return {
    port: (server.address() as AddressInfo).port,
    async next() {
      for (;;) {
        const peer = peers[taken];
        if (peer === undefined) {
          await once(server, "peer");
        } else {
          taken += 1;
          return peer;
        }
      }
    },
  };
}

interface SceneOptions {
  readonly clock?: "scripted" | "real";
  readonly random?: () => number;
  readonly handshake?: boolean;
}

/** The readings of its scripted clock differ by small fractions, so a test lets one millisecond more pass. */
async function createScene({
  clock = "scripted",
  random = () => 0.5,
  handshake = false,
}: SceneOptions = {}): Promise<Scene> {
  const server = await listen();
  const time = createScriptedClock();
  const network = createNetwork(clock === "real" ? {} : { clock: time.clock, random });
  onTestFinished(() => network.close());
  const target = { host: "127.0.0.1", port: server.port };
  const ends = { from: "edge", to: "bus", target };
  const link = await network.link({ name: "edge to bus", ...ends, handshake });
  const dial = (): Peer => {
    const peer = new Peer(connect({ port: link.port, host: "127.0.0.1", noDelay: true }));
    onTestFinished(() => {
      peer.socket.destroy();
    });
    return peer;
  };
  return {
    network,
    link,
    time,
    dial,
    accepted: server.next,
    async pair() {
      const client = dial();
      return [client, await server.next()];
    },
  };
}

/** Passes bytes often enough that whatever another connection could do meanwhile has happened. */
async function exchange(sender: Peer, receiver: Peer): Promise<void> {
  for (let length = receiver.received.length + 1; receiver.received.length < 20; length += 1) {
    sender.socket.write("x");
    await receiver.until(length);
  }
}

test("A link without faults passes everything both ways, ends included.", async () => {
  const { pair, link } = await createScene();
  const [client, server] = await pair();
  client.socket.end("question");
  await server.until("question".length);
  expect(await server.ended).toBe("end");
  server.socket.end("answer");
  expect(await client.until("answer".length)).toBe("answer");
  expect(await client.ended).toBe("end");
  await link.until(({ open }) => open === 0);
  expect(link.traffic).toEqual({
    accepted: 1,
    open: 0,
    forth: { taken: 8, given: 8, discarded: 0 },
    back: { taken: 6, given: 6, discarded: 0 },
  });
});

test("A reset by one end is a reset at the other.", async () => {
  const { pair } = await createScene();
  const [client, server] = await pair();
  server.socket.resetAndDestroy();
  expect(await client.ended).toBe("ECONNRESET");
});

test("A target that refuses resets the client, and another target gets the next connection.", async () => {
  const { link, dial, accepted } = await createScene();
  const other = await listen();
  const { target } = link;
  link.target = { host: "127.0.0.1", port: 1 };
  expect(await dial().ended).toBe("ECONNRESET");
  link.target = { host: "127.0.0.1", port: other.port };
  const client = dial();
  const server = await other.next();
  client.socket.write("a");
  expect(await server.until(1)).toBe("a");
  link.target = target;
  dial();
  await accepted();
  client.socket.write("b");
  expect(await server.until(2)).toBe("ab");
});

test("A delay holds bytes for its time in its direction only, and does not add up over pieces.", async () => {
  const { pair, link, time } = await createScene();
  const [client, server] = await pair();
  await link.begin({ kind: "delay", ms: 100, direction: "forth" });
  for (let piece = 0; piece < 50; piece += 1) {
    client.socket.write(String(piece % 10));
    await link.until(({ forth }) => forth.taken > piece);
  }
  server.socket.write("back");
  expect(await client.until(4)).toBe("back");
  await time.advance(99);
  expect(link.traffic.forth.given).toBe(0);
  await time.advance(2);
  expect(link.traffic.forth.given).toBe(50);
  expect(await server.until(50)).toBe("0123456789".repeat(5));
});

test("Bytes stay in order when a delay varies and when it ends.", async () => {
  const { pair, link, time, network } = await createScene();
  const [client, server] = await pair();
  const heal = await link.begin({ kind: "delay", ms: 100, jitterMs: 40, direction: "forth" });
  client.socket.write("slow ");
  await link.until(({ forth }) => forth.taken === 5);
  await heal();
  client.socket.write("fast");
  await link.until(({ forth }) => forth.taken === 9);
  await time.advance(119);
  expect(link.traffic.forth.given).toBe(0);
  await time.advance(2);
  expect(await server.until(9)).toBe("slow fast");
  await network.heal();
});

test("Delays at the same time add up, and connecting takes their time too.", async () => {
  const { link, time, dial, accepted } = await createScene();
  await link.begin({ kind: "delay", ms: 30 });
  await link.begin({ kind: "delay", ms: 50 });
  const client = dial();
  client.socket.write("hello");
  await link.until(({ forth }) => forth.taken === 5);
  let isAccepted = false;
  const accepting = accepted().then((server) => {
    isAccepted = true;
    return server;
  });
  await time.advance(79);
  expect(isAccepted).toBe(false);
  await time.advance(2);
  expect(await (await accepting).until(5)).toBe("hello");
});

test("What is lost arrives later by the time of the fault, and what is behind it waits for it.", async () => {
  const drawn: number[] = [];
  const { pair, link, time } = await createScene({ random: () => drawn.shift() ?? 0.5 });
  const [client, server] = await pair();
  await link.begin({ kind: "loss", share: 0.2, laterMs: 300, direction: "forth" });
  // For each piece: its jitter, and whether it is lost.
  drawn.push(0, 0.1, 0, 0.2);
  client.socket.write("a");
  await link.until(({ forth }) => forth.taken === 1);
  client.socket.write("b");
  await link.until(({ forth }) => forth.taken === 2);
  server.socket.write("back");
  expect(await client.until(4)).toBe("back");
  await time.advance(299);
  expect(link.traffic.forth.given).toBe(0);
  await time.advance(2);
  expect(await server.until(2)).toBe("ab");
  client.socket.write("c");
  expect(await server.until(3)).toBe("abc");
});

test("With a handshake, what a client sends at once arrives after a round trip and a half.", async () => {
  const { dial, accepted, link } = await createScene({ clock: "real", handshake: true });
  await link.begin({ kind: "delay", ms: 20 });
  const fromMs = performance.now();
  const client = dial();
  client.socket.write("a");
  const server = await accepted();
  expect(await server.until(1)).toBe("a");
  expect(performance.now() - fromMs).toBeGreaterThanOrEqual(60);
  server.socket.end("b");
  expect(await client.until(1)).toBe("b");
  expect(await client.ended).toBe("end");
});

test("In real time, nothing arrives before its delay has passed.", async () => {
  const { pair, link } = await createScene({ clock: "real" });
  const [client, server] = await pair();
  await link.begin({ kind: "delay", ms: 20 });
  const sentAtMs = performance.now();
  client.socket.write("there");
  await server.until(5);
  expect(performance.now() - sentAtMs).toBeGreaterThanOrEqual(20);
  server.socket.write("back");
  await client.until(4);
  expect(performance.now() - sentAtMs).toBeGreaterThanOrEqual(40);
});

test("A drop loses bytes and keeps the connection open, and what comes after it arrives.", async () => {
  const { pair, link } = await createScene();
  const [client, server] = await pair();
  const heal = await link.begin({ kind: "drop", direction: "forth" });
  client.socket.write("lost");
  await link.until(({ forth }) => forth.discarded === 4);
  server.socket.write("back");
  expect(await client.until(4)).toBe("back");
  await heal();
  client.socket.write("kept");
  expect(await server.until(4)).toBe("kept");
});

test("A connection that is closed during a drop is closed for the other end when the drop ends.", async () => {
  const { pair, link } = await createScene();
  const [client, server] = await pair();
  const heal = await link.begin({ kind: "drop", direction: "forth" });
  client.socket.end("lost");
  await link.until(({ forth }) => forth.discarded === 4);
  await exchange(server, client);
  expect(server.socket.readableEnded).toBe(false);
  await heal();
  expect(await server.ended).toBe("end");
  expect(server.received).toBe("");
});

test("A reset fault resets existing connections at both ends, and new ones work.", async () => {
  const { pair, link } = await createScene();
  const [client, server] = await pair();
  await link.begin({ kind: "reset" });
  expect(await client.ended).toBe("ECONNRESET");
  expect(await server.ended).toBe("ECONNRESET");
  const [next, nextServer] = await pair();
  next.socket.write("works");
  expect(await nextServer.until(5)).toBe("works");
});

test("A half-open connection is gone at one end, and the other learns it when it sends after the fault.", async () => {
  const { pair, link } = await createScene();
  const [client, server] = await pair();
  const heal = await link.begin({ kind: "half-open", alive: "from" });
  expect(await server.ended).toBe("ECONNRESET");
  client.socket.write("anyone?");
  await link.until(({ forth }) => forth.taken === 7);
  expect(link.traffic).toMatchObject({ open: 1, forth: { given: 0 } });
  expect(client.socket.errored).toBe(null);
  await heal();
  expect(await client.ended).toBe("ECONNRESET");
});

test("The end that listens can be the one that believes in a half-open connection.", async () => {
  const { pair, link, dial, accepted } = await createScene();
  const [client, server] = await pair();
  const heal = await link.begin({ kind: "half-open", alive: "to" });
  expect(await client.ended).toBe("ECONNRESET");
  // A new connection is accepted, and nothing passes until the fault ends.
  const later = dial();
  later.socket.write("later");
  await link.until(({ forth }) => forth.taken === 5);
  expect(link.traffic).toMatchObject({ accepted: 2, open: 2, forth: { given: 0 } });
  await heal();
  expect(await (await accepted()).until(5)).toBe("later");
  server.socket.write("anyone?");
  expect(await server.ended).toBe("ECONNRESET");
});

test("A throttle passes its bytes per second, all connections together.", async () => {
  const { pair, link, time } = await createScene();
  const [one] = await pair();
  const [other] = await pair();
  await link.begin({ kind: "throttle", bytesPerSecond: 1_000, direction: "forth" });
  one.socket.write("1".repeat(3_000));
  other.socket.write("2".repeat(3_000));
  await link.until(({ forth }) => forth.taken === 6_000);
  const before = link.traffic.forth.given;
  for (let second = 1; second <= 3; second += 1) {
    await time.advance(1_000);
    // Timers are of whole parts, so one part may fall on either side of the second.
    expect(Math.abs(link.traffic.forth.given - before - second * 1_000)).toBeLessThanOrEqual(20);
  }
  await time.advance(3_000);
  expect(link.traffic.forth.given).toBe(6_000);
});

test("A refused connection is refused by the system, and existing ones stay.", async () => {
  const { pair, link, dial } = await createScene();
  const [client, server] = await pair();
  const heal = await link.begin({ kind: "refuse" });
  expect(await dial().ended).toBe("ECONNREFUSED");
  client.socket.write("still");
  expect(await server.until(5)).toBe("still");
  await heal();
  const [next, nextServer] = await pair();
  next.socket.write("again");
  expect(await nextServer.until(5)).toBe("again");
});

test("A partition freezes what exists between two parties, lets new connections hang, and heals.", async () => {
  const { network, link, pair, dial, accepted } = await createScene();
  const { target } = link;
  const other = await network.link({
    name: "edge to control",
    from: "edge",
    to: "control",
    target,
  });
  const [client, server] = await pair();
  const heal = await network.partition("bus", "edge");
  client.socket.write("held");
  const late = dial();
  late.socket.end("late");
  await link.until(({ forth }) => forth.taken === 8);
  expect(link.traffic).toMatchObject({ open: 2, forth: { given: 0, discarded: 0 } });
  // The same party reaches others.
  const through = new Peer(connect(other.port, "127.0.0.1"));
  onTestFinished(() => {
    through.socket.destroy();
  });
  const control = await accepted();
  through.socket.write("control");
  expect(await control.until(7)).toBe("control");
  // An end during the partition is not seen either.
  server.socket.end();
  await heal();
  expect(await server.until(4)).toBe("held");
  expect(await client.ended).toBe("end");
  const lateServer = await accepted();
  expect(await lateServer.until(4)).toBe("late");
  expect(await lateServer.ended).toBe("end");
});

test("A party can be cut off from all others, and a place without links is an error.", async () => {
  const { network, link } = await createScene();
  const { target } = link;
  const other = await network.link({
    name: "control to edge",
    from: "control",
    to: "edge",
    target,
  });
  const apart = await network.link({ name: "control to bus", from: "control", to: "bus", target });
  await network.partition("edge");
  const held: string[] = [];
  for (const each of [link, other, apart]) {
    const client = connect(each.port, "127.0.0.1");
    onTestFinished(() => {
      client.destroy();
    });
    client.write("x");
    await each.until(({ forth }) => forth.taken === 1);
    if (each.traffic.forth.given === 0) held.push(each.name);
  }
  expect(held).toEqual(["edge to bus", "control to edge"]);
  await expect(network.partition("edge", "origin")).rejects.toThrow(
    'The network has no link for {"parties":["edge","origin"]}.',
  );
  await expect(network.link({ name: link.name, from: "a", to: "b", target })).rejects.toThrow(
    "The network already has a link edge to bus.",
  );
});

const muchBytes = Buffer.alloc(6 * laneLimitBytes, "0123456789abcdef");

test("A cut link stops reading at its limit, and everything arrives in the end.", async () => {
  const { network, link, pair, accepted } = await createScene();
  const [client, server] = await pair();
  const { target } = link;
  const other = await network.link({ name: "control to bus", from: "control", to: "bus", target });
  const beside = new Peer(connect(other.port, "127.0.0.1"));
  const besideServer = await accepted();
  const heal = await network.partition("edge");
  client.socket.end(muchBytes);
  await link.until(({ forth }) => forth.taken >= laneLimitBytes);
  await exchange(beside, besideServer);
  // The piece that reached the limit had been read before.
  expect(link.traffic.forth.taken).toBeLessThanOrEqual(laneLimitBytes + 64 * 1_024);
  await heal();
  await server.ended;
  expect(server.received === muchBytes.toString("latin1")).toBe(true);
});

test("A receiver that does not read makes the sender wait.", async () => {
  const { link, pair } = await createScene();
  const [client, server] = await pair();
  server.socket.pause();
  client.socket.end(muchBytes);
  await link.until(({ forth }) => forth.taken - forth.given >= laneLimitBytes);
  server.socket.resume();
  await server.ended;
  expect(server.received === muchBytes.toString("latin1")).toBe(true);
});

test("Closing the network closes connections in every state, and frees the port.", async () => {
  const { network, link, pair, dial } = await createScene();
  const [client, server] = await pair();
  await link.begin({ kind: "delay", ms: 1_000_000 });
  await network.partition("edge");
  dial();
  await link.until(({ accepted }) => accepted === 2);
  await network.close();
  expect([await client.ended, await server.ended]).toEqual(["end", "end"]);
  expect(await dial().ended).toBe("ECONNREFUSED");
  await expect(link.until(({ accepted }) => accepted === 3)).rejects.toThrow(
    "The link edge to bus was closed before.",
  );
});
