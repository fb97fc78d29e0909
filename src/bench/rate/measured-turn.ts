// One server's turn at a fixed rate as the command sees it: what the load found, and what the turn took of the server's
// processor time and of the origin.
import { untilQuiet } from "../quiet-origin.ts";
import type { RoleChild } from "../children.ts";
import { processTreeUs } from "../process-time.ts";
import type { RateAnswer } from "../questions.ts";
import type { HeadSize } from "./requests.ts";
import type { Order } from "./order.ts";
import { wasPunctual, type Lateness } from "./schedule.ts";

/** The processes of a turn. */
export interface TurnProcesses {
  readonly rate: RoleChild<"rate">;
  readonly origin: RoleChild<"origin">;
}

/** What a turn is asked for. */
export interface TurnPlan extends Order {
  readonly ratePerSecond: number;
  readonly requests: number;
  readonly connections: number;
  readonly head: HeadSize;
  readonly mutationEvery: number;
  readonly latenessMax: Lateness;
  readonly overrunMaxMs: number;
}

/** A server that has a turn. */
export interface TurnServer {
  readonly what: string;
  readonly port: number;
  readonly pid: number;
  /** Whether it may call the origin during the turn. Where it may not, a turn in which it does is not quoted. */
  readonly mayCall: boolean;
}

/** What a turn found. */
export interface MeasuredTurn extends RateAnswer {
  /** Processor time of the server in all, in microseconds. */
  readonly us: number;
  /** Checks that reached the origin. */
  readonly calls: number;
}

/** A turn, or the sentence that says why none is quoted. */
export type TurnResult =
  | { readonly kind: "measured"; readonly turn: MeasuredTurn }
  | { readonly kind: "invalid"; readonly why: string };

/** How often a turn is tried before it counts as impossible on this machine, and how long the next try waits. */
const triesMax = 5;
const retryPauseMs = 1_000;

/** Runs one turn, and again after a pause where it was not valid. */
export async function measureTurn(
  { rate, origin }: TurnProcesses,
  server: TurnServer,
  plan: TurnPlan,
): Promise<TurnResult> {
  for (let tries = 1; ; tries += 1) {
    const { port, pid } = server;
    await rate.ask({ kind: "open", port, connections: plan.connections, head: plan.head });
    await untilQuiet(origin);
    const beforeUs = processTreeUs(pid);
    const answer = await rate.ask({ kind: "rate", ...plan });
    const us = processTreeUs(pid) - beforeUs;
    if (answer === undefined) throw new Error("the load measured nothing");
    const { calls } = await origin.ask({ delayMs: 0 });
    const why = problemOf(answer, calls, server, plan);
    if (why === undefined) return { kind: "measured", turn: { ...answer, us, calls } };
    if (tries === triesMax) return { kind: "invalid", why };
    await new Promise((resolve) => {
      setTimeout(resolve, retryPauseMs);
    });
  }
}

function problemOf(
  { late }: RateAnswer,
  calls: number,
  server: TurnServer,
  { latenessMax }: TurnPlan,
): string | undefined {
  if (!wasPunctual(late, latenessMax)) {
    const [p99, p999] = [late.p99.toFixed(1), late.p999.toFixed(1)];
    return `the load itself was late while it asked ${server.what} (p99 ${p99} ms, p99.9 ${p999} ms), because the machine was busy`;
  }
  if (calls > 0 && !server.mayCall) {
    return `${server.what} called the origin ${calls} times while only hits were measured`;
  }
  return undefined;
}
