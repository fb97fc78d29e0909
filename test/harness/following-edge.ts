// An edge that follows a control plane, as `edge --bus` without `--origin` runs it, on a bus in this process.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import type { Location } from "../../src/core/location.ts";
import type { SharedBus } from "../../src/edge/ports.ts";
import { createEdgeServer } from "../../src/server/edge-server.ts";
import type { Signing } from "../../src/server/signing.ts";
import { openKeyFile } from "../../src/server/key-file.ts";
import { rawCheck, type CheckSeen } from "./raw-check.ts";

/** How an edge is set up. */
export interface FollowingSetUp {
  readonly bus: SharedBus;
  readonly name: string;
  /** Where it says that it is. */
  readonly location?: Location;
  /** Options of `edge`, by flag name. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What it opens signing keys with. */
  readonly signing?: Signing;
}

/** A running edge. */
export interface FollowingEdge extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly adminUrl: string;
  /** Resolves with the first line of the log that `wanted` accepts, from the line `since` on. */
  logged(
    wanted: (line: Readonly<Record<string, unknown>>) => boolean,
    since?: number,
  ): Promise<void>;
  /** Everything that was logged. */
  readonly log: () => string;
  /** The number of lines that were logged. */
  readonly lines: () => number;
  /** Sends a session check under a project's own host. */
  check(slug: string, cookie: string): Promise<CheckSeen>;
  stop(): Promise<void>;
}

/** Starts an edge on free ports. Resolves when it is ready. */
export async function startFollowingEdge({
  bus,
  name,
  location,
  options = {},
  signing,
}: FollowingSetUp): Promise<FollowingEdge> {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-following-"));
  const lines: Readonly<Record<string, unknown>>[] = [];
  const waiting = new Set<() => void>();
  const parsed = edgeOptions.parse({
    listen: "127.0.0.1:0",
    "admin-listen": "127.0.0.1:0",
    name,
    region: bus.region,
    "settings-file": join(folder, "settings.json"),
    "log-level": "debug",
    ...options,
  });
  const keys = await openKeyFile(parsed["admin-key-file"]);
  if (keys.kind === "problems") throw new Error(JSON.stringify(keys.problems));
  const server = createEdgeServer({
    options: parsed,
    version: "0.0.0",
    location,
    signing,
    joined: { bus, forgetAfterMs: 600_000 },
    keyFile: keys.file,
    write: (text) => {
      const line: Readonly<Record<string, unknown>> = JSON.parse(text);
      lines.push(line);
      for (const look of waiting) look();
    },
  });
  await server.start();
  const ready = lines.find(({ msg }) => msg === "ready");
  const url = String(ready?.["url"]);
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await server.stop(1_000);
    await rm(folder, { recursive: true });
  };
  return {
    name,
    url,
    adminUrl: String(ready?.["adminUrl"]),
    log: () => JSON.stringify(lines),
    lines: () => lines.length,
    logged: (wanted, since = 0) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!lines.slice(since).some((line) => wanted(line))) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    check: (slug, cookie) =>
      rawCheck(url, ["Host", `${slug}.projects.localhost`, "Cookie", cookie]),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
