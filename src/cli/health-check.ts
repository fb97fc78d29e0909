#!/usr/bin/env node
// Asks the edge of this container for its health: exit 0 where it answers 200, 1 otherwise. For probes that run inside a
// container, whose image has no curl. It looks where the edge listens: at `EDGE_SESSIONS_ADMIN_LISTEN`, else at the default.
// With `EDGE_SESSIONS_ADMIN_TLS_CERT` it asks by TLS.
import { get as getPlain } from "node:http";
import { get as getByTls } from "node:https";
import { argv, env } from "node:process";

/** Less than the time that the probes of deploy/ wait. */
const waitMs = 2_500;

const listen = env["EDGE_SESSIONS_ADMIN_LISTEN"] ?? "127.0.0.1:4001";
const path = argv[2] ?? "/health/ready";
// Every address is one to listen at, none to ask.
const authority = listen.replace(/^0\.0\.0\.0:/u, "127.0.0.1:").replace(/^\[::\]:/u, "[::1]:");

const hasTls = (env["EDGE_SESSIONS_ADMIN_TLS_CERT"] ?? "") !== "";

function problem(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(waitMs);
    const answered = ({ statusCode }: { readonly statusCode?: number | undefined }): void => {
      resolve(statusCode === 200 ? undefined : `answered with ${statusCode}`);
      request.destroy();
    };
    // The certificate is for the name by which others know this machine. Nothing secret is sent, and nothing is read.
    const request = hasTls
      ? getByTls(`https://${authority}${path}`, { signal, rejectUnauthorized: false }, answered)
      : getPlain(`http://${authority}${path}`, { signal }, answered);
    request.on("error", (error) => resolve(error.message));
  });
}

const found = await problem();
if (found !== undefined) {
  process.stderr.write(`${authority}${path}: ${found}\n`);
  process.exitCode = 1;
}
