// Keeps the workers of an edge running: starts them, runs the rounds between them, replaces those that end or hang, and
// adds up what they report.
// It is over 300 lines, because all functions change the state of the same workers.
import type { Logger } from "pino";
import { joinAllSigns, type ProjectSign } from "../../core/health/signs.ts";
import type { WorkersStanding } from "../../observe/metrics/exposition.ts";
import type { Exposition } from "../../observe/metrics/metrics.ts";
import type { MetricsJson } from "../../observe/metrics/registry.ts";
import type { Unready } from "../../observe/health.ts";
import type { ListenAddress } from "../../config/values/listen-address.ts";
import { claimAddress } from "../listener.ts";
import { StartRefusal, totalLoad, type Load, type Part } from "../parts.ts";
import type { ToSupervisor } from "./messages.ts";
import { paceReplacement } from "./pace.ts";
import { Rounds } from "./rounds.ts";
import type { EventSink } from "../../edge/events.ts";
import type { OpenSiblings } from "./share.ts";
import { createTold } from "./told.ts";
import { WorkerProcess } from "./worker-process.ts";

/** What a supervisor is made with. */
export interface SupervisorParts {
  readonly count: number;
  /** The options of the edge as they were given. Each worker reads them for itself. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** The address that all workers share. Port 0 takes a free one. */
  readonly address: ListenAddress;
  /** The file that runs the program. */
  readonly program: string;
  /** How long a worker may take to apply a round, in milliseconds. */
  readonly workerWaitMs: number;
}

/** The workers of an edge, in the process that supervises them. */
export interface Supervisor {
  /** How the edges of this process reach those of the workers. */
  readonly siblings: OpenSiblings;
  /** The workers as a part of a server. It starts when every worker accepts connections. */
  part(log: Logger): Part;
  /** The URL that all workers share. Undefined before the first one is ready. */
  readonly url: string | undefined;
  /** The instances of the workers that are ready. */
  readonly instances: () => readonly string[];
  standing(): WorkersStanding;
  unready(): Unready;
  degraded(): string | undefined;
  /** What all workers together notice of the projects' identity servers. */
  signs(): readonly ProjectSign[];
  load(): Load;
  /** Gets the endings that workers noticed. Set it before the part is started. */
  onEnding: EventSink;
  /** Has the workers read the files of their certificate again. */
  reread(): void;
  /** The metrics of all workers and of this process together. */
  scrape(own: MetricsJson): Promise<Exposition>;
}

/** How often the rounds that workers owe are looked at, while one may be late. */
const ticksPerWait = 4;
const pingEveryMs = 1_000;
/** A worker that leaves this many pings in a row unanswered hangs. */
const pingsMax = 10;
/** The part of the deadline that is left for ending workers that did not stop. */
const killMarginMs = 500;

