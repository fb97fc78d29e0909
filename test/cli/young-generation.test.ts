// Every way to start the program bounds V8's young generation, and leaves its own flags to who gives some.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { missingFlags } from "../../src/cli/young-generation.ts";
import { inherited, startCommand, type Program } from "../harness/program.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const bound = "--max-semi-space-size=8";
const none = { execArgv: [], nodeOptions: undefined, hasChannel: false };

describe("missingFlags", () => {
  test("The flag of the bound is missing if no other flag sets it.", () => {
    expect(missingFlags(none)).toEqual([bound]);
    const other = { execArgv: ["--enable-source-maps"], nodeOptions: "--max-old-space-size=300" };
    expect(missingFlags({ ...none, ...other })).toEqual([bound]);
  });

  test.each([
    { execArgv: ["--max-semi-space-size=32"] },
    { execArgv: ["--max_semi_space_size", "32"] },
    { execArgv: ["--min-semi-space-size=4"] },
    { nodeOptions: "--no-warnings --max-semi-space-size=32" },
    { hasChannel: true },
  ])("No flag is missing with %o.", (given) => {
    expect(missingFlags({ ...none, ...given })).toEqual([]);
  });
});

const edge = ["edge", "--origin", "http://127.0.0.1:9"];
const anywhere = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];

function start(...argv: readonly string[]): Program {
  return startCommand(process.execPath, [...argv, ...edge, ...anywhere], {
    cwd: root,
    env: inherited(),
  });
}

/** Arguments of a running process, as the system has them. */
function argumentsOf(pid = 0): readonly string[] {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
}

describe.runIf(process.platform === "linux")("a started edge", () => {
  test.each(["src/cli/main.ts", "bin/edge-sessions.js"])(
    "An edge started from %s has the bound in the process that was started, and ends with exit code 0.",
    async (file) => {
      const program = start("--enable-source-maps", file);
      await program.until(/"msg":"ready"/u);
      const argv = argumentsOf(program.child.pid);
      expect(argv.slice(1, 4)).toEqual(["--enable-source-maps", bound, `${root}${file}`]);
      program.child.kill("SIGTERM");
      expect(await program.ended).toBe(0);
    },
  );

  test("An edge started with another bound keeps it.", async () => {
    const program = start("--max-semi-space-size=2", "src/cli/main.ts");
    await program.until(/"msg":"ready"/u);
    expect(argumentsOf(program.child.pid)).not.toContain(bound);
    program.child.kill("SIGTERM");
    expect(await program.ended).toBe(0);
  });

  test("An edge started with a channel to its parent keeps the channel.", async () => {
    const child = spawn(process.execPath, ["src/cli/main.ts", ...edge, ...anywhere], {
      cwd: root,
      env: inherited(),
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const [line] = await once(child.stderr ?? child, "data");
    expect(String(line)).toContain('"msg"');
    expect(child.connected).toBe(true);
    expect(argumentsOf(child.pid)).not.toContain(bound);
    child.kill("SIGKILL");
    await once(child, "close");
  });
});
