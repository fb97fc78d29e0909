// Refusals on record: every one until there are too many, then how many were left out.
import { auditRecord, nobody } from "../audit.ts";
import { Attempts } from "./attempts.ts";
import { actorOf, type Caller } from "./callers.ts";
import { auditedRefusalsOfAllPerMinuteMax, auditedRefusalsPerMinuteMax } from "../limits.ts";
import type { ControlStorage } from "../storage.ts";

/** One refusal. */
export interface Refused {
  /** Address of the client. */
  readonly peer: string;
  /** Undefined without a key that is in force. */
  readonly caller: Caller | undefined;
  readonly projectId: string | undefined;
  /** What was asked for. */
  readonly subject: string;
  /** Id of the error that was answered. */
  readonly error: string;
}

/** Writes refusals to the audit log, paced: they cannot fill it, and strangers do not crowd out what keys did. */
export class Refusals {
  readonly #storage: Pick<ControlStorage, "appendAudit">;
  readonly #nowMs: () => number;
  readonly #byAddress: Attempts;
  readonly #together: Attempts;
  #leftOut = 0;

  constructor(storage: Pick<ControlStorage, "appendAudit">, nowMs: () => number) {
    this.#storage = storage;
    this.#nowMs = nowMs;
    this.#byAddress = new Attempts(nowMs, auditedRefusalsPerMinuteMax);
    this.#together = new Attempts(nowMs, auditedRefusalsOfAllPerMinuteMax);
  }

  /** Writes a line, or counts it for the next one that is written. */
  async note({ peer, caller, projectId, subject, error }: Refused): Promise<void> {
    const who = caller === undefined ? "strangers" : "keys";
    if (
      this.#byAddress.waitSeconds(peer) !== undefined ||
      this.#together.waitSeconds(who) !== undefined
    ) {
      this.#leftOut += 1;
      return;
    }
    this.#byAddress.failed(peer);
    this.#together.failed(who);
    const leftOut = this.#leftOut === 0 ? {} : { left_out: this.#leftOut };
    this.#leftOut = 0;
    const actor = caller === undefined ? nobody : actorOf(caller);
    const about = { projectId, subject, after: { error, peer, ...leftOut } };
    await this.#storage.appendAudit(auditRecord(this.#nowMs(), actor, "refused", about));
  }
}
