// One worker as its supervisor sees it: the process, what it said last, and whether it keeps up.
import { fork, type ChildProcess } from "node:child_process";
import type { ProjectSign } from "../../core/health/signs.ts";
import type { MetricsJson } from "../../observe/metrics/registry.ts";
import type { SiblingNotice } from "../../edge/ports.ts";
import type { Load } from "../parts.ts";
import type { ToSupervisor, ToWorker } from "./messages.ts";
import type { RoundMember } from "./rounds.ts";

/** What a worker process is started with. */
export interface WorkerProcessParts {
  readonly number: number;
  /** The file that runs the program. */
  readonly program: string;
  readonly received: (worker: WorkerProcess, message: ToSupervisor) => void;
  readonly ended: (worker: WorkerProcess, how: string) => void;
}

/** A running worker process. */
export class WorkerProcess implements RoundMember {
  readonly number: number;
  readonly startedAtMs = performance.now();
  /** Why it was killed. Undefined if it was not. */
  killedFor: string | undefined;
  /** Its URL and its instance, once it accepts connections. */
  ready: { readonly url: string; readonly instance: string } | undefined;
  /** Why it did not start, in its own words. */
  failure: string | undefined;
  degraded: string | undefined;
  /** What it notices of the projects' identity servers. */
  signs: readonly ProjectSign[] = [];
  load: Load = { connections: 0, requests: 0 };
  /** Pings since its last answer. */
  unanswered = 0;
  /** The latest metrics that it gave. */
  metrics: MetricsJson = [];
  readonly #child: ChildProcess;
  #scrape: PromiseWithResolvers<void> | undefined;
  #scrapes = 0;
  #stuckOn: number | undefined;
  #stuckTicks = 0;

  constructor({ number, program, received, ended }: WorkerProcessParts) {
    this.number = number;
    this.#child = fork(program, ["edge-worker", String(number)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    // Only this program writes to the channel, so what arrives has this shape.
    this.#child.on("message", (message) => received(this, message as ToSupervisor));
    this.#child.on("error", (error) => this.kill(error.message));
    this.#child.once("exit", (code, signal) => {
      this.#scrape?.resolve();
      ended(this, signal ?? `exit code ${String(code)}`);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToWorker): void {
    // If the channel is closed, the process has ended or is about to, and `exit` says so.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  deliver(id: number, notices: readonly SiblingNotice[]): void {
    this.send({ kind: "round", id, notices });
  }

  /** Ends it at once. No answer leaves it any more. */
  kill(why: string): void {
    this.killedFor ??= why;
    this.#child.kill("SIGKILL");
  }

  /**
   * Notes the oldest round that it owes, once in a while. Returns for how many times in a row it has been the same round.
   * Times are counted and not measured, so that a machine that slept does not count.
   */
  noteOwed(round: number | undefined): number {
    this.#stuckTicks = round !== undefined && round === this.#stuckOn ? this.#stuckTicks + 1 : 0;
    this.#stuckOn = round;
    return this.#stuckTicks;
  }

  /** Asks for its metrics. Resolves when they are in `metrics`, or after `waitMs`. */
  async scrape(waitMs: number): Promise<void> {
    if (this.#scrape === undefined) {
      this.#scrape = Promise.withResolvers();
      this.#scrapes += 1;
      this.send({ kind: "scrape", id: this.#scrapes });
    }
    const { promise } = this.#scrape;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs);
    });
    await Promise.race([promise, late]);
    clearTimeout(timer);
  }

  /** Notes the metrics that it gave. */
  scraped(metrics: MetricsJson): void {
    this.metrics = metrics;
    this.#scrape?.resolve();
    this.#scrape = undefined;
  }
}
