// The servers that are measured side by side: each in front of the same origin, each keyed by cookie.
import { mkdir, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Child, Children } from "./children.ts";
import { findProgram } from "./programs.ts";

/** One server in the comparison. */
export interface Contender {
  readonly id: "edge" | "refreshing" | "nginx" | "varnish";
  readonly what: string;
  readonly port: number;
  readonly child: Child;
}

/** Where a contender runs. */
export interface Surroundings {
  readonly children: Children;
  readonly originPort: number;
  /** A folder of the run's own. */
  readonly folder: string;
}

/** A contender, or the sentence that says why there is none. */
export type Started =
  | { readonly kind: "started"; readonly contender: Contender; readonly version: string }
  | { readonly kind: "missing"; readonly why: string };

/** The command line's entry, beside this folder and of this file's kind. */
export const mainPath = fileURLToPath(
  new URL(`../cli/main${extname(import.meta.url)}`, import.meta.url),
);

const nginxConfiguration = (listenPort: number, originPort: number, folder: string): string => `
daemon off;
${runsAsRoot() ? "user root;" : ""}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 1024; }
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path ${folder}/body;
    proxy_temp_path ${folder}/proxy;
    fastcgi_temp_path ${folder}/fastcgi;
    uwsgi_temp_path ${folder}/uwsgi;
    scgi_temp_path ${folder}/scgi;
    proxy_cache_path ${folder}/cache levels=1:2 keys_zone=sessions:64m max_size=1g inactive=2h
        use_temp_path=off loader_files=1 loader_sleep=1000ms;
    upstream origin {
        server 127.0.0.1:${originPort};
        keepalive 64;
    }
    server {
        listen 127.0.0.1:${listenPort};
        keepalive_requests 1000000000;
        location / {
            proxy_pass http://origin;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_cache sessions;
            proxy_cache_key $request_uri|$cookie_ory_kratos_session;
            proxy_cache_valid 200 1h;
            proxy_ignore_headers Cache-Control Expires Vary Set-Cookie;
        }
    }
}
`;

// A minute after its start nginx would read its whole cache folder again, in the midst of somebody's turn.

/** By itself nginx would then serve as a user who may not read the run's folder. */
function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

const varnishConfiguration = (originPort: number): string => `vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "${originPort}"; }
sub vcl_recv { return (hash); }
sub vcl_hash { hash_data(req.url); hash_data(req.http.Cookie); return (lookup); }
sub vcl_backend_response {
    unset beresp.http.Vary;
    set beresp.uncacheable = false;
    set beresp.ttl = 1h;
    return (deliver);
}
`;

/** What an edge is started with beside what all of them have. */
export interface EdgeStart {
  readonly refreshAfter?: string;
  /** More flags. */
  readonly flags?: readonly string[];
}

const longTime = "1h";

/**
 * An edge as `edge-sessions edge` runs it. Unless `refreshAfter` is shorter than the run, it never calls for what it
 * holds. Rejects with what the program says when it refuses its flags.
 */
export async function startEdge(
  { children, originPort }: Pick<Surroundings, "children" | "originPort">,
  start: EdgeStart = {},
): Promise<{ readonly port: number; readonly child: Child }> {
  const child = children.start({ command: process.execPath, argv: edgeArgv(originPort, start) });
  const [, port] = await child.until(readyLine);
  return { port: Number(port), child };
}

/** The line that an edge writes once it listens, with the port that clients reach it at. */
export const readyLine = /"url":"http:\/\/127\.0\.0\.1:(\d+)".*"msg":"ready"/;

/** The arguments with which Node.js runs an edge. */
export function edgeArgv(
  originPort: number,
  { refreshAfter = longTime, flags = [] }: EdgeStart = {},
): readonly string[] {
  const settings = [
    ["--origin", `http://127.0.0.1:${originPort}`],
    ["--listen", "127.0.0.1:0"],
    ["--admin-listen", "127.0.0.1:0"],
    ["--cacheable-sessions"],
    ["--refresh-after", refreshAfter],
    flags.includes("--cacheable-sessions-max-age")
      ? []
      : ["--cacheable-sessions-max-age", longTime],
  ];
  return [mainPath, "edge", ...settings.flat(), ...flags];
}

/** An edge of the comparison: one that only answers, or one that also refreshes every session each second. */
export async function startEdgeContender(
  surroundings: Surroundings,
  id: "edge" | "refreshing",
): Promise<Contender> {
  const refreshes = id === "refreshing";
  const started = await startEdge(surroundings, refreshes ? { refreshAfter: "1s" } : {});
  const what = refreshes ? "edge, refreshing every session each second" : "edge";
  return { id, what, ...started };
}

/** nginx with `proxy_cache`, settings as Debian ships them. */
export async function startNginx({ children, originPort, folder }: Surroundings): Promise<Started> {
  const program = findProgram("nginx", "-v");
  if (program === undefined) {
    return missing(
      "nginx is not installed, so there is no comparison with it; run apt install nginx",
    );
  }
  const [port, own] = [await freePort(), join(folder, "nginx")];
  await mkdir(own);
  await writeFile(join(own, "nginx.conf"), nginxConfiguration(port, originPort, own));
  const argv = ["-p", own, "-c", join(own, "nginx.conf"), "-e", "stderr"];
  const child = children.start({ command: program.path, argv, folder: own });
  return started({ id: "nginx", what: "nginx proxy_cache", port, child }, program.version);
}

/** Varnish with its cache in memory. It compiles its configuration, so it needs a C compiler too. */
export async function startVarnish(surroundings: Surroundings): Promise<Started> {
  const { children, originPort, folder } = surroundings;
  const program = findProgram("varnishd", "-V");
  if (program === undefined) {
    return missing(
      "Varnish is not installed, so there is no comparison with it; run apt install varnish",
    );
  }
  const [port, own] = [await freePort(), join(folder, "varnish")];
  await mkdir(own);
  const file = join(own, "bench.vcl");
  await writeFile(file, varnishConfiguration(originPort));
  const storage = ["-s", "malloc,1g", "-f", file, "-n", join(own, "work")];
  const argv = ["-F", "-j", "none", "-a", `127.0.0.1:${port}`, "-T", "none", ...storage];
  const child = children.start({ command: program.path, argv, folder: own });
  return started({ id: "varnish", what: "Varnish", port, child }, program.version);
}

function missing(why: string): Started {
  return { kind: "missing", why };
}

/** A program that is there but does not start is missing for its own reason, which it has said. */
async function started(contender: Contender, version: string): Promise<Started> {
  try {
    await untilConnected(contender.port, contender.child);
    return { kind: "started", contender, version };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await contender.child.end();
    return missing(
      `${contender.what} ${version} did not start, so there is no comparison with it: ${why}`,
    );
  }
}

/** A port that is free now. Another program could take it before ours does; then ours says so and is missing. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

const startWaitMs = 15_000;
const startPauseMs = 20;

async function untilConnected(port: number, child: Child): Promise<void> {
  const endsAtMs = performance.now() + startWaitMs;
  while (!(await Promise.race([child.lost, accepts(port)]))) {
    if (performance.now() > endsAtMs) throw new Error(`it did not listen within ${startWaitMs} ms`);
    await Promise.race([child.lost, pause()]);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, startPauseMs);
  });
}
