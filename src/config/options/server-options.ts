// The options of a server whatever projects it serves: its listeners, its calls, its ceilings, its log.
import { z } from "zod";
import { defaultLimits } from "../../core/limits.ts";
import { limitShape, sizeGroup } from "./limit-options.ts";
import { optionHelp } from "../read/option-help.ts";
import {
  addressHeader,
  addressRanges,
  basePath,
  choice,
  duration,
  listenAddress,
  edgeName,
  size,
} from "./option-types.ts";
import { formatSize } from "../values/size.ts";

const hourMs = 3_600_000;

/** Where it listens for callers and operators, and how it is called. */
export const placeShape = {
  listen: listenAddress().prefault("127.0.0.1:4000").register(optionHelp, {
    group: "Where",
    placeholder: "HOST:PORT",
    description: "Where callers reach the edge. Port 0 takes a free one.",
    example: "0.0.0.0:4000",
  }),
  "admin-listen": listenAddress().prefault("127.0.0.1:4001").register(optionHelp, {
    group: "Where",
    placeholder: "HOST:PORT",
    description:
      "Where operators reach health, readiness and metrics, and with --admin-key-file news from outside is taken. A loopback address, unless there are admin keys.",
    example: "127.0.0.1:9001",
  }),
  "base-path": basePath().optional().register(optionHelp, {
    group: "Where",
    placeholder: "PATH",
    description: "Path in front of the identity server's paths at this edge; not sent on.",
    example: "/identity",
    defaultText: "none",
  }),
  "trusted-proxies": addressRanges().prefault([]).register(optionHelp, {
    group: "Where",
    placeholder: "CIDR,…",
    description:
      "Proxies in front of the edge that are believed about the client: its address, X-Forwarded-Proto and -Host. From anyone else these are replaced.",
    example: "10.0.0.0/8,192.168.1.7",
    defaultText: "none",
  }),
  "client-address-header": addressHeader().prefault("X-Forwarded-For").register(optionHelp, {
    group: "Where",
    placeholder: "HEADER",
    description:
      "The one header in which trusted proxies tell the client's address. The others are dropped, and the identity server is told that address alone.",
    example: "CF-Connecting-IP",
  }),
  name: edgeName().prefault("edge-sessions").register(optionHelp, {
    group: "Where",
    placeholder: "NAME",
    description: "Name of this edge in Cache-Status and Via.",
    example: "edge-frankfurt",
  }),
};

/** How long calling the identity server may take. */
export const callShape = {
  "origin-timeout": duration({ min: 1, max: hourMs }).prefault("5s").register(optionHelp, {
    group: "Calling the identity server",
    placeholder: "DURATION",
    description: "Time that a session check's call may take as a whole.",
    example: "2s",
  }),
  "forward-timeout": duration({ min: 1, max: hourMs }).prefault("1m").register(optionHelp, {
    group: "Calling the identity server",
    placeholder: "DURATION",
    description:
      "Time until the head of any other call's answer must be there; each 64 KiB of an upload begin it anew.",
    example: "30s",
  }),
};

/** Its ceilings. */
export const ceilingShape = {
  "cache-memory": size({ min: 64 * 1_024, max: 1_024 ** 4 })
    .prefault(formatSize(defaultLimits.cacheBytesMax))
    .register(optionHelp, {
      group: sizeGroup,
      placeholder: "SIZE",
      description: "Memory for stored answers; beyond, the least valuable go.",
      example: "1GiB",
    }),
  ...limitShape,
};

/** Its log. */
export const talkShape = {
  "log-level": choice(["debug", "info", "warn", "error", "silent"])
    .prefault("info")
    .register(optionHelp, {
      group: "Talk",
      placeholder: "LEVEL",
      description: "Least weight of a log line: debug, info, warn, error or silent.",
      example: "warn",
    }),
};

/** Every option of a server. */
export const serverOptions = z.strictObject({
  ...placeShape,
  ...callShape,
  ...ceilingShape,
  ...talkShape,
});

/** Checked options of a server. Durations are milliseconds, sizes bytes. */
export type ServerOptions = z.output<typeof serverOptions>;
