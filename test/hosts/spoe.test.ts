// The host that HAProxy asks by SPOE, asked by hand: what HAProxy never sends must not hurt others. The real HAProxy asks
// it in test/gateways.
// One file, because all tests share the connection that writes frames by hand.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { assert, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import type { EdgeAnswer, EdgeRequest } from "../../src/edge/ports.ts";
import { bodyBytesMax, decisionsPerConnectionMax } from "../../src/host/spoe/agent-connection.ts";
import { frameBytesMax, frameBytesMin, readFrame } from "../../src/host/spoe/frames.ts";
import {
  FrameFault,
  integerOctets,
  OctetReader,
  stringOctets,
  valueOctets,
} from "../../src/host/spoe/octets.ts";
import {
  connectionsMax,
  createSpoeHost,
  type SpoeHostOptions,
} from "../../src/host/spoe/spoe-host.ts";

const ok: EdgeAnswer = { status: 200, headers: ["X-User-Id", "ada"], body: undefined };

/** A frame of HAProxy. */
function frame(type: number, payload: readonly Buffer[], ids = [0, 0], flags = 1): Buffer {
  const octets = Buffer.concat([
    Buffer.from([type, 0, 0, 0, flags, ...ids.flatMap((id) => integerOctets(id))]),
    ...payload,
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(octets.length);
  return Buffer.concat([length, octets]);
}

const pair = (name: string, value: string | number): Buffer =>
  Buffer.concat([stringOctets(name), valueOctets(value)]);

const hello = ({ versions = "2.0", bytesMax = 16_380 } = {}): Buffer =>
  frame(1, [
    pair("supported-versions", versions),
    pair("max-frame-size", bytesMax),
    pair("capabilities", "pipelining,async"),
  ]);

const question = (id: number, args: Readonly<Record<string, string>> = {}): Buffer => {
  const all = { policy: "app", headers: "host: app.example\r\ncookie: a=b\r\n\r\n", ...args };
  const pairs = Object.entries(all).map(([name, value]) => pair(name, value));
  return frame(3, [stringOctets("authorize"), Buffer.from([pairs.length]), ...pairs], [id, 1]);
};

/** What the host sent: the type of a frame, its ids, and the variables or pairs that it holds. */
interface Received {
  readonly type: number;
  readonly id: number;
  readonly pairs: Readonly<Record<string, unknown>>;
}

function framesIn(bytes: Buffer): readonly Received[] {
  const received: Received[] = [];
  let at = 0;
  while (at + 4 <= bytes.length && at + 4 + bytes.readUInt32BE(at) <= bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at);
    const reader = new OctetReader(bytes.subarray(at + 4, end));
    at = end;
    const type = reader.octet();
    reader.uint32();
    const id = reader.integer();
    reader.integer();
    const pairs: Record<string, unknown> = {};
    while (!reader.isAtEnd) {
      // The head of an action that sets a variable of the transaction.
      if (type === 103) expect([reader.octet(), reader.octet(), reader.octet()]).toEqual([1, 3, 2]);
      const name = reader.string();
      pairs[name] = reader.value();
    }
    received.push({ type, id, pairs });
  }
  return received;
}

/** A host with a client that has not said anything. */
async function start(
  handle: SpoeHostOptions["handle"] = () => ok,
  options: Partial<SpoeHostOptions> = {},
): Promise<
  AsyncDisposable & { socket: Socket; received: () => readonly Received[]; failures: unknown[] }
> {
  const failures: unknown[] = [];
  const host = createSpoeHost({
    listen: "127.0.0.1:0",
    basePath: "/id",
    handle,
    onFailure: (cause) => void failures.push(cause),
    ...options,
  });
  await host.start();
  const socket = connect(Number(host.address.split(":").at(-1)), "127.0.0.1");
  await once(socket, "connect");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  return {
    socket,
    failures,
    received: () => framesIn(Buffer.concat(chunks)),
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      await host.stop(1_000);
    },
  };
}

test("HAProxy's hello is answered with what both sides can do.", async () => {
  await using agent = await start();
  agent.socket.write(hello());
  await expect.poll(agent.received).toEqual([
    {
      type: 101,
      id: 0,
      pairs: { version: "2.0", "max-frame-size": 16_380, capabilities: "pipelining" },
    },
  ]);
});

