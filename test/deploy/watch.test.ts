// With --watch, `dev` restarts when a source file is saved. Works on a copy of the sources.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("With --watch, saving a source file restarts dev.", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-watch-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(`${root}src`, join(folder, "src"), { recursive: true });
  await cp(`${root}package.json`, join(folder, "package.json"));
  await symlink(`${root}node_modules`, join(folder, "node_modules"));
  const listeners = [
    "--listen",
    "--admin-listen",
    "--control-listen",
    "--identity-listen",
    "--identity-admin-listen",
  ];
  const anywhere = listeners.flatMap((flag) => [flag, "127.0.0.1:0"]);
  const argv = ["--watch", "src/cli/main.ts", "dev", ...anywhere];
  const child = spawn(process.execPath, argv, {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const greetings: string[] = [];
  let tell = (): void => undefined;
  createInterface(child.stdout).on("line", (line) => {
    if (!line.includes("curl ")) return;
    greetings.push(line);
    tell();
  });
  const greeted = (count: number): Promise<void> =>
    new Promise((resolve) => {
      tell = () => {
        if (greetings.length >= count) resolve();
      };
      tell();
    });
  await greeted(1);
  await appendFile(join(folder, "src/core/decide.ts"), "// Saved.\n");
  const before = greetings.length;
  await greeted(before + 1);
  expect(greetings.length).toBeGreaterThan(before);
  child.kill("SIGTERM");
  await closed;
});
