// The world around the edges of a fault run: the identity server, its users, and what everyone wrote down. It is one
// process, so that what the users do next can depend on what the identity server did.
import type { RuledSettings } from "../simulation/history.ts";
import { Load, type Rates, type Revoke } from "./clients/load.ts";
import { Sender } from "./clients/sender.ts";
import type { Reached } from "./clients/sent.ts";
import { instantMs } from "./instant.ts";
import { startLoggedOrigin, type LoggedOrigin } from "./origin/server.ts";
import type { Published, Told } from "./verdict/published.ts";
import { verdictOf, type Verdict } from "./verdict/verdict.ts";

/** What a world is made with. */
export interface WorldSetUp {
  readonly seed: number;
  readonly users: number;
  /** The id of the project, as the bus has it. */
  readonly project: string;
  /** The host under which clients reach it. */
  readonly host: string;
  readonly settings: RuledSettings;
}

/** How an operator tells an edge or the control plane of a change. */
export interface Operator {
  /** The edge that has applied it once it has answered. Undefined for the control plane. */
  readonly edge: string | undefined;
  readonly url: string;
  readonly key: string;
}

/** What happened longer ago than this cannot concern an answer any more. */
const rememberedMs = 130_000;

/** An operator gives up after this long. Then nobody has promised that the edges were told. */
const operatorWaitMs = 10_000;

/** The world. */
export class World {
  readonly origin: LoggedOrigin;
  readonly load: Load;
  readonly sender: Sender;
  readonly #setUp: WorldSetUp;
  readonly #published: Published[] = [];
  readonly #told: Told[] = [];
  readonly #edges = new Set<string>();
  #operators: readonly Operator[] = [];
  #turn = 0;

  private constructor(setUp: WorldSetUp, origin: LoggedOrigin) {
    this.#setUp = setUp;
    this.origin = origin;
    this.sender = new Sender(setUp.host);
    const revoke: Revoke = (identityId) => this.#revoke(identityId);
    this.load = new Load({ ...setUp, origin, sender: this.sender, revoke });
  }

  /** Starts the identity server, and signs the users in. */
  static async start(setUp: WorldSetUp): Promise<World> {
    return new World(setUp, await startLoggedOrigin(setUp.seed));
  }

  /** The edges that clients reach, and whom operators tell, from now on. */
  reach(edges: readonly Reached[], operators: readonly Operator[]): void {
    for (const { name } of edges) this.#edges.add(name);
    this.load.edges = edges;
    this.#operators = operators;
  }

  /** Notes what the bus accepted. */
  witness(published: Published): void {
    this.#published.push(published);
  }

  begin(rates: Rates): void {
    this.load.start(rates);
  }

  /** Ends the load, and has everything judged that was sent from the given exchange on. */
  async end(fromExchange = 1): Promise<Verdict> {
    await this.load.stop();
    return this.verdict(fromExchange);
  }

  /** Judges everything that was sent from the given exchange on. */
  verdict(fromExchange = 1): Verdict {
    const sinceMs = instantMs() - rememberedMs;
    const { exchanges } = this.sender;
    const first = exchanges[fromExchange - 1]?.sentAtMs ?? sinceMs;
    const earliestMs = Math.min(sinceMs, first - rememberedMs);
    const log = this.origin.log();
    return verdictOf(
      {
        ...this.#setUp,
        edges: [...this.#edges],
        origin: { ...log, calls: log.calls.filter(({ beganAtMs }) => beganAtMs >= earliestMs) },
        exchanges: exchanges.filter(({ sentAtMs }) => sentAtMs >= earliestMs),
        published: this.#published,
        told: this.#told,
      },
      fromExchange,
    );
  }

  /** The number of the next exchange. */
  get next(): number {
    return this.sender.exchanges.length + 1;
  }

  async close(): Promise<void> {
    this.sender.close();
    await this.origin.close();
  }

  /** Ends all sessions of somebody at the identity server, and tells it in one of the ways there are. */
  async #revoke(identityId: string): Promise<void> {
    const { people } = this.origin;
    for (const session of people.live(identityId)) people.end(session);
    const changedAtMs = instantMs();
    const operator = this.#operators[(this.#turn += 1) % Math.max(1, this.#operators.length)];
    if (operator === undefined) return;
    const answer = await fetch(operator.url, {
      method: "POST",
      headers: { authorization: `Bearer ${operator.key}`, "content-type": "application/json" },
      body: JSON.stringify({ scope: "identity", id: identityId }),
      signal: AbortSignal.timeout(operatorWaitMs),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${operator.url} answered ${answer.status}: ${text}`);
    if (operator.edge === undefined) return;
    this.#told.push({
      edge: operator.edge,
      changedAtMs,
      answeredAtMs: instantMs(),
      scope: { kind: "identity", value: identityId },
    });
  }
}
