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
  toggle,
} from "./option-types.ts";
import { location } from "./location-option-types.ts";
import { tracingShape } from "./tracing-options.ts";
import { edgeTlsShape } from "./tls-options.ts";
import { formatSize } from "../values/size.ts";

const hourMs = 3_600_000;

/** Where it listens for callers and operators, and how it is called. */
export const placeShape = {
  listen: listenAddress().prefault("127.0.0.1:4000").register(optionHelp, {
    group: "Where",
    placeholder: "HOST:PORT",
    description: "Where clients reach the edge. Port 0 takes a free port.",
    example: "0.0.0.0:4000",
  }),
  "admin-listen": listenAddress().prefault("127.0.0.1:4001").register(optionHelp, {
    group: "Where",
    placeholder: "HOST:PORT",
    description:
      "Where operators reach health, readiness and metrics. With --admin-key-file it also accepts invalidations and web hooks. It must be a loopback address unless there are admin keys.",
    example: "127.0.0.1:9001",
  }),
  "spoe-listen": listenAddress().optional().register(optionHelp, {
    group: "Where",
    placeholder: "HOST:PORT",
    description:
      "Where HAProxy asks for the decisions of policies, by its Stream Processing Offload Engine (SPOE). HAProxy's address must be one of --trusted-proxies. Not with several --workers.",
    example: "127.0.0.1:4003",
    defaultText: "none",
  }),
  ...edgeTlsShape,
  "base-path": basePath().optional().register(optionHelp, {
    group: "Where",
    placeholder: "PATH",
    description: "Path before the identity server's paths at this edge. It is not sent on.",
    example: "/identity",
    defaultText: "none",
  }),
  "trusted-proxies": addressRanges().prefault([]).register(optionHelp, {
    group: "Where",
    placeholder: "CIDR,…",
    description:
      "Proxies in front of the edge that are trusted to say the client's address, X-Forwarded-Proto and X-Forwarded-Host, and for decisions the original URL. If anyone else sends these, the edge replaces or ignores them.",
    example: "10.0.0.0/8,192.168.1.7",
    defaultText: "none",
  }),
  "client-address-header": addressHeader().prefault("X-Forwarded-For").register(optionHelp, {
    group: "Where",
    placeholder: "HEADER",
    description:
      "The one header in which trusted proxies send the client's address. The edge drops the others, and sends only that address to the identity server.",
    example: "CF-Connecting-IP",
  }),
  name: edgeName().prefault("edge-sessions").register(optionHelp, {
    group: "Where",
    placeholder: "NAME",
    description: "Name of this edge in Cache-Status and Via.",
    example: "edge-frankfurt",
  }),
  location: location().optional().register(optionHelp, {
    group: "Where",
    placeholder: "PLACE",
    description:
      "Where this edge is, for the Console's map: the code of a metro, or latitude and longitude in degrees. It changes nothing else.",
    example: "fra",
    defaultText: "none",
  }),
};

/** How long calling the identity server may take. */
export const callShape = {
  "origin-timeout": duration({ min: 1, max: hourMs }).prefault("5s").register(optionHelp, {
    group: "Calling the identity server",
    placeholder: "DURATION",
    description: "Time that a call for a session check may take from start to end.",
    example: "2s",
  }),
  "forward-timeout": duration({ min: 1, max: hourMs }).prefault("1m").register(optionHelp, {
    group: "Calling the identity server",
    placeholder: "DURATION",
    description:
      "Time to wait for the head of the answer to any other call. Each 64 KiB of an upload restart it.",
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
      description: "Memory for stored answers. When it is full, the least valuable are evicted.",
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
      description: "Lowest level that is logged: debug, info, warn, error or silent.",
      example: "warn",
    }),
  "log-format": choice(["text", "json"]).optional().register(optionHelp, {
    group: "Talk",
    placeholder: "FORMAT",
    description:
      "How log lines are written: text for people, or json for programs. A terminal has colours unless NO_COLOR is set.",
    example: "json",
    defaultText: "text on a terminal, json otherwise",
  }),
  "access-log": toggle().prefault(false).register(optionHelp, {
    group: "Talk",
    description:
      "Whether each request at --listen gets a log line: client, host, method, path, status, Cache-Status, time. Never a query, cookie or token. Lines are written at every --log-level. Anyone who can send requests can then make the log grow.",
    example: "true",
  }),
  ...tracingShape,
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