test("A question reaches the edge with the credentials and where the client wanted to go, and nothing else.", async () => {
  const asked: EdgeRequest[] = [];
  await using agent = await start((request) => {
    asked.push(request);
    return { ...ok, headers: ["X-User-Id", "ada", "Age", "3", "Set-Cookie", "a=c; Path=/"] };
  });
  const headers =
    "host: other-project.example\r\ncookie: \ta=b \r\ncookie: c=d\r\nx-original-url: https://evil.example/\r\nx-forwarded-host: evil.example\r\ncache-control: no-cache\r\naccept: text/html\r\n\r\n";
  agent.socket.write(hello());
  agent.socket.write(
    question(7, { headers, url: "https://app.example/x", method: "POST", host: "auth.example" }),
  );
  await expect
    .poll(() => agent.received().at(-1))
    .toEqual({
      type: 103,
      id: 7,
      pairs: { x_user_id: "ada", set_cookie_1: "a=c; Path=/", status: 200 },
    });
  expect(
    asked.map(({ target, headers: lines, body, peer }) => [target, lines, body, peer]),
  ).toEqual([
    [
      "/id/edge-sessions/authorize/app",
      [
        "cookie",
        "a=b",
        "cookie",
        "c=d",
        "accept",
        "text/html",
        "Host",
        "auth.example",
        "X-Original-URL",
        "https://app.example/x",
        "X-Forwarded-Method",
        "POST",
      ],
      undefined,
      { address: "127.0.0.1", protocol: "http" },
    ],
  ]);
});

test("A refusal tells HAProxy the status, where the browser goes, and the error.", async () => {
  const body = new TextEncoder().encode('{"error":{"code":401}}\n');
  await using agent = await start(() => ({
    status: 401,
    headers: ["Location", "https://auth.example/", "X-User-Id", "nobody"],
    body,
  }));
  agent.socket.write(Buffer.concat([hello(), question(1)]));
  await expect
    .poll(() => agent.received().at(-1)?.pairs)
    .toEqual({
      status: 401,
      location: "https://auth.example/",
      body: '{"error":{"code":401}}',
    });
});

test.each([
  ["is as long as a variable may be", bodyBytesMax, bodyBytesMax],
  ["is longer than a variable may be", bodyBytesMax + 1, bodyBytesMax],
])("The body of an error that %s is given as far as that.", async (_what, bytes, given) => {
  const body = new TextEncoder().encode("x".repeat(bytes));
  await using agent = await start(() => ({ status: 503, headers: [], body }));
  agent.socket.write(Buffer.concat([hello(), question(1)]));
  await expect
    .poll(() => agent.received().at(-1)?.pairs)
    .toEqual({ status: 503, body: "x".repeat(given) });
});

test("One connection more than the limit is closed, and those before it are not.", async () => {
  await using agent = await start();
  const port = Number(agent.socket.remotePort);
  const sockets: Socket[] = [];
  for (let open = 1; open < connectionsMax; open += 1) {
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    await once(socket, "connect");
  }
  const last = sockets.at(-1);
  last?.write(Buffer.concat([hello(), question(1)]));
  if (last !== undefined) await once(last, "data");
  const refused = connect(port, "127.0.0.1");
  refused.resume();
  await once(refused, "close");
  agent.socket.write(Buffer.concat([hello(), question(2)]));
  await expect.poll(() => agent.received().at(-1)).toMatchObject({ type: 103, id: 2 });
  for (const socket of sockets) socket.destroy();
});

test("Questions are answered as the edge decides, in any order.", async () => {
  const waiting: ((answer: EdgeAnswer) => void)[] = [];
  await using agent = await start(
    () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
  );
  agent.socket.write(Buffer.concat([hello(), question(1), question(2)]));
  await expect.poll(() => waiting.length).toBe(2);
  waiting[1]?.(ok);
  await expect.poll(() => agent.received().at(-1)?.id).toBe(2);
  waiting[0]?.(ok);
  await expect.poll(() => agent.received().at(-1)?.id).toBe(1);
});

test("A frame is read whatever pieces it arrives in.", async () => {
  await using agent = await start();
  for (const octet of Buffer.concat([hello(), question(3)])) {
    agent.socket.write(Buffer.from([octet]));
  }
  await expect.poll(() => agent.received().at(-1)).toMatchObject({ type: 103, id: 3 });
});

