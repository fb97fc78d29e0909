// Revokes sessions at one edge after the other, and measures when that is in force at all others. It asks from beside each
// edge, across no delay: what it measures is the edges' own lag.
import { revoke, signIn, type Ask, type PersonRecord } from "../clients/flows.ts";
import { Line } from "../clients/line.ts";

/** What an operator works with. */
export interface OperatorSetUp {
  /** The edges, and the ports of their two listeners. */
  readonly edges: readonly {
    readonly code: string;
    readonly port: number;
    readonly adminPort: number;
  }[];
  /** The identity server's own port, to sign in without any delay. */
  readonly homePort: number;
  readonly key: string;
  readonly accounts: readonly PersonRecord[];
}

/** How many revocations, and between which edges. */
export interface RevocationRequest {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly each: number;
  /** The expected time from one edge to another, in milliseconds. Asking begins at half of it, to spare the machine. */
  readonly expectedMs: Readonly<Record<string, number>>;
}

/** One revocation. Milliseconds. */
export interface RevocationSample {
  readonly from: string;
  /** How long the admin call took. */
  readonly callMs: number;
  /** From its answer until it was in force, for each other edge. Zero if it was by then. */
  readonly lags: Readonly<Record<string, number>>;
}

interface EdgeLines {
  readonly code: string;
  readonly checks: Ask;
  readonly admin: Ask;
}

/** How long to wait before an edge is asked again, in milliseconds. */
const againMs = 2;
const atOnce = 2;

/** The operator, as a role. */
export class Operator {
  #set: OperatorSetUp | undefined;
  #edges: ReadonlyMap<string, EdgeLines> = new Map();
  #home: Ask | undefined;
  #used = 0;

  start(setUp: OperatorSetUp): void {
    this.#set = setUp;
    this.#home = new Line(setUp.homePort, 8).ask;
    this.#edges = new Map(
      setUp.edges.map(({ code, port, adminPort }) => [
        code,
        { code, checks: new Line(port, 8).ask, admin: new Line(adminPort, 8).ask },
      ]),
    );
  }

  /** Revokes. Two edges at a time have a revocation under way. */
  async measure(request: RevocationRequest): Promise<readonly RevocationSample[]> {
    const found: RevocationSample[] = [];
    const rounds = Array.from({ length: request.each }, () => request.from).flat();
    const work = async (): Promise<void> => {
      for (let from = rounds.shift(); from !== undefined; from = rounds.shift()) {
        found.push(await this.#measureOne(from, request));
        // Not in step with heartbeats, which come twice per second.
        await pause(Math.random() * 20);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return found;
  }

  async #measureOne(
    from: string,
    { to, expectedMs }: RevocationRequest,
  ): Promise<RevocationSample> {
    const { key = "", accounts = [] } = this.#set ?? {};
    const account = accounts[(this.#used += 1) % accounts.length];
    const first = this.#edges.get(from);
    if (account === undefined || first === undefined || this.#home === undefined) {
      throw new Error("the operator was not started");
    }
    const { token } = await signIn(this.#home, account.email);
    const others = [...this.#edges.values()].filter(
      ({ code }) => code !== from && to.includes(code),
    );
    await Promise.all([first, ...others].map((edge) => check(edge, token, {})));
    const sentAtMs = performance.now();
    await revoke(first.admin, key, account.identityId);
    const answeredAtMs = performance.now();
    const lags = await Promise.all(
      others.map(async (edge) => {
        await pause((expectedMs[`${from} ${edge.code}`] ?? 0) / 2);
        const goneAtMs = await untilGone(edge, token);
        return [edge.code, Math.max(0, goneAtMs - answeredAtMs)] as const;
      }),
    );
    return { from, callMs: answeredAtMs - sentAtMs, lags: Object.fromEntries(lags) };
  }
}

/** Resolves with the instant at which an edge first said that it has no stored answer: an upper bound. */
async function untilGone(edge: EdgeLines, token: string): Promise<number> {
  for (;;) {
    const status = await check(edge, token, { "cache-control": "only-if-cached" });
    if (status === 504) return performance.now();
    await pause(againMs);
  }
}

async function check(
  { code, checks }: EdgeLines,
  token: string,
  more: Readonly<Record<string, string>>,
): Promise<number> {
  const headers = { "x-session-token": token, ...more };
  const { status } = await checks("GET", "/sessions/whoami", headers);
  if (status !== 200 && status !== 504) throw new Error(`${code} answered ${status}`);
  return status;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
