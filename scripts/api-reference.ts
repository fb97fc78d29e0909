// Writes docs/reference/api.md from the TSDoc of what the package exports: the `.d.ts` files that `tsc -b src` emits for
// the entries of package.json's `exports`. Usage: node scripts/api-reference.ts [--check]. With --check nothing is
// written; exit code 1 if the page is not what it would write.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format } from "oxfmt";
import { apiPage, type Entry } from "./api/page.ts";
import { exportsOf } from "./api/declarations.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = `${root}docs/reference/api.md`;

/** The entries of package.json whose types are declared, by the name that an import gives. */
async function entries(): Promise<readonly Entry[]> {
  const manifest: unknown = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  const { name, exports } = Object(manifest) as { name: string; exports: Record<string, unknown> };
  const found: Entry[] = [];
  for (const [path, target] of Object.entries(exports)) {
    const types: unknown = Reflect.get(Object(target), "types");
    if (typeof types !== "string") continue;
    const file = `${root}${types.slice(2)}`;
    found.push({ name: name + path.slice(1), exports: await exportsOf(file) });
  }
  return found;
}

const config: unknown = JSON.parse(await readFile(`${root}.oxfmtrc.json`, "utf8"));
const printWidth = Number(Reflect.get(Object(config), "printWidth"));
const { code, errors } = await format(page, apiPage(await entries()), { printWidth });
if (errors.length > 0) throw new Error(JSON.stringify(errors));
if (!process.argv.includes("--check")) await writeFile(page, code);
else if ((await readFile(page, "utf8").catch(() => "")) !== code) {
  process.stderr.write("docs/reference/api.md is not up to date: node scripts/api-reference.ts\n");
  process.exitCode = 1;
}