/** Creates a supervisor. Nothing runs before its part is started. */
export function createSupervisor(parts: SupervisorParts): Supervisor {
  const { count, raw, program, workerWaitMs } = parts;
  const rounds = new Rounds();
  const workers = new Map<number, WorkerProcess>();
  /** The metrics of workers that ended, added up, so that no counter goes back. */
  let gone: MetricsJson = [];
  const early = new Map<number, number>();
  const ended = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  const changed = new Set<() => void>();
  /** The signs that the workers have, as text. */
  let shared = "[]";
  const state = { port: parts.address.port, started: false, stopping: false };
  let log: Logger | undefined;

  function start(number: number): void {
    workers.set(number, new WorkerProcess({ number, program, received, ended: onEnd }));
  }

  function received(worker: WorkerProcess, message: ToSupervisor): void {
    switch (message.kind) {
      case "joined":
        rounds.join(worker);
        worker.send({ kind: "start", number: worker.number, raw, port: state.port });
        return;
      case "ready":
        worker.ready = message;
        // A URL leaves the usual port of its scheme out.
        if (state.port === 0) state.port = Number(new URL(message.url).port);
        worker.send({ kind: "signs", signs: joinedSigns() });
        look();
        return;
      case "failed":
        worker.failure = message.why;
        return;
      case "tell":
        rounds.begin(worker, message.notices, () => worker.send({ kind: "over", id: message.id }));
        return;
      case "applied":
        rounds.applied(worker, message.id, message.wider);
        return;
      case "pong":
        worker.unanswered = 0;
        worker.degraded = message.degraded;
        worker.signs = message.signs;
        shareSigns();
        worker.load = { connections: message.connections, requests: message.requests };
        return;
      case "ending": {
        const { ending } = message;
        supervisor.onEnding({ kind: "ending", project: ending.project, ending, here: true });
        return;
      }
      case "metrics":
        worker.scraped(message.metrics);
        return;
      default:
        message satisfies never;
    }
  }

  function joinedSigns(): readonly ProjectSign[] {
    return joinAllSigns([...workers.values()].flatMap(({ signs }) => signs));
  }

  /** Tells the workers what they notice together, if that has changed. So each of them says the same on the bus. */
  function shareSigns(): void {
    const signs = joinedSigns();
    const text = JSON.stringify(signs);
    if (text === shared) return;
    shared = text;
    for (const worker of workers.values()) worker.send({ kind: "signs", signs });
  }

  function onEnd(worker: WorkerProcess, how: string): void {
    const { number } = worker;
    rounds.leave(worker);
    workers.delete(number);
    void keepCounters(worker.metrics);
    shareSigns();
    look();
    if (state.stopping || !state.started) return;
    const livedMs = performance.now() - worker.startedAtMs;
    const { early: next, pauseMs } = paceReplacement(livedMs, early.get(number) ?? 0);
    early.set(number, next);
    const why =
      worker.killedFor === undefined ? (worker.failure === undefined ? "ended" : "failed") : "hung";
    ended.set(why, (ended.get(why) ?? 0) + 1);
    const about = { worker: number, pid: worker.pid, how, why: worker.killedFor ?? worker.failure };
    if (pauseMs === 0) log?.error(about, "a worker ended; another one takes its place");
    else
      log?.error(
        { ...about, pauseMs },
        "a worker ended soon after its start again; another one takes its place after a pause",
      );
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!state.stopping) start(number);
    }, pauseMs);
    timers.add(timer);
  }

  async function keepCounters(metrics: MetricsJson): Promise<void> {
    const counted = metrics.filter(({ type }) => String(type) !== "gauge");
    if (counted.length === 0) return;
    const { addUp } = await import("../../observe/metrics/registry.ts");
    gone = await addUp([gone, counted]).getMetricsAsJSON();
  }

  function look(): void {
    for (const again of changed) again();
  }

  /** Resolves when these workers are ready. Rejects if one of them ended before. */
  function allReady(numbers: readonly number[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const started = numbers.map((number) => workers.get(number));
      const again = (): void => {
        const lost = started.find((worker) => worker !== workers.get(worker?.number ?? 0));
        if (lost !== undefined) {
          changed.delete(again);
          const why = lost.failure ?? lost.killedFor ?? "its own log lines say why";
          reject(new StartRefusal(`worker ${lost.number} did not start: ${why}`));
        } else if (started.every((worker) => worker?.ready !== undefined)) {
          changed.delete(again);
          resolve();
        }
      };
      changed.add(again);
      again();
    });
  }

  function repeat(everyMs: number, run: () => void): void {
    timers.add(setInterval(run, everyMs));
  }

  function watch(): void {
    repeat(Math.max(1, workerWaitMs / ticksPerWait), () => {
      for (const worker of workers.values()) {
        const stuck = worker.noteOwed(rounds.oldestOwedBy(worker));
        if (stuck >= ticksPerWait) {
          worker.kill(`it did not apply a change within ${workerWaitMs} ms`);
        }
      }
    });
    repeat(pingEveryMs, () => {
      for (const worker of workers.values()) {
        worker.unanswered += 1;
        if (worker.unanswered > pingsMax) worker.kill(`it did not answer for ${pingsMax} s`);
        worker.send({ kind: "ping" });
      }
    });
  }

  function endAll(why: string): void {
    for (const worker of workers.values()) worker.kill(why);
  }

  async function stop(deadlineMs: number): Promise<void> {
    state.stopping = true;
    const withinMs = Math.max(0, deadlineMs - killMarginMs);
    for (const worker of workers.values()) worker.send({ kind: "stop", withinMs });
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => endAll("it did not stop in time"), deadlineMs);
      const again = (): void => {
        if (workers.size > 0) return;
        changed.delete(again);
        clearTimeout(late);
        resolve();
      };
      changed.add(again);
      again();
    });
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  }

  const supervisor: Supervisor = {
    onEnding: () => undefined,
    siblings: (found) =>
      createTold({
        ...found,
        begin: (notices) =>
          new Promise((resolve) => {
            rounds.begin(undefined, notices, resolve);
          }),
      }),
    part: (logger) => ({
      start: async () => {
        log = logger;
        await claimAddress(parts.address, "--listen");
        watch();
        try {
          // If the port may be any, the first worker chooses it, and the others share it.
          const numbers = Array.from({ length: count }, (_none, index) => index + 1);
          const chooses = state.port === 0 ? 1 : count;
          for (const some of [numbers.slice(0, chooses), numbers.slice(chooses)]) {
            for (const number of some) start(number);
            await allReady(some);
          }
          state.started = true;
        } catch (error) {
          endAll("another worker did not start");
          await stop(killMarginMs);
          throw error;
        }
      },
      stop,
    }),
    get url() {
      return [...workers.values()].find(({ ready }) => ready !== undefined)?.ready?.url;
    },
    instances: () =>
      [...workers.values()].flatMap(({ ready }) => (ready === undefined ? [] : [ready.instance])),
    standing: () => {
      const ready = [...workers.values()].filter((worker) => worker.ready !== undefined).length;
      return { ready, starting: count - ready, ended };
    },
    unready: () => {
      const all = Array.from({ length: count }, (_none, index) => index + 1);
      const missing = all.filter((number) => workers.get(number)?.ready === undefined);
      return Object.fromEntries(missing.map((number) => [`worker ${number}`, "it is starting"]));
    },
    degraded: () => {
      const texts = [...workers.values()].flatMap(({ number, degraded }) =>
        degraded === undefined ? [] : [`worker ${number}: ${degraded}`],
      );
      return texts.length === 0 ? undefined : texts.join("; ");
    },
    signs: joinedSigns,
    load: () => totalLoad([...workers.values()].map(({ load }) => load)),
    reread: () => {
      for (const worker of workers.values()) worker.send({ kind: "reread" });
    },
    scrape: async (own) => {
      const { addUp } = await import("../../observe/metrics/registry.ts");
      await Promise.all([...workers.values()].map((worker) => worker.scrape(workerWaitMs)));
      const all = [own, gone, ...[...workers.values()].map(({ metrics }) => metrics)];
      const registry = addUp(all);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
  return supervisor;
}
