// Exchanges with an origin that sends surplus bytes, and the verdict on each: did anybody get the forged answer, and was
// it there when their connection was last looked at, right before their request was written?
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { defaultProjectSettings } from "../../../src/core/settings.ts";
import type { EdgeAnswer } from "../../../src/edge/ports.ts";
import { createEdge } from "../../../src/library/index.ts";
import { startEdge } from "../../harness/edge-under-test.ts";
import { victim, type Surplus } from "./origin.ts";

/** What the surplus follows, and what is asked next. */
export interface Row {
  /** The exchange that the surplus follows: passed through, or a call of the edge's own. */
  readonly first: "forward" | "fill";
  /** The answer that the surplus follows. */
  readonly after: "200" | "204" | "304" | "HEAD";
  readonly delayMs: number;
  readonly next: "forward" | "fill";
}

/** What came of a row's exchanges. */
interface Tally {
  readonly exchanges: number;
  /** Next requests that were answered with their own answer. */
  own: number;
  /** Next requests that were answered with an error of the edge's. */
  failed: number;
  /** Given the forged answer, which was there when the edge last looked at the socket. */
  wrongBefore: number;
  /** Given the forged answer, which came between that look and the write. */
  wrongClose: number;
  /** The longest time between those two where that happened, in nanoseconds; the operating system may stop the process just there. */
  longestCloseNs: number;
  /** Given the forged answer, which the origin sent after the request was written: no client can tell. */
  wrongAfter: number;
}

/** Every delay that is played, in milliseconds. */
const delaysMs = [0, 0.5, 1, 5, 50] as const;

/** Every row. A fill is always a GET, so none follows a HEAD. */
export const rows: readonly Row[] = (["forward", "fill"] as const).flatMap((first) =>
  (["200", "204", "304", "HEAD"] as const)
    .filter((after) => first === "forward" || after !== "HEAD")
    .flatMap((after) =>
      delaysMs.flatMap((delayMs) =>
        (["forward", "fill"] as const).map((next) => ({ first, after, delayMs, next })),
      ),
    ),
);

/** A bench: the origin in its worker, and a log of what was written on which connection, and when. */
export interface SurplusBench {
  /** Plays a row; several edges share the exchanges where most of the time is waiting. */
  play(row: Row, exchanges: number): Promise<Tally>;
  stop(): Promise<void>;
}

interface Written {
  readonly port: number;
  /** When the edge asked the kernel for the last time what it has for this socket, in nanoseconds; minus infinity if it never did. */
  readonly lookedAtNs: number;
  readonly atNs: number;
}

/** When each descriptor was last looked at. */
interface Looks {
  of(socket: Socket): number;
  stop(): void;
}

/** Notes when the edge reads what the kernel has for a socket. */
function noteLooks(): Looks {
  const lookedAtNs = new Map<unknown, number>();
  const { readvSync } = fs;
  const noting = (...reading: Parameters<typeof readvSync>): number => {
    lookedAtNs.set(reading[0], nowNs());
    return readvSync(...reading);
  };
  Object.assign(fs, { readvSync: noting });
  syncBuiltinESMExports();
  return {
    of: (socket) => {
      const handle: unknown = Reflect.get(socket, "_handle");
      const descriptor: unknown =
        typeof handle === "object" && handle !== null ? Reflect.get(handle, "fd") : undefined;
      return lookedAtNs.get(descriptor) ?? Number.NEGATIVE_INFINITY;
    },
    stop: () => {
      Object.assign(fs, { readvSync });
      syncBuiltinESMExports();
    },
  };
}

/** Calls `note` with each text that a socket hands to the kernel, right before. Returns how to stop. */
function noteHeads(note: (text: string, socket: Socket) => void): () => void {
  const { prototype } = Socket;
  const write = Reflect.get(prototype, "_write");
  prototype._write = function noting(this: Socket, chunk: unknown, ...rest) {
    if (typeof chunk === "string") note(chunk, this);
    write.call(this, chunk, ...rest);
  };
  return () => {
    prototype._write = write;
  };
}

function nowNs(): number {
  return Number(process.hrtime.bigint());
}

/** An edge that is played against. */
interface PlayedEdge {
  /** Text of the answer to a request of this kind with this value of the session cookie. */
  ask(kind: Row["first"], value: string, method: "GET" | "HEAD"): Promise<string>;
  stop(): Promise<void>;
}

const edges = { node: openNode, library: openLibrary } as const;

/** An edge as a process of its own has it, or one in process as an application makes it. */
export type EdgeKind = keyof typeof edges;

/** Every kind. */
export const edgeKinds: readonly EdgeKind[] = ["node", "library"];

