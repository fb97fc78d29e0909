// Work of the control plane that is done again and again beside its requests.
import type { Clock } from "../edge/ports.ts";

/** Work that is done again and again, never twice at once. */
export interface Repeated {
  begin(): void;
  /** Resolves when what is under way is done; it does not begin again. */
  end(): Promise<void>;
}

/** The work, every so often; each time after the one before is done. It must not reject. */
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
