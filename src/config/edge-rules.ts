// What must hold between options of an edge.
import { collides, isLoopback } from "./listen-address.ts";
import type { CrossRule } from "./resolve.ts";
import type { EdgeOptions } from "./edge-options.ts";

/** The rules; each speaks only where every option it reads is well-formed. */
export const edgeRules: readonly CrossRule<
  Omit<EdgeOptions, "origin"> & { origin?: string | undefined }
>[] = [
  ({ listen, "admin-listen": adminListen }) =>
    listen !== undefined && adminListen !== undefined && collides(listen, adminListen)
      ? {
          where: "--admin-listen",
          what: "is the address of --listen; operators' paths never stand on the public listener",
          example: `--admin-listen 127.0.0.1:${listen.port < 65_535 ? listen.port + 1 : listen.port - 1}`,
        }
      : undefined,
  ({ "admin-listen": adminListen }) =>
    adminListen !== undefined && !isLoopback(adminListen)
      ? {
          where: "--admin-listen",
          what: "is not a loopback address; the admin listener asks for no key yet, so nobody else may reach it",
          example: "--admin-listen 127.0.0.1:4001",
        }
      : undefined,
  ({ origin, listen }) => asksItself(origin, listen, "--listen"),
  ({ origin, "admin-listen": adminListen }) => asksItself(origin, adminListen, "--admin-listen"),
  ({ "limit-refresh-pause": longestMs, "limit-refresh-pause-default": usualMs }) =>
    longestMs !== undefined && usualMs !== undefined && usualMs > longestMs
      ? {
          where: "--limit-refresh-pause-default",
          what: "is longer than --limit-refresh-pause",
          example: "--limit-refresh-pause-default 1s",
        }
      : undefined,
  ({ "limit-entry": entryBytes, "cache-memory": cacheBytes }) =>
    entryBytes !== undefined && cacheBytes !== undefined && entryBytes > cacheBytes
      ? {
          where: "--limit-entry",
          what: "is more than --cache-memory, so the largest answers could never be stored",
          example: "--limit-entry 64KiB",
        }
      : undefined,
];

function asksItself(
  origin: string | undefined,
  listen: EdgeOptions["listen"] | undefined,
  flag: string,
): ReturnType<(typeof edgeRules)[number]> {
  if (origin === undefined || listen === undefined) return undefined;
  const url = new URL(origin);
  const port = url.port === "" ? { "http:": 80, "https:": 443 }[url.protocol] : Number(url.port);
  const host = url.hostname.replaceAll(/[[\]]/gu, "");
  const same = port !== undefined && collides({ host, port }, listen);
  // A wildcard listener takes every local address, but a foreign host on the same port is fine.
  if (!same || !(isLoopback({ host, port }) || host === listen.host)) return undefined;
  return {
    where: "--origin",
    what: `is the address of ${flag}: the edge would ask itself`,
    example: "--origin http://127.0.0.1:4433",
  };
}
