// The subscribers of an edge's file, read at the start and again on request.
import { readSubscriberFile, type FileSubscribers } from "../config/files/subscriber-file.ts";
import type { EdgeOptions } from "../config/options/edge-options.ts";
import { defaultProjectSettings } from "../core/settings.ts";
import type { Problem } from "../config/read/problem.ts";
import { createMemoryOutbox, type MemoryOutbox } from "../endings/delivery/memory-outbox.ts";

/** The file in use. */
export interface SubscribersInFile {
  readonly outbox: MemoryOutbox;
  readonly warnings: readonly string[];
  /** Reads the file again. If something is wrong with it, the subscribers stay as they were. */
  reread(): Promise<FileSubscribers>;
}

/** Opens the file of `--subscriber-file`. Undefined without that option. */
export async function openSubscriberFile(
  options: Pick<EdgeOptions, "subscriber-file" | "subscriber-networks">,
  env: Readonly<Record<string, string | undefined>>,
): Promise<
  | { readonly kind: "opened"; readonly file: SubscribersInFile | undefined }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
> {
  const { "subscriber-file": path, "subscriber-networks": networks } = options;
  if (path === undefined) return { kind: "opened", file: undefined };
  const { project } = defaultProjectSettings;
  const read = () => readSubscriberFile({ path, project, networks, env });
  const first = await read();
  if (first.kind === "problems") return first;
  const outbox = createMemoryOutbox(first.subscribers);
  const file: SubscribersInFile = {
    outbox,
    warnings: first.warnings,
    reread: async () => {
      const next = await read();
      if (next.kind === "subscribers") outbox.replace(next.subscribers);
      return next;
    },
  };
  return { kind: "opened", file };
}
