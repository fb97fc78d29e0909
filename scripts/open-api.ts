// Writes docs/reference/openapi.json as a running control plane tells it, and from it the Console's types of what crosses
// the wire. Usage: node scripts/open-api.ts [--check]. With --check nothing is written; exit code 1 if a file is not what
// it would write.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format } from "oxfmt";
import { createControlServer } from "../src/server/control-server.ts";
import { packageVersion } from "../src/cli/version.ts";
import { controlOptions } from "../src/config/options/control-options.ts";
import { builtInPlans } from "../src/control/projects/plans.ts";
import { wireTypes } from "./api/wire-types.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const control = createControlServer({
  options: controlOptions.parse({
    "control-listen": "127.0.0.1:0",
    database: ":memory:",
    "log-level": "silent",
  }),
  joined: undefined,
  version: packageVersion(),
  plans: builtInPlans,
  intakeOf: undefined,
  keepFirstKey: () => Promise.resolve(),
  write: (line) => process.stderr.write(line),
});
await control.start();
const told = await (await fetch(`${control.url}/openapi.json`)).text();
await control.stop(1_000);

const config: unknown = JSON.parse(await readFile(`${root}.oxfmtrc.json`, "utf8"));
const printWidth = Number(Reflect.get(Object(config), "printWidth"));
await keep("docs/reference/openapi.json", told);
await keep("src/console/api/wire.ts", wireTypes(JSON.parse(told)));

/** Writes a file, or compares it. */
async function keep(page: string, text: string): Promise<void> {
  const { code, errors } = await format(page, text, { printWidth });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  if (!process.argv.includes("--check")) await writeFile(root + page, code);
  else if ((await readFile(root + page, "utf8").catch(() => "")) !== code) {
    process.stderr.write(`${page} is not up to date: npm run docs:api\n`);
    process.exitCode = 1;
  }
}
