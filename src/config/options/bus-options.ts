// The options of the bus that processes share. They are the same for every command that joins it.
import { optionHelp } from "../read/option-help.ts";
import { parseBusUrl, type BusAddress } from "../values/bus-url.ts";
import { isRegion } from "../values/location.ts";
import { urlCharactersMax } from "../values/setting-limits.ts";
import type { z } from "zod";
import { duration, filePath, text, toggle } from "./option-types.ts";
import type { CrossRule } from "../read/resolve.ts";

const group = "Several processes";
const minuteMs = 60_000;

/** The address of a bus. */
export function busUrl() {
  return text(
    "postgres://user@host/database, nats://host:4222, or none",
    (given, complain): BusAddress | undefined => {
      const parsed = parseBusUrl(given);
      if (typeof parsed !== "string") return parsed;
      complain(parsed);
      return undefined;
    },
    urlCharactersMax,
  );
}

/** The name of a region. */
export function regionName() {
  return text("a region such as eu or us-east (lower-case letters, digits and dashes)", (given) =>
    isRegion(given) ? given : undefined,
  );
}

/** How a process reaches the bus. */
export const busConnectionShape = {
  "bus-credentials": filePath().optional().register(optionHelp, {
    group,
    placeholder: "FILE",
    description: "Credentials file of NATS (.creds).",
    example: "edge.creds",
    defaultText: "none",
  }),
  "bus-ca": filePath().optional().register(optionHelp, {
    group,
    placeholder: "FILE",
    description: "Certificate of the authority that signed the certificate of NATS (PEM).",
    example: "nats-ca.pem",
    defaultText: "the authorities of the system",
  }),
  "bus-domains": toggle().prefault(false).register(optionHelp, {
    group,
    description:
      "Whether each region is a JetStream domain with the region's name, joined to the others by leaf nodes.",
    example: "true",
  }),
};

/** What a process says of itself on the bus. */
const busMemberShape = {
  region: regionName().prefault("default").register(optionHelp, {
    group,
    placeholder: "REGION",
    description: "Region of this process. It publishes to the log of its region, and reads all.",
    example: "eu",
  }),
  "region-forget-after": duration({ min: 10 * minuteMs, max: 24 * 60 * minuteMs })
    .prefault("10m")
    .register(optionHelp, {
      group,
      placeholder: "DURATION",
      description:
        "How long another region may be silent until this process no longer waits for it. If a project's answers may become older than that, their greatest age counts.",
      example: "1h",
    }),
};

/** What help says of `--bus`. */
export const busHelp = {
  group,
  placeholder: "URL",
  description:
    "Bus that carries invalidations and settings between processes: a postgres:// URL (it may be the control plane's database), or nats:// with one or several servers.",
  example: "nats://nats-1:4222,nats-2:4222",
  hidden: true,
} as const;

/** `--bus` where it has no default. */
export const busOption = busUrl()
  .optional()
  .register(optionHelp, {
    ...busHelp,
    defaultText: "the database, if it is Postgres; otherwise none",
  });

/** Every option of the bus. */
export const busShape = {
  bus: busUrl()
    .prefault("none")
    .register(optionHelp, { ...busHelp, defaultText: "none" }),
  ...busConnectionShape,
  ...busMemberShape,
};

/** Checked options of the bus. */
export type BusOptions = z.output<z.ZodObject<typeof busShape>>;

interface Given {
  readonly bus?: BusAddress | undefined;
  readonly "bus-credentials"?: string | undefined;
  readonly "bus-ca"?: string | undefined;
  readonly "bus-domains"?: boolean | undefined;
}

/** What must hold between them. */
export const busRules: readonly CrossRule<Given>[] = [
  ...(["bus-credentials", "bus-ca"] as const).map(
    (name): CrossRule<Given> =>
      (options) =>
        options[name] !== undefined && options.bus !== undefined && options.bus.kind !== "nats"
          ? {
              where: `--${name}`,
              what: "is only for a bus of NATS",
              example: "--bus nats://nats:4222",
            }
          : undefined,
  ),
  ({ bus, "bus-domains": domains }) =>
    domains === true && bus !== undefined && bus.kind !== "nats"
      ? {
          where: "--bus-domains",
          what: "is only for a bus of NATS",
          example: "--bus nats://nats:4222",
        }
      : undefined,
];
