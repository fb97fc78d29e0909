// Work that the control plane repeats in the background.
import type { Clock } from "../edge/ports.ts";

/** Work that is repeated, never twice at once. */
export interface Repeated {
  begin(): void;
  /** Stops repeating. Resolves when work that is under way is done. */
  end(): Promise<void>;
}

/** Repeats the work `everyMs` after the previous time is done. The work must not reject. */
export function repeatedly(everyMs: number, clock: Clock, work: () => Promise<void>): Repeated {
  let cancel: (() => void) | undefined;
  let current: Promise<void> = Promise.resolve();
  let ended = false;
  const once = async (): Promise<void> => {
    await work();
    if (!ended) cancel = clock.after(everyMs, again);
  };
  const again = (): void => {
    current = once();
  };
  return {
    begin: again,
    async end() {
      ended = true;
      cancel?.();
      await current;
    },
  };
}
