#!/usr/bin/env node
// Asks the edge of this container for its health: exit 0 where it answers 200, 1 otherwise. For probes that run inside a
// container, whose image has no curl. It looks where the edge listens: at `EDGE_SESSIONS_ADMIN_LISTEN`, else at the default.
import { argv, env } from "node:process";

/** Less than the time that the probes of deploy/ wait. */
const waitMs = 2_500;

const listen = env["EDGE_SESSIONS_ADMIN_LISTEN"] ?? "127.0.0.1:4001";
const path = argv[2] ?? "/health/ready";
// Every address is one to listen at, none to ask.
const authority = listen.replace(/^0\.0\.0\.0:/u, "127.0.0.1:").replace(/^\[::\]:/u, "[::1]:");

async function problem(): Promise<string | undefined> {
  try {
    const { status } = await fetch(`http://${authority}${path}`, {
      signal: AbortSignal.timeout(waitMs),
    });
    return status === 200 ? undefined : `answered with ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const found = await problem();
if (found !== undefined) {
  process.stderr.write(`${authority}${path}: ${found}\n`);
  process.exitCode = 1;
}
