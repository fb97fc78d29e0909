// The load at a fixed rate: its schedule, its percentiles, and that waiting times count from when a request was due.
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sessionsIn } from "../../src/bench/rate/order.ts";
import { RateClient } from "../../src/bench/rate/rate-client.ts";
import { runRateTurn } from "../../src/bench/rate/rate-turn.ts";
import { checkRequest, mutationRequest, setNumber } from "../../src/bench/rate/requests.ts";
import { scheduleOf, wasPunctual } from "../../src/bench/rate/schedule.ts";
import { percentile, tailOf } from "../../src/bench/rate/tail.ts";
import { bodyOf, indexIn } from "../../src/bench/sample.ts";

describe("the schedule", () => {
  test("Requests are due at equal distances, from the beginning on.", () => {
    const { dueAtMs } = scheduleOf(1_000, 4_000, 10);
    expect([0, 1, 4, 9].map(dueAtMs)).toEqual([1_000, 1_000.25, 1_001, 1_002.25]);
  });

  test.each([1, 3, 7, 999, 4_000, 10_000, 12_345])(
    "At %d per second a request counts as due at its instant and not before.",
    (rate) => {
      const { dueAtMs, dueBy } = scheduleOf(123_456.789, rate, 300);
      expect(dueBy(0)).toBe(0);
      for (let index = 0; index < 300; index += 1) {
        expect(dueBy(dueAtMs(index))).toBe(index + 1);
        expect(dueBy(dueAtMs(index) - 1e-6)).toBe(index);
      }
      expect(dueBy(1e12)).toBe(300);
    },
  );

  test("A turn is quoted only if the load was punctual in both percentiles.", () => {
    const most = { p99: 0.5, p999: 2 };
    const late = { count: 1_000, p50: 0, p99: 0.5, p999: 2, max: 9 };
    expect(wasPunctual(late, most)).toBe(true);
    expect(wasPunctual({ ...late, p99: 0.51 }, most)).toBe(false);
    expect(wasPunctual({ ...late, p999: 2.1 }, most)).toBe(false);
  });
});

describe("percentiles", () => {
  test("A percentile is the least value that so many do not exceed.", () => {
    const values = Array.from({ length: 1_000 }, (_, index) => index + 1);
    expect(percentile(values, 0.5)).toBe(500);
    expect(percentile(values, 0.99)).toBe(990);
    expect(percentile(values, 1)).toBe(1_000);
    expect(percentile([7], 0.001)).toBe(7);
    expect(() => percentile([], 0.5)).toThrow("at least one value");
  });

  test("A tail is found in values of any order.", () => {
    const values = new Float64Array(1_000).map((_, index) => ((index * 7) % 1_000) + 1);
    expect(tailOf(values)).toEqual({ count: 1_000, p50: 500, p99: 990, p999: 999, max: 1_000 });
    expect(tailOf(new Float64Array(0))).toBeUndefined();
  });
});

describe("requests", () => {
  test("By chance, every session is asked for about equally often.", () => {
    const next = sessionsIn({ first: 50, sessions: 10, order: "by chance" });
    const counts = new Map<number, number>();
    for (let asked = 0; asked < 10_000; asked += 1) {
      const session = next();
      counts.set(session, (counts.get(session) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 10 }, (_, index) => 50 + index),
    );
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test.each([
    ["small", 0, 500],
    ["browser", 2_000, 2_048],
    ["8 KB", 8_100, 8_192],
  ] as const)("The head of a %s check has its size and its session.", (size, least, most) => {
    const request = checkRequest(size);
    setNumber(request, 0x12_3456_789a);
    const head = request.bytes.toString("latin1");
    expect(indexIn(head)).toBe(0x12_3456_789a);
    expect(head.length).toBeGreaterThanOrEqual(least);
    expect(head.length).toBeLessThanOrEqual(most);
    expect(head.endsWith("\r\n\r\n")).toBe(true);
  });

  test("A mutation is of its session.", () => {
    const request = mutationRequest();
    setNumber(request, 255);
    const head = request.bytes.toString("latin1");
    expect(head.startsWith("DELETE /sessions HTTP/1.1\r\n")).toBe(true);
    expect(indexIn(head)).toBe(255);
  });
});

describe("waiting times", () => {
  const serviceMs = 10;
  let server: Server;
  let port = 0;
  let status = "HTTP/1.1 200 OK";

  beforeAll(async () => {
    // Takes its time for each request, and serves one request at a time on a connection.
    server = createServer((socket) => {
      socket.setEncoding("latin1");
      socket.on("data", (head: string) => {
        const body = bodyOf(indexIn(head) ?? -1);
        const kind = head.startsWith("GET") ? "Cache-Status: edge; hit; ttl=9\r\n" : "";
        setTimeout(() => {
          socket.write(`${status}\r\n${kind}Content-Length: ${body.length}\r\n\r\n`);
          socket.write(body);
        }, serviceMs);
      });
      socket.on("error", () => socket.destroy());
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });

  afterAll(() => {
    server.close();
  });

  const turn = {
    kind: "rate",
    ratePerSecond: 1_000,
    requests: 10,
    first: 0,
    sessions: 10,
    order: "in turn",
    mutationEvery: 0,
    latenessMax: { p99: 60_000, p999: 60_000 },
  } as const;

  async function run(connections: number, more: object = {}) {
    const clients = await Promise.all(
      Array.from({ length: connections }, () =>
        RateClient.open(port, { method: "GET", size: "small" }),
      ),
    );
    try {
      return await runRateTurn(clients, { ...turn, ...more });
    } finally {
      for (const client of clients) client.close();
    }
  }

  // A timer may fire up to a millisecond early.
  const leastMs = serviceMs - 1;

  test("With a free connection for each request, a request waits for its own answer only.", async () => {
    const { hit, answered } = await run(10);
    expect(answered).toBe(10);
    expect(hit?.count).toBe(10);
    expect(hit?.p50).toBeGreaterThanOrEqual(leastMs);
  });

  test("A request that waits for those before it is charged with that wait.", async () => {
    const { hit, answered, tookMs } = await run(1, { ratePerSecond: 200, requests: 10 });
    // The schedule takes 50 ms, and the server at least 90 ms. The turn is not cut before 100 ms.
    expect(tookMs).toBeGreaterThanOrEqual(answered * leastMs);
    const lastDueMs = (answered - 1) * 5;
    expect(hit?.max).toBeGreaterThanOrEqual(answered * leastMs - lastDueMs);
  });

  test("Mutations are counted apart from hits.", async () => {
    const { hit, mutation, other } = await run(10, { mutationEvery: 5 });
    expect({ hits: hit?.count, mutations: mutation?.count, other }).toEqual({
      hits: 8,
      mutations: 2,
      other: undefined,
    });
  });

  test("A server that cannot keep up is not asked for ever.", async () => {
    const { answered } = await run(1, { ratePerSecond: 10_000, requests: 1_000 });
    expect(answered).toBeLessThan(1_000);
  });

  test("A turn that the load cannot run punctually is ended.", async () => {
    const { answered, late } = await run(10, {
      requests: 1_000,
      latenessMax: { p99: -1, p999: -1 },
    });
    expect(answered).toBeLessThan(1_000);
    expect(late.count).toBeLessThan(1_000);
  });

  test("A wrong answer fails the turn.", async () => {
    status = "HTTP/1.1 500 Oops";
    await expect(run(2)).rejects.toThrow("answered with HTTP/1.1 500 Oops");
    status = "HTTP/1.1 200 OK";
  });
});
