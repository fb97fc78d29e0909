// Preloaded with `node --import`: takes the guard that SIMULATION_WITHOUT_GUARD names out of the source text while it is loaded.
// Fails loudly where a snippet is not found exactly once, or where an edited file was never loaded.
import { registerHooks } from "node:module";
import { guards } from "./guards.ts";

const name = process.env["SIMULATION_WITHOUT_GUARD"] ?? "";
const guard = guards.find((one) => one.name === name);
if (guard === undefined) throw new Error(`no guard is named "${name}"`);

const source = new URL("../../src/", import.meta.url);
const pending = new Map<string, { readonly find: string; readonly replace: string }[]>();
for (const { file, find, replace } of guard.edits) {
  const url = new URL(file, source).href;
  pending.set(url, [...(pending.get(url) ?? []), { find, replace }]);
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const edits = pending.get(url);
    if (edits === undefined) return loaded;
    let text = textOf(loaded.source);
    for (const { find, replace } of edits) {
      const parts = text.split(find);
      if (parts.length !== 2) {
        throw new Error(`guard "${name}": found ${parts.length - 1} times in ${url}: ${find}`);
      }
      text = parts.join(replace);
    }
    pending.delete(url);
    return { ...loaded, source: text };
  },
});

process.on("exit", (code) => {
  if (pending.size === 0 || code !== 0) return;
  process.stderr.write(`guard "${name}": never loaded: ${[...pending.keys()].join(", ")}\n`);
  process.exitCode = 3;
});

function textOf(content: string | ArrayBuffer | NodeJS.TypedArray | undefined): string {
  if (typeof content === "string") return content;
  if (content === undefined) throw new Error("a source file without text");
  return new TextDecoder().decode(content);
}