test.each<[string, Buffer, string]>([
  ["a frame that is too long", Buffer.from([0, 1, 0, 1]), "tooBig"],
  ["a question before the hello", question(1), "invalid"],
  ["a version that it does not know", hello({ versions: "1.0, 3.0" }), "version"],
  ["frames that are too short", hello({ bytesMax: frameBytesMin - 1 }), "frameSize"],
  ["a frame in pieces", frame(3, [], [1, 1], 0), "fragmented"],
  ["a frame that ends too early", frame(3, [Buffer.from([200])], [1, 1]), "invalid"],
  ["a value without a known type", frame(1, [stringOctets("x"), Buffer.from([15])]), "invalid"],
  [
    "an integer without an end",
    frame(1, [stringOctets("x"), Buffer.from([3, ...Array.from({ length: 20 }, () => 255)])]),
    "invalid",
  ],
  ["an empty frame", Buffer.from([0, 0, 0, 0]), "invalid"],
])("The host ends a connection that brings %s.", async (_what, bytes, reason) => {
  await using agent = await start();
  agent.socket.write(bytes);
  await once(agent.socket, "end");
  expect(agent.received().at(-1)).toMatchObject({ type: 102, pairs: { message: reason } });
  expect(agent.failures).toEqual([]);
});

test("The longest frame is read.", async () => {
  await using agent = await start();
  const without = question(5, { padding: "" }).length - 4;
  // The length of so long an argument takes two octets more than that of an empty one.
  const padded = question(5, { padding: "x".repeat(frameBytesMax - without - 2) });
  expect(padded.length - 4).toBe(frameBytesMax);
  agent.socket.write(Buffer.concat([hello(), padded]));
  await expect.poll(() => agent.received().at(-1)).toMatchObject({ type: 103, id: 5 });
});

test.each<[string, Readonly<Record<string, string>>]>([
  ["names no policy", { policy: "" }],
  ["names a policy that would leave its path", { policy: "../../sessions/whoami" }],
])(
  "A question that %s gets no variables, so HAProxy lets nothing through.",
  async (_what, args) => {
    await using agent = await start();
    agent.socket.write(Buffer.concat([hello(), question(1, args)]));
    await expect.poll(() => agent.received().at(-1)).toEqual({ type: 103, id: 1, pairs: {} });
  },
);

test("An answer that does not fit into a frame of HAProxy's gets no variables.", async () => {
  const headers = ["X-User-Id", "x".repeat(400)];
  await using agent = await start(() => ({ ...ok, headers }));
  agent.socket.write(Buffer.concat([hello({ bytesMax: frameBytesMin }), question(1)]));
  await expect.poll(() => agent.received().at(-1)).toEqual({ type: 103, id: 1, pairs: {} });
});

test("Control characters in the URL are not passed on.", async () => {
  const asked: (readonly string[])[] = [];
  await using agent = await start(({ headers }) => {
    asked.push(headers);
    return ok;
  });
  const headers = "accept: a\r\nx-other: a\nb\r\n\r\n";
  const url = "https://app.example/\r\nX-Forwarded-Host: evil.example";
  agent.socket.write(Buffer.concat([hello(), question(1, { headers, url })]));
  await expect.poll(() => asked).toEqual([["accept", "a"]]);
});

test.each([
  "cookie: a=b\nx-original-url: https://evil.example/",
  "cookie: a=b\u000b",
  "cookie: a=b\r\nx-session-token: t\u0000",
  "cookie: a=b\r\nauthorization: Bearer t\u007f",
  "accept: a\u0001",
])("Nothing is decided by the rest if a field is none of HTTP's: %j.", async (lines) => {
  const asked: (readonly string[])[] = [];
  await using agent = await start(({ headers }) => {
    asked.push(headers);
    return ok;
  });
  const headers = `${lines}\r\n\r\n`;
  agent.socket.write(Buffer.concat([hello(), question(1, { headers }), question(2)]));
  await expect.poll(() => agent.received().length).toBe(3);
  expect(asked).toHaveLength(1);
  expect(agent.received()).toContainEqual({ type: 103, id: 1, pairs: {} });
});