/** Starts the origin. */
export async function startSurplusBench(kind: EdgeKind): Promise<SurplusBench> {
  const worker = new Worker(new URL("origin.ts", import.meta.url));
  const surpluses = new Map<string, Surplus>();
  const heard = new Map<string, (surplus: Surplus) => void>();
  const written = new Map<string, Written>();
  const { promise: listening, resolve } = Promise.withResolvers<number>();
  worker.on("message", (message: Surplus | { readonly listening: number }) => {
    if ("listening" in message) {
      resolve(message.listening);
      return;
    }
    surpluses.set(message.id, message);
    heard.get(message.id)?.(message);
  });
  const looks = noteLooks();
  const stopNotingHeads = noteHeads((head, socket) => {
    const id = /=\w+\.([\w-]+)/.exec(/^cookie:.*$/im.exec(head)?.[0] ?? "")?.[1];
    if (id === undefined) return;
    const lookedAtNs = looks.of(socket);
    written.set(id, { port: socket.localPort ?? 0, lookedAtNs, atNs: nowNs() });
  });
  const origin = `http://127.0.0.1:${await listening}`;

  /** What the origin sent after an exchange, once it has, or would have. */
  function surplusAfter(id: string): Promise<Surplus> {
    const there = surpluses.get(id);
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((settle) => heard.set(id, settle));
  }

  async function exchange(edge: PlayedEdge, row: Row, name: string, tally: Tally) {
    const first = `${name}-a`;
    const next = `${name}-b`;
    const plan = `${row.after}.${first}.${row.delayMs * 1_000}`;
    const before = await edge.ask(row.first, plan, row.after === "HEAD" ? "HEAD" : "GET");
    // Every earlier exchange was over, with all that followed it.
    if (before.includes(victim)) tally.wrongBefore += 1;
    // Half of the next requests come at once, the others anywhere around the surplus.
    await untilNs(Math.max(0, Math.random() * 4 - 2) * row.delayMs * 1e6);
    const text = await edge.ask(row.next, `plain.${next}`, "GET");
    const { sentAtNs, port } = await surplusAfter(first);
    const request = written.get(next);
    if (text.includes(`"${next}"`)) {
      tally.own += 1;
    } else if (!text.includes(victim)) {
      tally.failed += 1;
    } else if (
      sentAtNs === undefined ||
      request === undefined ||
      (request.port === port && sentAtNs < request.lookedAtNs) ||
      request.lookedAtNs === Number.NEGATIVE_INFINITY
    ) {
      tally.wrongBefore += 1;
    } else if (sentAtNs < request.atNs) {
      tally.wrongClose += 1;
      tally.longestCloseNs = Math.max(tally.longestCloseNs, request.atNs - request.lookedAtNs);
    } else {
      tally.wrongAfter += 1;
    }
    for (const id of [first, next]) {
      surpluses.delete(id);
      heard.delete(id);
      written.delete(id);
    }
  }

  let names = 0;
  return {
    async play(row, exchanges) {
      const tally: Tally = {
        exchanges,
        own: 0,
        failed: 0,
        wrongBefore: 0,
        wrongClose: 0,
        longestCloseNs: 0,
        wrongAfter: 0,
      };
      const edgesCount = row.delayMs < 5 ? 1 : Math.min(exchanges, row.delayMs);
      let left = exchanges;
      const play = async (): Promise<void> => {
        const edge = await edges[kind](origin);
        while (left > 0) {
          left -= 1;
          names += 1;
          await exchange(edge, row, String(names), tally);
        }
        await edge.stop();
      };
      await Promise.all(Array.from({ length: edgesCount }, play));
      return tally;
    },
    async stop() {
      stopNotingHeads();
      looks.stop();
      await worker.terminate();
    },
  };
}

async function openNode(origin: string): Promise<PlayedEdge> {
  const started = await startEdge({ origin });
  return {
    async ask(kind, value, method) {
      const answer = await started.edge.handle({
        method,
        target: targetOf(kind),
        headers: ["Host", "edge.example", "Cookie", cookieOf(value)],
        body: undefined,
        peer: { address: "127.0.0.1", protocol: "http" },
        signal: new AbortController().signal,
      });
      return textOf(answer);
    },
    stop: () => started.stop(),
  };
}

function openLibrary(origin: string): Promise<PlayedEdge> {
  const edge = createEdge({ origin, cacheableSessions: true });
  return Promise.resolve({
    async ask(kind, value, method) {
      const url = `http://edge.example${targetOf(kind)}`;
      return (await edge.fetch(url, { method, headers: { Cookie: cookieOf(value) } })).text();
    },
    stop: () => edge.close(),
  });
}

function targetOf(kind: Row["first"]): string {
  return kind === "fill" ? "/sessions/whoami" : "/self-service/settings/browser";
}

function cookieOf(value: string): string {
  return `${defaultProjectSettings.cookieName}=${value}`;
}

async function textOf({ body }: EdgeAnswer): Promise<string> {
  if (body === undefined) return "";
  if (body instanceof Uint8Array) return Buffer.from(body).toString("latin1");
  let text = "";
  for await (const chunk of body) text += Buffer.from(chunk).toString("latin1");
  return text;
}

/** Waits for some nanoseconds, finer than timers can. */
async function untilNs(waitNs: number): Promise<void> {
  const endNs = nowNs() + waitNs;
  const left = (): number => endNs - nowNs();
  if (left() > 3e6) await new Promise((done) => setTimeout(done, left() / 1e6 - 2));
  while (left() > 0) await new Promise((done) => setImmediate(done));
}
