// What the clients of a fault run sent, and what they saw.
import type { Asked, MutationFacts, Presented } from "../../simulation/history.ts";

/** A request that changes something, by what it is known to touch. */
interface SentAct {
  readonly row: string;
  readonly reach: MutationFacts["reach"];
  /** A token that the body names. */
  readonly tokenInBody?: string;
}

/** One exchange with an edge. Instants are those of `instantMs`. */
export interface SentExchange {
  readonly n: number;
  readonly edge: string;
  readonly sentAtMs: number;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: string | undefined;
  readonly presented: Presented;
  /** What a check asks for. Undefined for anything else. */
  readonly asked: Asked | undefined;
  readonly act: SentAct | undefined;
  /** When the head of the answer was there. */
  answeredAtMs: number | undefined;
  endedAtMs: number | undefined;
  /** When the connection failed. */
  failedAtMs: number | undefined;
  failure: string | undefined;
  status: number | undefined;
  answerHeaders: readonly string[];
  answerBody: string;
}

/** One request, before it has a number. */
export interface Built {
  readonly method: string;
  readonly target: string;
  readonly lines: readonly string[];
  readonly body?: string;
  readonly presented: Presented;
  readonly asked?: Asked;
  readonly act?: SentAct;
}

/** An edge as clients reach it. */
export interface Reached {
  readonly name: string;
  readonly port: number;
}
