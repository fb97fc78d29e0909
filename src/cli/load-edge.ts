// Loads the command `edge`, which starts often and should be ready at once: from the few files that scripts/bundle-edge.ts
// has written, or else from its modules.
import { statSync } from "node:fs";
import type { Command } from "./command.ts";

/** There is none beside the sources. */
const bundle = new URL("../bundle/edge.js", import.meta.url);

/** The compiler's notes. If they are newer, the modules have changed since the bundle was made. A package has none. */
const notes = new URL("../.src.tsbuildinfo", import.meta.url);

/** Loads it. Rejects if a package is missing. */
export async function loadEdge(): Promise<Command> {
  if (changedMs(bundle) > changedMs(notes)) {
    const { edgeCommand }: { edgeCommand: Command } = await import(bundle.href);
    return edgeCommand;
  }
  return (await import("./commands/edge.ts")).edgeCommand;
}

/** When a file was written, in milliseconds; 0 if there is none. */
function changedMs(file: URL): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
