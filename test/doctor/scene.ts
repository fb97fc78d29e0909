// A set-up to examine: an identity server, an edge in front of it, and a signed-in person. Doctor runs in this process.
import { createServer, type RequestListener, type Server } from "node:http";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDoctorCommand } from "../../src/cli/commands/doctor.ts";
import { createDevUser } from "../../src/cli/dev/user.ts";
import {
  createIdentityServer,
  type IdentityConfig,
  type IdentityServer,
} from "../../src/identity/server.ts";
import { startEdge, type EdgeSetUp, type EdgeUnderTest } from "../harness/edge-under-test.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

/** What a run of doctor gave. */
export interface Examined {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** `severity id` of every finding, where stdout is JSON. */
  readonly findings: readonly string[];
  readonly examined: readonly string[];
}

/** A running set-up. */
export interface Scene extends AsyncDisposable {
  readonly identity: IdentityServer;
  readonly edge: EdgeUnderTest;
  /** `--origin … --edge … --edge-admin …`. */
  readonly whole: readonly string[];
  /** Signs a person in at the identity server; returns `name=value` of the cookie. */
  signIn(): Promise<string>;
  /** Writes a file that only this user may read; gives its path. */
  file(name: string, text: string): Promise<string>;
}

/** How the set-up is to be. */
export interface SceneSetUp {
  readonly identity?: Partial<IdentityConfig>;
  /** The identity server's clock, in milliseconds ahead of the true one. */
  readonly clockAheadMs?: number;
  readonly edge?: Partial<EdgeSetUp>;
  /** `serve.public.base_url`; the edge's URL by default. */
  readonly baseUrl?: string | undefined;
}

/** Starts a healthy set-up, except for the requested faults. */
export async function startScene(setUp: SceneSetUp = {}): Promise<Scene> {
  const aheadMs = setUp.clockAheadMs ?? 0;
  const identity = createIdentityServer({
    config: setUp.identity ?? {},
    now: () => Date.now() + aheadMs,
  });
  await identity.start();
  const edge = await startEdge({ origin: identity.publicUrl, ...setUp.edge });
  identity.setPublicBaseUrl(setUp.baseUrl ?? edge.url);
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-doctor-"));
  const origin = ["--origin", identity.publicUrl];
  return {
    identity,
    edge,
    whole: [...origin, "--edge", edge.url, "--edge-admin", edge.adminUrl],
    signIn: async () => {
      const name = setUp.identity?.cookieName ?? "ory_kratos_session";
      return (await createDevUser(identity.publicUrl, identity.adminUrl, name)).cookie;
    },
    file: async (name, text) => {
      const path = join(folder, name);
      await writeFile(path, text, { mode: 0o600 });
      return path;
    },
    [Symbol.asyncDispose]: async () => {
      await edge.stop();
      await identity.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Runs doctor, printing JSON unless `argv` says otherwise. */
export async function examine(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Examined> {
  let stdout = "";
  let stderr = "";
  const command = createDoctorCommand(() => {
    throw new Error("nobody is at the keyboard");
  });
  const all = argv.includes("--format") ? argv : [...argv, "--format", "json"];
  const code = await command.run(all, {
    argv: all,
    env,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  });
  const report: {
    findings: { id: string; severity: string }[];
    examined: string[];
  } = stdout.startsWith("{") ? JSON.parse(stdout) : { findings: [], examined: [] };
  return {
    code,
    stdout,
    stderr,
    findings: report.findings.map(({ id, severity }) => `${severity} ${id}`),
    examined: report.examined,
  };
}

/** A server with this handler. */
export async function startFake(
  answer: RequestListener,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const server: Server = createServer(answer);
  const url = await listenOnLoopback(server);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
