// The Node host keeps the host contract; and what only this host has.
import { createHook } from "node:async_hooks";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { createNodeHost } from "../../src/host/node/node-host.ts";
import { exchange, rawRequest } from "../harness/raw-client.ts";
import { describeHost } from "./host-contract.ts";
import { headBytesMax, text, watch } from "./host-under-test.ts";
import { start } from "./node-start.ts";

describeHost("node:http", start, new URL("node-start.ts", import.meta.url).href);

const request = rawRequest("GET / HTTP/1.1", ["Host: a.example"]);

test("A plain response is written without a promise.", async () => {
  let promises = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === "PROMISE") promises += 1;
    },
  });
  onTestFinished(() => {
    hook.disable();
  });
  const host = await watch(start, () => {
    promises = 0;
    hook.enable();
    // Runs when all that is done synchronously with the answer has been done.
    process.nextTick(() => hook.disable());
    return text("ok");
  });
  const { answers } = await exchange(host.url, request);
  expect(answers[0]?.status).toBe(200);
  expect(promises).toBe(0);
});

test.each([
  ["[::1]:0", /^http:\/\/\[::1\]:\d+$/, "::1", ""],
  ["[::]:0", /^http:\/\/\[::\]:\d+$/, "127.0.0.1", "127.0.0.1"],
])(
  "The Node host listens on %s and reports the peer's plain address.",
  async (listen, url, address, by) => {
    const seen: string[] = [];
    const host = createNodeHost({
      listen,
      headBytesMax,
      handle: ({ peer }) => {
        seen.push(peer?.address ?? "");
        return text("ok");
      },
    });
    await host.start();
    onTestFinished(async () => host.stop(1_000));
    expect(host.url).toMatch(url);
    const { port } = new URL(host.url);
    await exchange(by === "" ? host.url : `http://${by}:${port}`, request);
    expect(seen).toEqual([address]);
  },
);

test.each(["4000", "localhost", "a:b:1", "127.0.0.1:70000", "127.0.0.1:"])(
  "The Node host refuses to listen on %s.",
  (listen) => {
    expect(() => createNodeHost({ listen, headBytesMax, handle: () => text("ok") })).toThrow(
      listen,
    );
  },
);

test("The Node host reports that its address is taken.", async () => {
  const first = await watch(start, () => text("ok"));
  const listen = first.url.slice("http://".length);
  const second = createNodeHost({ listen, headBytesMax, handle: () => text("ok") });
  await expect(second.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
  expect(() => second.url).toThrow("not started");
  await second.stop(1_000);
});

test("The Node host takes every connection that the system has accepted for it before it closes.", async () => {
  const host = await watch(start, () => text("ok"));
  const clients = 50;
  const flag = new Int32Array(new SharedArrayBuffer(4));
  // Clients with an event loop of their own: they connect while this one stands still and can accept nothing.
  const worker = new Worker(
    `const { connect } = require("node:net");
    const { parentPort, workerData: { port, request, flag, clients } } = require("node:worker_threads");
    let sent = 0;
    for (let at = 0; at < clients; at += 1) {
      const socket = connect(port, "127.0.0.1", () => socket.write(request, () => {
        if ((sent += 1) < clients) return;
        Atomics.store(flag, 0, 1);
        Atomics.notify(flag, 0);
      }));
      let got = "";
      socket.on("data", (data) => (got += data));
      socket.on("error", ({ code }) => (got = code));
      socket.on("close", () => parentPort.postMessage(got));
    }`,
    {
      eval: true,
      workerData: { port: Number(new URL(host.url).port), request, flag, clients },
    },
  );
  const got: string[] = [];
  const all = new Promise<void>((resolve) => {
    worker.on("message", (answer: string) => {
      if (got.push(answer) === clients) resolve();
    });
  });
  Atomics.wait(flag, 0, 0);
  const stopped = host.stop(5_000);
  await all;
  for (const answer of got) {
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*Connection: close\r\n/u);
  }
  await stopped;
});
