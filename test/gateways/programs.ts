// How each gateway's program is started with its configuration, in the foreground and without privileges.
import type { Asks, GatewayName } from "./configuration.ts";

/** A way to start a program. */
export interface Program {
  readonly command: string;
  /** Files beside the configuration's own that only a test needs: where the program may write, and what it includes. */
  readonly wrapping: (folder: string, asks: Asks) => ReadonlyMap<string, string>;
  /** What a reader changes in a file, beside ports and folders, according to what the gateway asks for. */
  readonly edit?: (name: string, text: string, asks: Asks) => string;
  readonly argv: (folder: string, asks: Asks) => readonly string[];
  /** Traefik listens before it has read its routes, and answers 404 until then. */
  readonly ready: "when connected" | "when not 404";
}

const nothing = (): ReadonlyMap<string, string> => new Map();

const nginxMain = (folder: string, file: string): string => `daemon off;
user root;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
    access_log off;
    client_body_temp_path ${folder}/body;
    proxy_temp_path ${folder}/proxy;
    fastcgi_temp_path ${folder}/fastcgi;
    uwsgi_temp_path ${folder}/uwsgi;
    scgi_temp_path ${folder}/scgi;
    include ${folder}/${file};
}
`;

const pick = (asks: Asks, check: string, decision: string): string =>
  asks === "check" ? check : decision;

/** By gateway. */
export const programs: Readonly<Record<GatewayName, Program>> = {
  nginx: {
    command: "nginx",
    wrapping: (folder, asks) =>
      new Map([
        ["nginx.conf", nginxMain(folder, pick(asks, "edge-sessions.conf", "protected-app.conf"))],
      ]),
    argv: (folder) => ["-p", folder, "-c", `${folder}/nginx.conf`, "-e", "stderr"],
    ready: "when connected",
  },
  haproxy: {
    command: "haproxy",
    wrapping: nothing,
    argv: (folder, asks) => [
      "-db",
      "-f",
      `${folder}/${pick(asks, "haproxy.cfg", "protected-app.cfg")}`,
    ],
    ready: "when connected",
  },
  caddy: {
    command: "caddy",
    wrapping: (folder, asks) => {
      const file = pick(asks, "Caddyfile", "protected-app.Caddyfile");
      return new Map([["main.Caddyfile", `{\n\tadmin off\n}\nimport ${folder}/${file}\n`]]);
    },
    argv: (folder) => ["run", "--adapter", "caddyfile", "--config", `${folder}/main.Caddyfile`],
    ready: "when connected",
  },
  traefik: {
    command: "traefik",
    wrapping: nothing,
    edit: (name, text, asks) =>
      name === "traefik.yml"
        ? text.replace("/edge-sessions.yml", pick(asks, "/edge-sessions.yml", "/protected-app.yml"))
        : text,
    argv: (folder) => [`--configFile=${folder}/traefik.yml`],
    ready: "when not 404",
  },
  envoy: {
    command: "envoy",
    wrapping: nothing,
    argv: (folder, asks) => [
      "-c",
      `${folder}/${pick(asks, "envoy.yaml", "protected-app.yaml")}`,
      "--use-dynamic-base-id",
      "--concurrency",
      "1",
      "--log-level",
      "warning",
    ],
    ready: "when connected",
  },
  oathkeeper: {
    command: "oathkeeper",
    wrapping: nothing,
    argv: (folder) => ["serve", "--config", `${folder}/oathkeeper.yml`],
    ready: "when connected",
  },
};
