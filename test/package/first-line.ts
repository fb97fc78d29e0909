// What `npx edge-sessions` runs in a clone, recognised by a line that it prints.
import type { ScratchClone } from "./scratch-clone.ts";

/** The line in the sources. */
export const overview = "Edge Sessions answers Ory's session checks next to the caller.";

/** What `npx edge-sessions --help` prints first. Throws if it prints anything else. */
export async function firstLineOfHelp(clone: ScratchClone): Promise<string | undefined> {
  const { stdout, stderr } = await clone.run("npx", "edge-sessions", "--help");
  if (stderr !== "") throw new Error(`npx edge-sessions says: ${stderr}`);
  return stdout.split("\n")[0];
}
