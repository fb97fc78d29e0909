// Without an endpoint nothing of OpenTelemetry is loaded, so that tracing costs nothing if it is off.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startProgramOfTest } from "../harness/program.ts";

/**
 * Writes a line for each module of OpenTelemetry that the process loads. Its API does not count: prom-client loads that
 * at the first scrape.
 */
const hook = `
import { registerHooks } from "node:module";
registerHooks({
  load(url, context, next) {
    if (/\\/@opentelemetry\\/(?!api\\/)/u.test(url)) process.stderr.write("loaded " + url + "\\n");
    return next(url, context);
  },
});
`;
const anywhere = "--listen 127.0.0.1:0 --admin-listen 127.0.0.1:0";
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-tracing-"));
  await writeFile(join(folder, "hook.mjs"), hook);
});
afterAll(() => rm(folder, { recursive: true }));

test.each<{ flags: readonly string[]; loads: boolean }>([
  { flags: [], loads: false },
  { flags: ["--otlp-endpoint", "http://127.0.0.1:9"], loads: true },
])("An edge with the flags $flags loads OpenTelemetry: $loads", async ({ flags, loads }) => {
  const program = startProgramOfTest(
    [...`edge ${anywhere} --cacheable-sessions --origin http://127.0.0.1:9`.split(" "), ...flags],
    { NODE_OPTIONS: `--import ${pathToFileURL(join(folder, "hook.mjs")).href}` },
  );
  const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
  const { url, adminUrl } = JSON.parse(line);
  await fetch(`${url}/sessions/whoami`, { headers: { Cookie: "ory_kratos_session=a" } });
  await (await fetch(`${adminUrl}/metrics`)).text();
  program.child.kill("SIGTERM");
  expect(await program.ended).toBe(0);
  expect(program.stderr().includes("loaded file:")).toBe(loads);
});
