// Whether the control plane answers, and the tries to reach it again.
import { createStore, type Store } from "./store.ts";
import { pageHidden, whenShown } from "./visibility.ts";

/** Whether calls are answered. */
type ConnectionState = "held" | "lost";

/** Follows the connection. */
export interface Connection {
  readonly state: Store<ConnectionState>;
  /** A call got no answer. */
  readonly noteLost: () => void;
  /** Tries at once instead of when it is due. */
  readonly tryNow: () => void;
}

const firstWaitMs = 1_000;
const longestWaitMs = 15_000;

/** `ping` resolves when the control plane answers, and rejects else. */
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
    // A hidden page waits until somebody looks at it again.
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