test.each(["\u00a0", "\u0085"])(
  "A credential that ends in %j is never taken for the one without it.",
  async (end) => {
    const asked: (readonly string[])[] = [];
    await using agent = await start(({ headers }) => {
      asked.push(headers);
      return ok;
    });
    const headers = `cookie: a=b${end}\r\nx-session-token: ${end}t\r\n\r\n`;
    agent.socket.write(Buffer.concat([hello(), question(1, { headers })]));
    await expect.poll(() => asked).toHaveLength(1);
    expect(asked.flat()).not.toContain("a=b");
    expect(asked.flat()).not.toContain("t");
  },
);

test("The host reads no more questions than it may be deciding.", async () => {
  const waiting: ((answer: EdgeAnswer) => void)[] = [];
  await using agent = await start(({ target }) =>
    target.endsWith("/quick")
      ? ok
      : new Promise((resolve) => {
          waiting.push(resolve);
        }),
  );
  agent.socket.write(hello());
  // In one piece each, as a piece that has arrived is read whole.
  for (let id = 1; id <= decisionsPerConnectionMax; id += 1) {
    agent.socket.write(question(id));
  }
  await expect.poll(() => waiting.length).toBe(decisionsPerConnectionMax);
  const before = agent.received().length;
  agent.socket.write(question(decisionsPerConnectionMax + 1));
  agent.socket.write(question(1, { policy: "quick" }));
  // What another connection asks after that is answered.
  const other = connect(Number(agent.socket.remotePort), "127.0.0.1");
  other.write(Buffer.concat([hello(), question(1, { policy: "quick" })]));
  await once(other, "data");
  other.destroy();
  expect(agent.received()).toHaveLength(before);
  waiting[0]?.(ok);
  await expect.poll(() => waiting.length).toBe(decisionsPerConnectionMax + 1);
});

test("A hello that never becomes whole is ended, however its bytes are spread.", async () => {
  await using agent = await start(() => ok, { helloWaitMs: 200 });
  let sent = 0;
  const bytes = hello();
  const sending = setInterval(() => agent.socket.write(bytes.subarray(sent, (sent += 1))), 5);
  agent.socket.once("end", () => clearInterval(sending));
  // All of it would take longer than the limit, and no two bytes are as far apart.
  expect(5 * bytes.length).toBeGreaterThan(200);
  await once(agent.socket, "end");
  expect(agent.received().at(-1)).toMatchObject({ type: 102, pairs: { message: "timeout" } });
});

test("A connection that reads nothing loses its place.", async () => {
  const long = { status: 200, headers: ["X-Long", "x".repeat(4_000)], body: undefined };
  await using agent = await start(() => long, { idleMs: 20 });
  agent.socket.pause();
  agent.socket.write(hello());
  for (let id = 1; id <= 5_000; id += 1) agent.socket.write(question(id));
  const resets: unknown[] = [];
  agent.socket.on("error", (error) => resets.push(error));
  // A socket that does not read notices the end when it writes.
  const writing = setInterval(() => agent.socket.write(question(1)), 20);
  await new Promise((resolve) => agent.socket.once("close", resolve));
  clearInterval(writing);
  expect(resets).toHaveLength(1);
});

test("A connection that says nothing is ended.", async () => {
  await using agent = await start(() => ok, { helloWaitMs: 20 });
  await once(agent.socket, "end");
  expect(agent.received().at(-1)).toMatchObject({ type: 102, pairs: { message: "timeout" } });
});

test.each([
  0, 1, 239, 240, 241, 2_287, 2_288, 264_431, 264_432, 33_818_863, 33_818_864, 4_294_967_295,
])("The integer %d is written so that it can be read.", (value) => {
  expect(new OctetReader(Buffer.from(integerOctets(value))).integer()).toBe(value);
});

test("Whatever bytes a frame has, it is read or refused as not well-formed.", () => {
  assert(
    property(uint8Array({ maxLength: 200 }), (bytes) => {
      let refused: unknown;
      try {
        readFrame(Buffer.from(bytes));
      } catch (error) {
        refused = error;
      }
      expect(refused === undefined || refused instanceof FrameFault).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("Integers have the lengths that the protocol gives them.", () => {
  const lengths = [239, 240, 2_287, 2_288, 264_431, 264_432, 33_818_863, 33_818_864];
  expect(lengths.map((value) => integerOctets(value).length)).toEqual([1, 2, 2, 3, 3, 4, 4, 5]);
});
