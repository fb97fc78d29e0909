// What the identity server of a fault run writes down.
import type { Presented } from "../../simulation/history.ts";

/** A call that reached it. Instants are those of `instantMs`. */
export interface OriginCall {
  /** The connection that it came on. Each belongs to one edge. */
  readonly connection: number;
  readonly beganAtMs: number;
  /** The number of the client's exchange, if that was passed through. */
  readonly exchange: number | undefined;
  /** The number of the check that started the call, as its trace says. */
  readonly startedBy: number | undefined;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly presented: Presented;
  readonly forced: boolean;
  readonly requestBody: string;
  headAtMs: number | undefined;
  endedAtMs: number | undefined;
  status: number | undefined;
  answerHeaders: readonly string[];
  body: string;
  sessionId: string | undefined;
  identityId: string | undefined;
  sessionEndsAtMs: number | undefined;
}

/** The life of a session. */
export interface SessionRecord {
  readonly id: string;
  readonly identityId: string;
  readonly cookie: string;
  readonly token: string;
  readonly fromMs: number;
  endedAtMs: number | undefined;
}

/** Everything that it wrote down. */
export interface OriginLog {
  readonly calls: readonly OriginCall[];
  readonly sessions: readonly SessionRecord[];
  /** The changes that no edge saw. */
  readonly elsewhere: number;
}
