// The application of examples/next, built by Next and started, in a folder of its own.
import { execFile } from "node:child_process";
import { cp, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { killGroup, startCommand, type Program } from "../harness/program.ts";

const execute = promisify(execFile);
const example = fileURLToPath(new URL("../../examples/next/", import.meta.url));
const packages = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** A running application. */
export interface NextApplication extends AsyncDisposable {
  readonly program: Program;
}

/** As its users run it, built before, or as its developers do, where Next builds each page when it is asked for. */
export type NextMode = "start" | "dev";

/** Starts the application on this port for the Ory at this URL. Rejects if it does not build. */
export async function startNextApplication(
  mode: NextMode,
  port: number,
  oryUrl: string,
): Promise<NextApplication> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "edge-sessions-next-")));
  await cp(example, folder, { recursive: true });
  await symlink(await realpath(packages), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{"private":true}');
  const { PATH } = process.env;
  const env = {
    PATH,
    HOME: folder,
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_PUBLIC_ORY_SDK_URL: oryUrl,
  };
  const next = join(packages, "next/dist/bin/next");
  // Next's newer bundler refuses a folder of packages that is a link.
  const bundler = "--webpack";
  if (mode === "start") {
    await execute(process.execPath, [next, "build", bundler], { cwd: folder, env });
  }
  const argv = [next, mode, "--hostname", "127.0.0.1", "--port", String(port)];
  const program = startCommand(process.execPath, mode === "dev" ? [...argv, bundler] : argv, {
    cwd: folder,
    env,
    detached: true,
  });
  await program.until(/Ready in/u);
  return {
    program,
    [Symbol.asyncDispose]: async () => {
      killGroup(program);
      await rm(folder, { recursive: true });
    },
  };
}
