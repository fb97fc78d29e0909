// What must hold between options of an edge.
import { z } from "zod";
import { settingOptionShape } from "../settings/setting-forms.ts";
import { collides, isLoopback } from "../values/listen-address.ts";
import { busRules, type BusOptions } from "./bus-options.ts";
import { canShareAddress } from "../values/worker-count.ts";
import { signingRules } from "./signing-options.ts";
import { edgeTlsRules } from "./tls-options.ts";
import type { CrossRule } from "../read/resolve.ts";
import { edgeShape, type EdgeOptions } from "./edge-options.ts";

type Options = Omit<
  EdgeOptions,
  keyof BusOptions | "settings-file" | "workers" | "signing-key-file" | "signing-secret-file"
> &
  Partial<Pick<EdgeOptions, keyof BusOptions>>;

/** What an edge without `--origin` must have, and must not. */
const followingRules: readonly CrossRule<Options>[] = [
  (options) =>
    lacksOrigin(options) && options.bus?.kind === "none"
      ? {
          where: "--origin",
          what: "is required, unless --bus names the bus of a control plane",
          example: "--origin https://kratos.example",
        }
      : undefined,
  (options) => {
    const { bus } = options;
    if (!lacksOrigin(options) || bus === undefined || bus.kind === "none") return undefined;
    const decided = Object.keys(settingDefaults).find((name) => {
      const given: unknown = Reflect.get(options, name);
      return given !== undefined && !isSame(given, settingDefaults[name]);
    });
    if (decided === undefined) return undefined;
    return {
      where: decided === "policies" ? decided : `--${decided}`,
      what: "needs --origin, because without it the control plane decides about the settings of projects",
      example: "--origin https://kratos.example",
    };
  },
  (options) =>
    lacksOrigin(options) && options.bus?.kind !== "none" && options["admin-origin"] !== undefined
      ? {
          where: "--admin-origin",
          what: "needs --origin, because without it the control plane knows the admin API of each project",
          example: "--origin https://kratos.example",
        }
      : undefined,
  (options) =>
    lacksOrigin(options) && options.bus?.kind !== "none" && options["subscriber-file"] !== undefined
      ? {
          where: "--subscriber-file",
          what: "needs --origin, because without it the control plane sends endings to the subscribers of each project",
          example: "--origin https://kratos.example",
        }
      : undefined,
];

/** Whether no origin was given. One that is malformed is given. */
function lacksOrigin(options: Partial<Options>): boolean {
  return "origin" in options && options.origin === undefined;
}

const settingDefaults: Readonly<Record<string, unknown>> = z
  .strictObject({ ...settingOptionShape, policies: edgeShape.policies })
  .parse({});

/** Settings are single values and lists. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What must hold between the options of `edge`, and of `dev` too. Each speaks only where its options are well-formed. */
export const listenerRules: readonly CrossRule<Options>[] = [
  ...edgeTlsRules,
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
  ({ listen, "admin-listen": adminListen, "spoe-listen": spoeListen }) =>
    spoeListen !== undefined &&
    [listen, adminListen].some((other) => other !== undefined && collides(other, spoeListen))
      ? {
          where: "--spoe-listen",
          what: "must not be the address of --listen or --admin-listen",
          example: "--spoe-listen 127.0.0.1:4003",
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

/** What must hold between the options of `edge`. */
export const edgeRules: readonly CrossRule<EdgeOptions>[] = [
  ...followingRules,
  ...listenerRules,
  ...busRules,
  ...signingRules,
  ({ workers }) =>
    typeof workers === "number" && workers > 1 && !canShareAddress()
      ? {
          where: "--workers",
          what: "must be 1 on this system, because several processes cannot listen on one address here",
          example: "--workers 1",
        }
      : undefined,
  ({ workers, "spoe-listen": spoeListen }) =>
    spoeListen !== undefined && workers !== 1
      ? {
          where: "--spoe-listen",
          what: "needs --workers 1, because workers do not share the connections of HAProxy",
          example: "--workers 1",
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
