// A seeded control plane with an identity server, a browser, and an operator who has signed in.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { createDevUser } from "../../../src/cli/dev/user.ts";
import type { ProjectRecord } from "../../../src/control/storage.ts";
import { createIdentityServer } from "../../../src/identity/server.ts";
import { startBrowser } from "../browser.ts";
import { endChecks, sendChecks } from "./checks.ts";
import { startControlProcess, type ControlProcess } from "./control-process.ts";
import { signInOnce, type SignedIn } from "./look.ts";
import { seed, type SeedSize } from "./seed.ts";

/** Everything that runs. */
export interface ScaleWorld extends AsyncDisposable {
  readonly control: ControlProcess;
  readonly browser: Browser;
  readonly projects: readonly ProjectRecord[];
  /** The path of the database. */
  readonly database: string;
  readonly cookies: SignedIn;
  /** From the click on *Sign in* until the list of projects was there, in milliseconds. */
  readonly signInMs: number;
  /** Sends so many checks to each project that is set up. */
  readonly check: (each: number) => Promise<number>;
}

/** Starts it. */
export async function startWorld(
  size: SeedSize,
  progress: (text: string) => void,
): Promise<ScaleWorld> {
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-scale-"));
  parts.defer(() => rm(folder, { recursive: true }));
  const identity = createIdentityServer({});
  await identity.start();
  parts.defer(() => identity.stop());
  const user = await createDevUser(identity.publicUrl, identity.adminUrl, "ory_kratos_session");
  const database = join(folder, "control.db");
  progress(`writing ${size.projects} projects and ${size.lines} lines`);
  const nowMs = Date.now();
  const projects = await seed({ database, originUrl: identity.publicUrl, nowMs }, size);
  progress("starting the control plane and the browser");
  const control = parts.use(await startControlProcess(folder, database));
  const browser = await startBrowser();
  parts.defer(() => browser.close());
  parts.defer(endChecks);
  const signedIn = await signInOnce(browser, control);
  const kept = parts.move();
  return {
    control,
    browser,
    projects,
    database,
    cookies: signedIn.cookies,
    signInMs: signedIn.tookMs,
    check: (each) => sendChecks(control.edgeUrl, user.cookie, projects, each),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
