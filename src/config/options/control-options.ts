// Options of `control`: the control plane's own, and with --edge those of a server. What belongs to one project is no
// option: it is set by the project API.
import { z } from "zod";
import { collides } from "../values/listen-address.ts";
import { serverOptions } from "./server-options.ts";
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
      "Where the project API and the Console are. Everything but the Console's files and health needs a key.",
    example: "0.0.0.0:4002",
  }),
  "control-base-path": basePath().optional().register(optionHelp, {
    group,
    placeholder: "PATH",
    description: "Path in front of the control plane's paths, for a proxy that passes it on.",
    example: "/edge-sessions",
    defaultText: "none",
  }),
  database: databaseUrl().prefault("edge-sessions.db").register(optionHelp, {
    group,
    placeholder: "DATABASE",
    description:
      "Where projects, keys and the audit log are kept: a SQLite file, which is made, or postgres://…; :memory: forgets everything at the end.",
    example: "/var/lib/edge-sessions/control.db",
    hidden: true,
  }),
  "first-key-file": filePath().prefault("edge-sessions.first-key").register(optionHelp, {
    group,
    placeholder: "FILE",
    description:
      "Where the first operator's key is written, readable by its owner alone, if the database has none that may make others.",
    example: "/run/secrets/edge-sessions.first-key",
  }),
  "plan-file": filePath().optional().register(optionHelp, {
    group,
    placeholder: "FILE",
    description:
      "Table of plans (YAML or JSON: default, and plans of name, title, cacheable_sessions): which may use Edge Sessions. Read again on SIGHUP.",
    example: "plans.yaml",
    defaultText: "the built-in table: all but developer may",
  }),
  "projects-domain": hostSuffix().prefault("projects.localhost").register(optionHelp, {
    group,
    placeholder: "DOMAIN",
    description: "A project is served under its slug below this domain, besides its own hosts.",
    example: "projects.example",
  }),
  "edge-url": httpUrl().optional().register(optionHelp, {
    group,
    placeholder: "URL",
    description:
      "How callers reach the edge, where a proxy stands before it; the host is replaced by each project's. The Console tells it.",
    example: "https://projects.example",
    defaultText: "where this process listens",
  }),
  "control-url": httpUrl().optional().register(optionHelp, {
    group,
    placeholder: "URL",
    description:
      "How operators reach the control plane, where a proxy stands before it. Its host can be no project's.",
    example: "https://console.example",
    defaultText: "where this process listens",
  }),
  "default-project": slug().optional().register(optionHelp, {
    group,
    placeholder: "SLUG",
    description: "The project that is also served under every host that no other has.",
    example: "acme",
    defaultText: "none: such hosts are answered with 404",
  }),
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
      "Whether this process serves the projects too, so that one process is all that one machine needs.",
    example: "true",
  }),
  ...serverOptions.shape,
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
    what: `is the address of ${flag}`,
    example: `--control-listen 127.0.0.1:${control.port < 65_534 ? control.port + 2 : control.port - 2}`,
  };
}
