// What must hold between options of an edge.
import { collides, isLoopback } from "../values/listen-address.ts";
import type { CrossRule } from "../read/resolve.ts";
import type { EdgeOptions } from "./edge-options.ts";

/** The rules; each speaks only where every option it reads is well-formed. */
export const edgeRules: readonly CrossRule<
  Omit<EdgeOptions, "origin"> & { origin?: string | undefined }
>[] = [
  ({ listen, "admin-listen": adminListen }) =>
    listen !== undefined && adminListen !== undefined && collides(listen, adminListen)
      ? {
          where: "--admin-listen",
          what: "must not be the address of --listen, because the admin listener must not be public",
          example: `--admin-listen 127.0.0.1:${listen.port < 65_535 ? listen.port + 1 : listen.port - 1}`,
        }
      : undefined,
  ({ "admin-listen": adminListen, "admin-key-file": keyFile }) =>
    adminListen !== undefined && !isLoopback(adminListen) && keyFile === undefined
      ? {
          where: "--admin-listen",
          what: "must be a loopback address unless --admin-key-file is given, because the admin listener asks for no key without it",
          example: "--admin-listen 127.0.0.1:4001",
        }
      : undefined,
  ({ "admin-origin": adminOrigin, "admin-key-file": keyFile }) =>
    adminOrigin !== undefined && keyFile === undefined
      ? {
          where: "--admin-origin",
          what: "needs --admin-key-file, because anyone who reaches the admin API can act as any user",
          example: "--admin-key-file admin-keys.yaml",
        }
      : undefined,
  ({ origin, listen }) => asksItself("--origin", origin, "--listen", listen),
  ({ origin, "admin-listen": listen }) => asksItself("--origin", origin, "--admin-listen", listen),
  ({ "admin-origin": origin, listen }) => asksItself("--admin-origin", origin, "--listen", listen),
  ({ "admin-origin": origin, "admin-listen": listen }) =>
    asksItself("--admin-origin", origin, "--admin-listen", listen),
  ({ "limit-refresh-pause": longestMs, "limit-refresh-pause-default": usualMs }) =>
    longestMs !== undefined && usualMs !== undefined && usualMs > longestMs
      ? {
          where: "--limit-refresh-pause-default",
          what: "must not be longer than --limit-refresh-pause",
          example: "--limit-refresh-pause-default 1s",
        }
      : undefined,
  ({ "limit-entry": entryBytes, "cache-memory": cacheBytes }) =>
    entryBytes !== undefined && cacheBytes !== undefined && entryBytes > cacheBytes
      ? {
          where: "--limit-entry",
          what: "must not be more than --cache-memory, or the largest answers could never be stored",
          example: "--limit-entry 64KiB",
        }
      : undefined,
];

function asksItself(
  originFlag: string,
  origin: string | undefined,
  flag: string,
  listen: EdgeOptions["listen"] | undefined,
): ReturnType<(typeof edgeRules)[number]> {
  if (origin === undefined || listen === undefined) return undefined;
  const url = new URL(origin);
  const port = url.port === "" ? { "http:": 80, "https:": 443 }[url.protocol] : Number(url.port);
  const host = url.hostname.replaceAll(/[[\]]/gu, "");
  const same = port !== undefined && collides({ host, port }, listen);
  // A wildcard listener takes every local address, but a foreign host on the same port is fine.
  if (!same || !(isLoopback({ host, port }) || host === listen.host)) return undefined;
  return {
    where: originFlag,
    what: `must not be the address of ${flag}, or the edge would call itself`,
    example: `${originFlag} http://127.0.0.1:${originFlag === "--origin" ? 4433 : 4434}`,
  };
}
