// Whether the control plane answers, and how it is reached again.
import { createStore, type Store } from "./store.ts";
import { pageHidden, whenShown } from "./visibility.ts";

/** `lost` if calls are not answered. */
type ConnectionState = "held" | "lost";

/** Follows the connection. */
export interface Connection {
  readonly state: Store<ConnectionState>;
  /** Call this if a call got no answer. */
  readonly noteLost: () => void;
  /** Tries at once, without waiting for the next try. */
  readonly tryNow: () => void;
}

const firstWaitMs = 1_000;
const longestWaitMs = 15_000;

/** `ping` must resolve if the control plane answers, and reject if not. */
export function createConnection(ping: (signal: AbortSignal) => Promise<unknown>): Connection {
  const state = createStore<ConnectionState>("held");
  let waitMs = firstWaitMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let trying = false;

  function wait(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void attempt(), waitMs);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }

  async function attempt(): Promise<void> {
    // A hidden page waits until it is shown again.
    if (trying || state.get() === "held" || pageHidden()) return;
    trying = true;
    try {
      await ping(AbortSignal.timeout(longestWaitMs));
      clearTimeout(timer);
      waitMs = firstWaitMs;
      state.set("held");
    } catch {
      wait(); // it is still lost
    } finally {
      trying = false;
    }
  }

  const tryNow = () => void attempt();
  whenShown(tryNow);
  addEventListener("online", tryNow);
  return {
    state,
    noteLost: () => {
      if (state.get() === "lost") return;
      state.set("lost");
      wait();
    },
    tryNow,
  };
}
