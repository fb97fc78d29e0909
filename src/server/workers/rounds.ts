// The rounds of notices between the workers of a machine. A round ends when every worker that is alive has applied it, so
// that the worker that began it may answer its client (L3). The supervisor runs them.
import type { SiblingNotice } from "../../edge/ports.ts";

/** A worker, as the rounds see it. */
export interface RoundMember {
  /** Hands it the notices of a round. */
  deliver(round: number, notices: readonly SiblingNotice[]): void;
}

interface Round {
  /** The members that have not applied it. */
  readonly waiting: Set<RoundMember>;
  /** Rounds that began because of this one, and are not over. */
  children: number;
  readonly over: () => void;
}

/** The rounds under way. */
export class Rounds {
  readonly #members = new Map<RoundMember, Map<number, Round>>();
  #last = 0;

  /** Counts a member in from now on. It must have no stored answer and no call in flight yet. */
  join(member: RoundMember): void {
    this.#members.set(member, new Map());
  }

  /** Gives up a member's place: no round waits for it any more. */
  leave(member: RoundMember): void {
    const open = this.#members.get(member);
    this.#members.delete(member);
    for (const round of open?.values() ?? []) this.#end(round, member);
  }

  /** Begins a round for all members but the one that it comes from. `over` is called when all of them have applied it. */
  begin(
    from: RoundMember | undefined,
    notices: readonly SiblingNotice[],
    over: () => void = () => undefined,
  ): void {
    this.#last += 1;
    const id = this.#last;
    const others = [...this.#members.keys()].filter((member) => member !== from);
    const round: Round = { waiting: new Set(others), children: 0, over };
    if (others.length === 0) over();
    for (const member of others) this.#members.get(member)?.set(id, round);
    for (const member of others) member.deliver(id, notices);
  }

  /**
   * Notes that a member has applied a round. `wider` is what it has fenced beyond the round, because of entries that it
   * removed. The round is not over before the others have applied that too.
   */
  applied(member: RoundMember, id: number, wider: readonly SiblingNotice[]): void {
    const round = this.#members.get(member)?.get(id);
    if (round === undefined) return;
    if (wider.length > 0) {
      round.children += 1;
      this.begin(member, wider, () => {
        round.children -= 1;
        this.#look(round);
      });
    }
    this.#members.get(member)?.delete(id);
    this.#end(round, member);
  }

  /** The oldest round that a member has not applied. */
  oldestOwedBy(member: RoundMember): number | undefined {
    return this.#members.get(member)?.keys().next().value;
  }

  #end(round: Round, member: RoundMember): void {
    round.waiting.delete(member);
    this.#look(round);
  }

  #look({ waiting, children, over }: Round): void {
    if (waiting.size === 0 && children === 0) over();
  }
}
