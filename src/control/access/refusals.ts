// Writes refusals to the audit log. If there are too many, it counts those that it leaves out.
import { auditRecord, nobody } from "../audit.ts";
import { Attempts } from "./attempts.ts";
import { actorOf, type Caller } from "./callers.ts";
import { auditedRefusalsOfAllPerMinuteMax, auditedRefusalsPerMinuteMax } from "../limits.ts";
import type { ControlStorage } from "../storage.ts";

/** One refusal. */
export interface Refused {
  /** The address of the sender. */
  readonly peer: string;
  /** Undefined if the request has no valid API key. */
  readonly caller: Caller | undefined;
  readonly projectId: string | undefined;
  /** What was requested. */
  readonly subject: string;
  /** The id of the error in the answer. */
  readonly error: string;
}

/** Writes refusals to the audit log at a limited rate, so that nobody can fill it. Requests with and without a key count separately. */
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

  /** Writes a line, or adds it to the number that the next line names. */
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
