// Writes docs/reference/openapi.json as a running control plane tells it. Usage: node scripts/open-api.ts [--check].
// With --check nothing is written; exit code 1 if the document is not what it would write.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format } from "oxfmt";
import { createControlServer } from "../src/server/control-server.ts";
import { packageVersion } from "../src/cli/version.ts";
import { controlOptions } from "../src/config/options/control-options.ts";
import { builtInPlans } from "../src/control/projects/plans.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = `${root}docs/reference/openapi.json`;
const control = createControlServer({
  options: controlOptions.parse({
    "control-listen": "127.0.0.1:0",
    database: ":memory:",
    "log-level": "silent",
  }),
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
const { code, errors } = await format(page, told, { printWidth });
if (errors.length > 0) throw new Error(JSON.stringify(errors));
if (!process.argv.includes("--check")) await writeFile(page, code);
else if ((await readFile(page, "utf8").catch(() => "")) !== code) {
  process.stderr.write("docs/reference/openapi.json is not up to date: node scripts/open-api.ts\n");
  process.exitCode = 1;
}
