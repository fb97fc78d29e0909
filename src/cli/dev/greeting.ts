// What `dev` prints once everything runs: where things are, who is signed in, and what to paste.
import { emphasis, type Terminal } from "../terminal.ts";
import type { DevOptions } from "../../config/options/dev-options.ts";
import type { IdentityServer } from "../../identity/server.ts";
import type { DevUser } from "./user.ts";
import type { ControlServer } from "../../server/control-server.ts";
import type { Load } from "../../server/parts.ts";

/** What the greeting is made of. */
export interface DevFacts {
  readonly options: DevOptions;
  readonly control: Pick<ControlServer, "url" | "edges">;
  /** Undefined in front of a real identity server. */
  readonly identity: Pick<IdentityServer, "publicUrl" | "adminUrl"> | undefined;
  readonly user: DevUser | undefined;
  /** What the process needs once its store is full, in MiB. */
  readonly neededMiB: number;
  /** Key to sign in to the Console with; undefined where the database had one before. */
  readonly firstKey: string | undefined;
}

/** The text. On a terminal, the command to paste and the warning are bold. */
export function greetingText(
  { options, control, identity, user, firstKey, neededMiB }: DevFacts,
  terminal: Terminal,
): string {
  const bold = emphasis(terminal);
  const { edges } = control;
  const base = `${edges.url ?? ""}${edges.basePath}`;
  const cookie = user?.cookie ?? `${options["cookie-name"]}=<the value of a session cookie>`;
  const feature = options["cacheable-sessions"] ? "Edge Sessions on" : "Edge Sessions off";
  const places =
    identity === undefined
      ? [["Identity server", options.origin ?? ""]]
      : [
          ["Identity server", identity.publicUrl],
          ["  its admin API", identity.adminUrl],
          ["  sign-in page", `${base}/dev/ui/`],
          ["  mails", `${identity.adminUrl}/dev/mails`],
        ];
  const rows = [
    ["Edge", `${base}  (${feature})`],
    ["  metrics", `${edges.adminUrl ?? ""}/metrics`],
    ["  readiness", `${edges.adminUrl ?? ""}/health/ready`],
    ["  memory", `about ${neededMiB} MiB with a full cache`],
    ["Console", `${control.url}/console/`],
    ["  sign in with", firstKey ?? "an operator's key that is already in this database"],
    ...places,
    ...(user === undefined
      ? []
      : [
          ["User", user.email],
          ["  password", user.password],
        ]),
  ].map(([name = "", value = ""]) => `${name.padEnd(17)} ${value}\n`);
  const warning =
    identity === undefined
      ? ""
      : `${bold("The embedded identity server is for DEVELOPMENT ONLY. Never use it for real accounts.")}\n`;
  const demo = options.demo
    ? "The demo is running: people sign in, change and are revoked. See the Console.\n"
    : "";
  const shows = options["cacheable-sessions"]
    ? 'Run it twice: the first Cache-Status says "fwd=miss; stored", the second says "hit".\n'
    : "Nothing is stored. Start with --cacheable-sessions to see hits.\n";
  return `
${rows.join("")}
${warning}Check the session at the edge:

  ${bold(`curl -si ${base}/sessions/whoami -H 'Cookie: ${cookie}'`)}

${shows}${demo}Ctrl-C ends everything.
`;
}

/** What it prints when it is asked to end: what it waits for, and how to end at once. */
export function stoppingText({ requests, connections }: Load, deadlineMs: number): string {
  const waitsFor = [
    counted(requests, "request in progress", "requests in progress"),
    counted(connections - requests, "open connection", "open connections"),
  ].filter((text) => text !== undefined);
  if (waitsFor.length === 0) return "Stopping.\n";
  return `Stopping. Waiting for ${waitsFor.join(" and ")}, at most ${deadlineMs / 1_000} s. Press Ctrl-C again to end now.\n`;
}

function counted(count: number, one: string, many: string): string | undefined {
  if (count === 0) return undefined;
  return `${count} ${count === 1 ? one : many}`;
}
