// Options of `control`: the control plane's own, and with --edge those of a server. What belongs to one project is no
// option: it is set by the project API.
import { z } from "zod";
import { collides } from "../values/listen-address.ts";
import { busOption, busShape } from "./bus-options.ts";
import { regionLocations } from "./location-option-types.ts";
import { serverOptions } from "./server-options.ts";
import { transmitterShape } from "./transmitter-options.ts";
import { subscriberNetworksShape } from "./subscriber-options.ts";
import { controlTlsShape } from "./tls-options.ts";
import { signingRotationShape } from "./signing-options.ts";
import { optionHelp } from "../read/option-help.ts";
import {
  basePath,
  databaseUrl,
  duration,
  filePath,
  hostSuffix,
  httpUrl,
  listenAddress,
  slug,
  toggle,
} from "./option-types.ts";
import type { CrossRule } from "../read/resolve.ts";

const group = "Control plane";
const hourMs = 3_600_000;

/** The control plane's own options. */
export const controlShape = {
  "control-listen": listenAddress().prefault("127.0.0.1:4002").register(optionHelp, {
    group,
    placeholder: "HOST:PORT",
    description:
      "Where the project API and the Console listen. Everything except the Console's files and the health paths needs a key.",
    example: "0.0.0.0:4002",
  }),
  ...controlTlsShape,
  ...transmitterShape,
  "control-base-path": basePath().optional().register(optionHelp, {
    group,
    placeholder: "PATH",
    description:
      "Path before the control plane's own paths, if a proxy passes requests on with one.",
    example: "/edge-sessions",
    defaultText: "none",
  }),
  database: databaseUrl().prefault("edge-sessions.db").register(optionHelp, {
    group,
    placeholder: "DATABASE",
    description:
      "Database for projects, keys and the audit log: a SQLite file, which is created if it does not exist, or a postgres:// URL. With :memory: everything is lost when the process ends.",
    example: "/var/lib/edge-sessions/control.db",
    hidden: true,
  }),
  "first-key-file": filePath().prefault("edge-sessions.first-key").register(optionHelp, {
    group,
    placeholder: "FILE",
    description:
      "File that the first operator's key is written to, if the database holds no operator's key that can create keys. Only the file's owner can read it.",
    example: "/run/secrets/edge-sessions.first-key",
  }),
  "plan-file": filePath().optional().register(optionHelp, {
    group,
    placeholder: "FILE",
    description:
      "File with the table of plans, which says which plans include Edge Sessions (YAML or JSON: default, and plans with name, title and cacheable_sessions). It is read again on SIGHUP.",
    example: "plans.yaml",
    defaultText: "the built-in table: all but developer may",
  }),
  "projects-domain": hostSuffix().prefault("projects.localhost").register(optionHelp, {
    group,
    placeholder: "DOMAIN",
    description:
      "Domain below which each project is served under its slug, in addition to its own hosts.",
    example: "projects.example",
  }),
  "edge-url": httpUrl().optional().register(optionHelp, {
    group,
    placeholder: "URL",
    description:
      "URL by which clients reach the edge, if a proxy stands in front of it. The Console shows it with each project's host in place of this one.",
    example: "https://projects.example",
    defaultText: "where this process listens",
  }),
  "control-url": httpUrl().optional().register(optionHelp, {
    group,
    placeholder: "URL",
    description:
      "URL by which operators reach the control plane, if a proxy stands in front of it. A project cannot have the same host.",
    example: "https://console.example",
    defaultText: "where this process listens",
  }),
  "default-project": slug().optional().register(optionHelp, {
    group,
    placeholder: "SLUG",
    description: "The project that is also served under every host that no other project has.",
    example: "acme",
    defaultText: "none: such hosts are answered with 404",
  }),
  "region-locations": regionLocations().prefault([]).register(optionHelp, {
    group,
    placeholder: "REGION=METRO,…",
    description:
      "Where the edges of each region are, for the Console's map, if they do not say so themselves with --location. A region whose name is the code of a metro needs none.",
    example: "eu=fra,us=iad",
    defaultText: "none",
  }),
  "edge-plan": filePath().optional().register(optionHelp, {
    group,
    placeholder: "FILE",
    description:
      "Plan of where edges are to be, which the Console's map shows beside those that run: the output of edge-sessions plan --format json. It is read again when it changes.",
    example: "plan.json",
    defaultText: "none",
  }),
  ...signingRotationShape,
  "audit-retention": duration({ min: hourMs, max: 87_600 * hourMs })
    .prefault("2160h")
    .register(optionHelp, {
      group,
      placeholder: "DURATION",
      description: "How long lines of the audit log are kept.",
      example: "8760h",
    }),
};

/** Options of `control`. */
export const controlOptions = z.strictObject({
  ...controlShape,
  edge: toggle().prefault(false).register(optionHelp, {
    group,
    description:
      "Whether this process also serves the projects. One machine then needs only this process.",
    example: "true",
  }),
  ...subscriberNetworksShape,
  ...serverOptions.shape,
  ...busShape,
  bus: busOption,
});

/** Checked options of `control`. Durations are milliseconds, sizes bytes. */
export type ControlOptions = z.output<typeof controlOptions>;

/** What must hold between options of `control`. */
export const controlRules: readonly CrossRule<
  Pick<ControlOptions, "control-listen" | "listen" | "admin-listen"> & { edge?: boolean }
>[] = [
  ({ "control-listen": control, listen, edge }) => clash(edge, control, listen, "--listen"),
  ({ "control-listen": control, "admin-listen": admin, edge }) =>
    clash(edge, control, admin, "--admin-listen"),
];

type Address = ControlOptions["listen"];

function clash(
  edge: boolean | undefined,
  control: Address | undefined,
  other: Address | undefined,
  flag: string,
): ReturnType<(typeof controlRules)[number]> {
  if (edge === false || control === undefined || other === undefined || !collides(control, other))
    return undefined;
  return {
    where: "--control-listen",
    what: `must not be the address of ${flag}`,
    example: `--control-listen 127.0.0.1:${control.port < 65_534 ? control.port + 2 : control.port - 2}`,
  };
}
