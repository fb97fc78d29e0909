// What a command says if one of its listeners cannot listen: all addresses that cannot be used, and the command with
// others that can.
import { createServer } from "node:net";
import { formatListenAddress, type ListenAddress } from "../config/values/listen-address.ts";
import { helpOf, variablePrefix, type Shape } from "../config/read/source.ts";
import { shellQuoted, typedCommand } from "../config/read/typed-command.ts";
import { listenProblem } from "../server/parts.ts";
import type { Terminal } from "./terminal.ts";

/** A listener of a command, by the option that says where it listens. */
export interface ListenOption {
  readonly name: string;
  readonly address: ListenAddress;
}

/** Those of a command's options. */
export function listenOptions<Name extends string>(
  options: Readonly<Record<Name, ListenAddress>>,
  ...names: readonly Name[]
): readonly ListenOption[] {
  return names.map((name) => ({ name, address: options[name] }));
}

/** How the command was called. */
export interface Called {
  readonly command: string;
  readonly shape: Shape;
  readonly terminal: Pick<Terminal, "argv" | "env">;
}

interface Refused {
  readonly option: ListenOption;
  readonly code: string;
  readonly problem: string;
}

/** Distance between a port and the next that is offered in its place. */
const portStep = 10;
const portsTried = 100;
const portMax = 65_535;
const firstFreePort = 1_024;
/** Ports below 1024 have a well-known twin: 8080 for 80, 8443 for 443. */
const twinOffset = 8_000;

/** What to do about it. */
export interface ListenAdvice {
  readonly text: string;
  /** A free address for each option whose own cannot be used. */
  readonly changes: ReadonlyMap<string, string>;
}

/** The advice, or undefined if every address can be used by now. */
export async function listenAdvice(
  called: Called,
  options: readonly ListenOption[],
): Promise<ListenAdvice | undefined> {
  const refused: Refused[] = [];
  for (const option of options) {
    const code = await listenCode(option.address);
    if (code === undefined) continue;
    const problem = listenProblem(code) ?? `cannot be listened on (${code})`;
    refused.push({ option, code, problem });
  }
  if (refused.length === 0) return undefined;
  const taken = options.map(({ address }) => address.port);
  const changes = new Map<string, string>();
  for (const { option, code } of refused) {
    const other = await otherAddress(option.address, code, taken);
    taken.push(other.port);
    changes.set(option.name, formatListenAddress(other));
  }
  const width = Math.max(...refused.map(({ option }) => spelled(option).length));
  const lines = refused.map(
    ({ option, problem }) => `  ${spelled(option).padEnd(width)}  ${problem}\n`,
  );
  const [what, which] =
    refused.length === 1
      ? ["An address cannot be used", "another one"]
      : [`${refused.length} addresses cannot be used`, "others"];
  const variables = Object.keys(called.terminal.env).some((name) =>
    name.startsWith(variablePrefix),
  );
  const also = variables ? `, with the same ${variablePrefix}… variables` : "";
  const text = `${what}:\n${lines.join("")}To use ${which}${also}:\n  ${retyped(called, changes)}\n`;
  return { text, changes };
}

/** The command with these options changed, and without those that then mean nothing. */
export function retyped(
  called: Called,
  changes: ReadonlyMap<string, string>,
  leftOut: readonly string[] = [],
): string {
  const { command, shape, terminal } = called;
  const given = terminal.argv.slice(command.split(" ").length);
  const kept: string[] = [];
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index] ?? "";
    const [flag = "", ...rest] = argument.split("=");
    const next = given[index + 1];
    const name = flag.slice(2);
    const separate = rest.length === 0 && next !== undefined && !next.startsWith("--");
    if (separate) index += 1;
    if (changes.has(name) || leftOut.includes(name)) continue;
    const value = separate ? next : rest.length > 0 ? rest.join("=") : undefined;
    // After a space, a value that begins with dashes or is empty would be read as the next flag or as no value.
    const between = value === "" || value?.startsWith("--") === true ? "=" : " ";
    kept.push(value === undefined ? flag : flag + between + shownValue(shape, name, value));
  }
  const changed = [...changes].map(([name, value]) => `--${name} ${shellQuoted(value)}`);
  return [typedCommand(terminal.env, command), ...kept, ...changed].join(" ");
}

/** A value as it was typed, unless it may hold a secret: of such options only plain paths and plain URLs are shown. */
function shownValue(shape: Shape, name: string, value: string): string {
  if (shape[name] === undefined || helpOf(shape, name).hidden !== true) return shellQuoted(value);
  const isPlain = /^(?:https?:\/\/[\w.:[\]-]+)?[\w./~:-]*$/u.test(value);
  return isPlain ? shellQuoted(value) : "'…'";
}

function spelled({ name, address }: ListenOption): string {
  return `--${name} ${formatListenAddress(address)}`;
}

async function otherAddress(
  { host, port }: ListenAddress,
  code: string,
  taken: readonly number[],
): Promise<ListenAddress> {
  // If the address itself cannot be used, another port of it cannot be used either.
  const otherHost = code === "EADDRINUSE" || code === "EACCES" ? host : "127.0.0.1";
  const first = port < firstFreePort ? port + twinOffset : port + portStep;
  for (let tried = 0; tried < portsTried; tried += 1) {
    const next = first + tried * portStep;
    const other = { host: otherHost, port: next > portMax ? next - portMax + firstFreePort : next };
    if (!taken.includes(other.port) && (await listenCode(other)) === undefined) return other;
  }
  return { host: otherHost, port: 0 };
}

/** The system's code that says why an address cannot be listened on now, or undefined if it can. */
function listenCode({ host, port }: ListenAddress): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
