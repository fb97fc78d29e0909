// The secrets that doctor is given: the admin key from a file, a session cookie from a file or the keyboard.
import { readFile } from "node:fs/promises";
import { systemReason } from "../../config/read/document.ts";
import { readCookieText, type GivenCookie } from "../../core/health/pasted-cookies.ts";
import { Secret } from "../../core/secret.ts";
import { readKeyText } from "../key-text.ts";
import { askSecret, type KeyboardInput } from "../secret-prompt.ts";
import type { DoctorOptions } from "../../config/options/doctor-options.ts";
import type { Problem } from "../../config/read/problem.ts";
import type { Terminal } from "../terminal.ts";

/** The secrets. Each is undefined if no option asks for it. */
export interface Secrets {
  readonly kind: "secrets";
  readonly key: Secret | undefined;
  /** The key of the control plane. */
  readonly controlKey: Secret | undefined;
  readonly cookies: readonly GivenCookie[] | undefined;
}

type ReadSecrets = Secrets | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** Reads key and cookie. Messages name the flag and not the file: a secret typed in its place must not be repeated. */
export async function readSecrets(
  options: DoctorOptions,
  keyboard: () => KeyboardInput,
  terminal: Terminal,
): Promise<ReadSecrets> {
  const problems: Problem[] = [];
  const key = await readKey("--key-file", options["key-file"], problems, terminal);
  const controlKey = await readKey(
    "--control-key-file",
    options["control-key-file"],
    problems,
    terminal,
  );
  const text = await cookieTextOf(options, keyboard, terminal, problems);
  if (problems.length > 0) return { kind: "problems", problems };
  const keys = { key, controlKey };
  if (text === undefined) return { kind: "secrets", ...keys, cookies: undefined };
  const read = readCookieText(text);
  if (read.kind === "cookies") return { kind: "secrets", ...keys, cookies: read.cookies };
  const where = options["ask-cookie"] ? "--ask-cookie" : "--cookie-file";
  return { kind: "problems", problems: [{ where, what: read.what }] };
}

async function readKey(
  where: "--key-file" | "--control-key-file",
  path: string | undefined,
  problems: Problem[],
  { stderr }: Terminal,
): Promise<Secret | undefined> {
  if (path === undefined) return undefined;
  const read = await readKeyText(path);
  if (read.kind === "problem") {
    problems.push({ where, what: read.problem.what });
    return undefined;
  }
  if (read.warning !== undefined) stderr.write(`edge-sessions doctor: ${read.warning}\n`);
  return new Secret(read.text);
}

async function cookieTextOf(
  options: DoctorOptions,
  keyboard: () => KeyboardInput,
  { stderr, signal }: Terminal,
  problems: Problem[],
): Promise<string | undefined> {
  const path = options["cookie-file"];
  if (path !== undefined) {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      problems.push({ where: "--cookie-file", what: `cannot be read: ${systemReason(error)}` });
      return undefined;
    }
  }
  if (!options["ask-cookie"]) return undefined;
  const text = await askSecret("Session cookie (not shown): ", keyboard(), stderr, signal);
  if (text === undefined) {
    problems.push({
      where: "--ask-cookie",
      what: "needs a terminal to type the cookie on",
      example: "--cookie-file cookie.txt",
    });
  }
  return text;
}
