// What a relay does to the calls that pass it: rules, in the order they were added, each for so many calls.
import type { Socket } from "node:net";

/** A call as it came from the edge. */
export interface RelayedCall {
  readonly method: string;
  readonly target: string;
  /** Alternating names and values, as received. */
  readonly headers: readonly string[];
  readonly bodyBytes: number;
  /** The connection it came by. */
  readonly socket: Socket;
}

/** An answer with its body read. */
export interface RelayedAnswer {
  readonly status: number;
  /** Alternating names and values without framing and hop-by-hop lines. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** What a rule does to a call. */
export type RelayEffect =
  /** Asks the origin and keeps its answer back until released. */
  | { readonly kind: "hold-answer" }
  /** Does not even ask the origin until released. */
  | { readonly kind: "hold-call" }
  /** Answers in the origin's place. */
  | { readonly kind: "answer"; readonly answer: RelayedAnswer }
  /** Changes the origin's answer. */
  | { readonly kind: "change"; readonly change: (answer: RelayedAnswer) => RelayedAnswer }
  /** Passes the origin's answer on after so many turns of the event loop. */
  | { readonly kind: "linger"; readonly turns: () => number }
  /** Closes the connection without a byte. */
  | { readonly kind: "break" }
  /** Closes the connection after half of the origin's body. */
  | { readonly kind: "truncate" };

/** A rule for the calls to come. */
export interface RelayRule {
  readonly matches: (call: RelayedCall) => boolean;
  /** How many calls it is for; by default all of them. */
  readonly times?: number;
  readonly effect: RelayEffect;
}

/** A rule in force. */
export interface RelayHandle {
  /** Resolves when the rule has struck so often (a held answer: has come from the origin). */
  struck(times: number): Promise<void>;
  /** Lets everything held go, now and later. */
  release(): void;
  /** Takes the rule away and lets everything held go. */
  remove(): void;
}

/** A rule that has struck one call. */
export interface Strike {
  readonly effect: RelayEffect;
  readonly held: Promise<void>;
  arrived(): void;
}

/** The rules of one relay. */
export class Rules {
  readonly #active = new Set<{ readonly rule: RelayRule; left: number; strike: Strike }>();
  readonly #handles = new Set<RelayHandle>();

  /** Puts a rule in force. */
  add(rule: RelayRule): RelayHandle {
    let open = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    const waiting: { times: number; resolve: () => void }[] = [];
    let arrivals = 0;
    const arrived = (): void => {
      arrivals += 1;
      for (const one of waiting) if (arrivals >= one.times) one.resolve();
    };
    const strike = { effect: rule.effect, held, arrived };
    const active = { rule, left: rule.times ?? Number.POSITIVE_INFINITY, strike };
    this.#active.add(active);
    const handle: RelayHandle = {
      struck: (times) =>
        new Promise((resolve) => {
          if (arrivals >= times) resolve();
          else waiting.push({ times, resolve });
        }),
      release: () => open(),
      remove: () => {
        this.#active.delete(active);
        open();
      },
    };
    this.#handles.add(handle);
    return handle;
  }

  /** The first rule that is for a call, used up once. */
  strike(call: RelayedCall): Strike | undefined {
    for (const active of this.#active) {
      if (active.left <= 0 || !active.rule.matches(call)) continue;
      active.left -= 1;
      return active.strike;
    }
    return undefined;
  }

  /** Takes every rule away and lets everything held go. */
  clear(): void {
    for (const handle of this.#handles) handle.remove();
  }
}
