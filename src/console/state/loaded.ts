// A part of the page that is loaded only if it is shown.
import { useEffect, useState } from "preact/hooks";

/** A module once it is loaded, and whether loading it failed. `load` must be stable. */
export function useModule<Module>(load: () => Promise<Module>): {
  readonly module: Module | undefined;
  readonly failed: boolean;
} {
  const [state, setState] = useState<{ module: Module | undefined; failed: boolean }>({
    module: undefined,
    failed: false,
  });
  useEffect(() => {
    let ended = false;
    const begin = async () => {
      try {
        const module = await load();
        if (!ended) setState({ module, failed: false });
      } catch {
        if (!ended) setState({ module: undefined, failed: true });
      }
    };
    void begin();
    return () => {
      ended = true;
    };
  }, [load]);
  return state;
}
