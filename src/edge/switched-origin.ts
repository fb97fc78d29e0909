// An origin whose URL an operator may change while calls are in flight.
import { ask } from "./call/ask.ts";
import type { Clock, Origin } from "./ports.ts";

/** An origin that holds connections until it is closed. */
export interface ClosableOrigin extends Origin {
  close(): Promise<void>;
}

/** An origin that sends to the URL that it was last switched to. */
export interface SwitchedOrigin extends ClosableOrigin {
  /** Sends later calls to this URL, or to none. Returns whether that is a change. */
  switchTo(url: string | undefined): boolean;
}

/** What a switched origin is made with. */
export interface SwitchedParts {
  readonly open: (url: string) => ClosableOrigin;
  readonly clock: Clock;
  /**
   * How long calls in flight at the earlier URL may still take, in milliseconds. Mutations there are not broken off.
   */
  readonly retireAfterMs: number;
}

/** What a project without a URL sends to. */
const nowhere: Origin = {
  send() {
    const cause = new Error("the project has no identity server");
    return Promise.resolve({ kind: "failure", failure: { kind: "unreachable", cause } });
  },
};

/** An origin at a URL, or at none. Without a URL, every call fails as unreachable. */
export function createSwitchedOrigin(
  { open, clock, retireAfterMs }: SwitchedParts,
  url: string | undefined,
): SwitchedOrigin {
  let currentUrl = url;
  let current = url === undefined ? undefined : open(url);
  const retired = new Map<ClosableOrigin, () => void>();

  function retire(origin: ClosableOrigin): void {
    const cancel = clock.after(retireAfterMs, () => {
      retired.delete(origin);
      void origin.close();
    });
    retired.set(origin, cancel);
  }

  return {
    get hasPath() {
      return current?.hasPath === true;
    },
    send(request) {
      return (current ?? nowhere).send(request);
    },
    ask(question) {
      ask(current ?? nowhere, question);
    },
    switchTo(next) {
      if (next === currentUrl) return false;
      if (current !== undefined) retire(current);
      currentUrl = next;
      current = next === undefined ? undefined : open(next);
      return true;
    },
    async close() {
      for (const cancel of retired.values()) cancel();
      const open = [...retired.keys(), ...(current === undefined ? [] : [current])];
      retired.clear();
      await Promise.all(open.map((origin) => origin.close()));
    },
  };
}
