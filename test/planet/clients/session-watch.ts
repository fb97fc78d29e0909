// What one person knows of an own session, and so which answers to checks are wrong.
import { changesIn, pick, type SessionFacts } from "./flows.ts";

/** When and where something was answered. Milliseconds of this process' clock. */
interface Moment {
  readonly atMs: number;
  readonly edge: string;
}

/** An answer to a check. */
export interface CheckAnswer {
  readonly edge: string;
  readonly sentAtMs: number;
  readonly status: number;
  readonly body: string;
}

/** How long after a change was answered another edge may show the state before. */
export interface Bounds {
  /** While the edges are healthy, and at any time. */
  readonly deliveryMs: number;
  readonly limitMs: number;
  /** Whether the edges have been healthy since an instant. */
  readonly healthySince: (atMs: number) => boolean;
}

/** One session and its account. */
export class SessionWatch {
  readonly session: SessionFacts;
  readonly #identityId: string;
  readonly #bounds: Bounds;
  /** The changes of the name that were answered, by how many there were. */
  readonly #changes: (Moment & { readonly changes: number })[] = [];
  /** The latest state that each edge has shown, and when the answer with it was complete. */
  readonly #shown = new Map<string, { readonly changes: number; readonly atMs: number }>();
  #endBegunAtMs: number | undefined;
  #ended: Moment | undefined;

  constructor(session: SessionFacts, identityId: string, changes: number, bounds: Bounds) {
    this.session = session;
    this.#identityId = identityId;
    this.#bounds = bounds;
    this.#changes.push({ changes, atMs: Number.NEGATIVE_INFINITY, edge: "" });
  }

  /** Whether its end has been asked for. */
  get ending(): boolean {
    return this.#endBegunAtMs !== undefined;
  }

  /** A change of the name was answered by an edge. */
  changed(changes: number, edge: string, atMs: number): void {
    this.#changes.push({ changes, edge, atMs });
  }

  /** Its end is asked for. */
  endBegins(atMs: number): void {
    this.#endBegunAtMs ??= atMs;
  }

  /** An edge has answered that it has ended. */
  hasEnded(edge: string, atMs: number): void {
    this.#ended ??= { edge, atMs };
  }

  /** What is wrong with an answer that came in now. Undefined if nothing is. */
  wrongIn(answer: CheckAnswer, nowMs: number): string | undefined {
    const { edge, sentAtMs, status, body } = answer;
    if (status === 401) {
      return this.ending ? undefined : "refused, although nobody has ended the session";
    }
    if (status !== 200) return `answered ${status}`;
    const told: unknown = JSON.parse(body);
    const { sessionId } = this.session;
    if (pick(told, "identity", "id") !== this.#identityId) return "another identity";
    if (pick(told, "id") !== sessionId) return "another session";
    if (pick(told, "active") !== true) return "not active";
    if (this.#ended !== undefined && this.#isDue(this.#ended, edge, sentAtMs)) {
      return `served ${(sentAtMs - this.#ended.atMs).toFixed(0)} ms after its end was answered`;
    }
    return this.#wrongState(answer, changesIn(told), nowMs);
  }

  #wrongState({ edge, sentAtMs }: CheckAnswer, changes: number, nowMs: number): string | undefined {
    const due = this.#changes.filter((change) => this.#isDue(change, edge, sentAtMs));
    const least = Math.max(...due.map((change) => change.changes));
    if (!(changes >= least)) return `shows change ${changes}, and change ${least} was answered`;
    const shown = this.#shown.get(edge);
    if (shown !== undefined && shown.atMs <= sentAtMs && changes < shown.changes) {
      return `shows change ${changes} after change ${shown.changes}`;
    }
    if (shown === undefined || changes > shown.changes) {
      this.#shown.set(edge, { changes, atMs: nowMs });
    }
    return undefined;
  }

  /** Whether a check that an edge gets at an instant must know of something: the edge that answered it knows at once. */
  #isDue(moment: Moment, edge: string, sentAtMs: number): boolean {
    if (moment.edge === edge) return sentAtMs >= moment.atMs;
    const { deliveryMs, limitMs, healthySince } = this.#bounds;
    const boundMs = healthySince(moment.atMs) ? deliveryMs : limitMs;
    return sentAtMs - moment.atMs > boundMs;
  }
}
