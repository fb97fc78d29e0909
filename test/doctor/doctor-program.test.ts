// `edge-sessions doctor` as a process: before what `npm start` makes, and as a script meets it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startCommandOfTest } from "../harness/command.ts";
import { startProgramOfTest, type Program } from "../harness/program.ts";
import { startFake } from "./scene.ts";

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

function start(argv: readonly string[]): Program {
  return startProgramOfTest(argv);
}

const anywhere = [
  "listen",
  "admin-listen",
  "control-listen",
  "identity-listen",
  "identity-admin-listen",
].flatMap((name) => [`--${name}`, "127.0.0.1:0"]);

test("The set-up of npm start has no finding, even at a second run.", async () => {
  const dev = startCommandOfTest(["dev", ...anywhere]);
  await dev.until(/Ctrl-C ends everything/u);
  const [, origin = ""] = await dev.until(/^Identity server +(\S+)$/mu);
  const [, edge = ""] = await dev.until(/^Edge +(\S+)/mu);
  const [, admin = ""] = await dev.until(/^ {2}metrics +(\S+)\/metrics$/mu);
  const [, cookie = ""] = await dev.until(/-H 'Cookie: (\S+)'/u);
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-doctor-"));
  folders.push(folder);
  const path = join(folder, "cookie");
  await writeFile(path, cookie, { mode: 0o600 });
  const whole = ["--edge", edge, "--edge-admin", admin, "--app-origin", edge];
  for (let round = 0; round < 2; round += 1) {
    // As beside an edge, whose variables are set too.
    const env = { EDGE_SESSIONS_ORIGIN: origin, EDGE_SESSIONS_LISTEN: "127.0.0.1:4000" };
    const doctor = startCommandOfTest(["doctor", ...whole, "--cookie-file", path], env);
    expect(await doctor.ended).toBe(0);
    const [first, set, ...rest] = doctor.stdout().split("\n");
    expect([first, set]).toEqual(["No problems were found.", "Set-up: 6 of 7 steps are done."]);
    expect(rest.filter((line) => /^ {2}(?:done|todo) /u.test(line))).toHaveLength(7);
    expect(rest.at(-2)).toBe(
      "Examined: the identity server, the edge, where sign-ins lead, CORS, the edge's traffic, a live session.",
    );
    expect(doctor.stderr()).toContain("edge-sessions doctor: examining");
  }
});

test("The exit code is 1 for a problem and 2 for wrong usage, and only data goes to stdout.", async () => {
  const sick = start(["doctor", "--origin", "http://127.0.0.1:9", "--format", "json"]);
  expect(await sick.ended).toBe(1);
  expect(JSON.parse(sick.stdout())).toMatchObject({
    findings: [{ id: "origin-unreachable", severity: "problem" }],
  });
  const wrong = start(["doctor"]);
  expect(await wrong.ended).toBe(2);
  expect(wrong.stdout()).toBe("");
  expect(wrong.stderr()).toContain("--origin is required");
});

test("Ctrl-C ends doctor while a server does not answer.", async () => {
  let arrived = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  await using silent = await startFake(() => arrived());
  const doctor = start(["doctor", "--origin", silent.url, "--timeout", "1m"]);
  await asked;
  doctor.child.kill("SIGINT");
  expect(await doctor.ended).toBe(1);
  expect(doctor.stdout()).toBe("");
  expect(doctor.stderr()).toContain("interrupted");
});
