// What each step of a hit costs, from the bytes of its request to the bytes of its answer, without the socket.
// Usage: node src/bench/development/hit-steps.ts [rounds]. Each figure is processor time, the median of the rounds.
import { cpus } from "node:os";
import { defaultLimits } from "../../core/limits.ts";
import { defaultProjectSettings } from "../../core/settings.ts";
import type { PreparedAnswer } from "../../edge/ports.ts";
import { endOfHead, readSimpleHead, type Arrived } from "../../host/node/direct/simple-head.ts";
import { SimpleRequest } from "../../host/node/direct/simple-request.ts";
import { createMetrics } from "../../observe/metrics/metrics.ts";
import { createClock, digest } from "../../runtime/node.ts";
import { assembleEdges } from "../../server/edge-assembly.ts";
import { createMemoryOrigin } from "../memory-origin.ts";
import { cookieLineOf, cookieOf } from "../sample.ts";
import { median } from "../statistics.ts";

const rounds = Number(process.argv[2] ?? 9);
const sessions = 1_000;
const callsPerRound = 20_000;
const hourMs = 3_600_000;
const pieceBytes = 64 * 1_024;

const edges = assembleEdges({
  limits: defaultLimits,
  emit: (event) => metrics.sink(event),
  onUndelivered: (error) => {
    throw error;
  },
});
const settings = {
  ...defaultProjectSettings,
  cacheableSessions: true,
  maxAgeMs: hourMs,
  refreshAfterMs: hourMs,
};
const edge = edges.edge(settings, createMemoryOrigin());
const metrics = createMetrics(() => edge.stats(), "0.0.0");
const peer = { address: "127.0.0.1", protocol: "http" } as const;
const piece = Buffer.alloc(pieceBytes);

const reads = Array.from({ length: sessions }, (_, index) =>
  Buffer.from(
    `GET /sessions/whoami HTTP/1.1\r\nHost: bench.example\r\nAccept: application/json\r\n` +
      `User-Agent: edge-sessions-bench\r\nCookie: ${cookieLineOf(index)}\r\n\r\n`,
    "latin1",
  ),
);

function arrive(bytes: Buffer): Arrived {
  return { bytes, text: bytes.toString("latin1") };
}

function request(arrived: Arrived): SimpleRequest {
  const end = endOfHead(arrived, 0);
  const head = readSimpleHead(arrived, 0, end);
  if (head === undefined) throw new Error("the request of this program is not a simple one");
  return new SimpleRequest(head, arrived.text, 0, end, peer);
}

function answer(of: SimpleRequest): PreparedAnswer {
  const given = edge.tryCheck(of);
  const prepared = given instanceof Promise ? undefined : given?.prepared;
  if (prepared === undefined) throw new Error("a check was not answered from the store");
  return prepared;
}

function write(prepared: PreparedAnswer): void {
  piece.write(prepared.headText, 0, "latin1");
  prepared.copyBody(piece, prepared.headText.length);
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % sessions];
  if (found === undefined) throw new Error("there is no such session");
  return found;
}

/** Prints what one step costs, in microseconds. */
function report(what: string, step: (index: number) => unknown): void {
  const run = (): void => {
    for (let index = 0; index < callsPerRound; index += 1) step(index);
  };
  run();
  const us = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / callsPerRound;
  });
  console.log(`${what.padEnd(56)} ${median(us).toFixed(2).padStart(6)} µs`);
}

await edge.start();
for (const bytes of reads) await edge.tryCheck(request(arrive(bytes)));
const arrivals = reads.map(arrive);
const requests = arrivals.map(request);
const clock = createClock();
console.log(`${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}`);
report("the whole hit, without the socket", (index) =>
  write(answer(request(arrive(at(reads, index))))),
);
report("  the bytes as text", (index) => arrive(at(reads, index)));
report("  the head is read", (index) => request(at(arrivals, index)));
report("  the edge answers", (index) => answer(at(requests, index)));
report("    of it the digest of the credential", (index) =>
  digest(`${cookieOf(index)} of a project`),
);
report("    of it one reading of the clock", () => clock.nowMs());
report("  the edge answers, and the answer is copied", (index) =>
  write(answer(at(requests, index))),
);
await edge.stop();
