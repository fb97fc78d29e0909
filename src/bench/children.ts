// The programs of a run: started by it, asked by it, and ended with it, whichever way it ends.
import { spawn, type ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Roles } from "./questions.ts";
import type { Reply } from "./roles/answering.ts";

/** How long a program may take to end when it is asked to. */
const endWaitMs = 5_000;
/** How much of what a program wrote an error shows. */
const outputShown = 2_000;

/** One running program. */
export interface Child {
  readonly pid: number;
  /** Resolves once the program has written something that matches; rejects when it ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Rejects when the program ends. Never resolves. */
  readonly lost: Promise<never>;
  /** Ends it; resolves when it is gone. */
  end(): Promise<void>;
}

/** A program of ours that answers questions. */
export interface RoleChild<Role extends keyof Roles> extends Child {
  /** Asks one question at a time. Rejects with what went wrong at the other end, or when that has ended. */
  ask(question: Roles[Role]["question"]): Promise<Roles[Role]["answer"]>;
}

/** How a program is started. */
export interface Start {
  readonly command: string;
  readonly argv: readonly string[];
  readonly folder?: string;
}

/** The programs of one run. */
export class Children implements AsyncDisposable {
  readonly #running = new Set<Child>();
  readonly #signal: AbortSignal;

  /** No program is started any more once the signal has fired, and those that run are ended. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => void this[Symbol.asyncDispose](), { once: true });
  }

  /** Starts a program. */
  start(how: Start): Child {
    return this.#start(how, false).child;
  }

  /** Starts a program of ours that answers questions; `flags` are Node's. */
  startRole<Role extends keyof Roles>(role: Role, flags: readonly string[] = []): RoleChild<Role> {
    // Beside this file, and of its kind: TypeScript in a checkout, JavaScript in the package.
    const url = new URL(`./roles/${role}${extname(import.meta.url)}`, import.meta.url);
    return this.startAs<Role>([...flags, fileURLToPath(url)]);
  }

  /** Starts Node.js with arguments of which one is a program that answers a role's questions. */
  startAs<Role extends keyof Roles>(argv: readonly string[]): RoleChild<Role> {
    const { child, process } = this.#start({ command: globalThis.process.execPath, argv }, true);
    return {
      ...child,
      ask: (question) =>
        Promise.race([child.lost, answerTo<Roles[Role]["answer"]>(process, question)]),
    };
  }

  /** Throws once the signal has fired: a program that was lost then was ended. */
  throwIfEnding(): void {
    this.#signal.throwIfAborted();
  }

  /** Ends all of them; resolves when they are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running].map((child) => child.end()));
  }

  #start(how: Start, talks: boolean): { child: Child; process: ChildProcess } {
    this.#signal.throwIfAborted();
    const { command, argv, folder } = how;
    const process = spawn(command, argv, {
      ...(folder === undefined ? {} : { cwd: folder }),
      // Nothing that configures an edge may reach the one that is measured.
      env: {
        PATH: globalThis.process.env["PATH"],
        ...(folder === undefined ? {} : { HOME: folder }),
      },
      stdio: ["ignore", "pipe", "pipe", ...(talks ? (["ipc"] as const) : [])],
    });
    const child = watch(process, command);
    this.#running.add(child);
    process.once("close", () => this.#running.delete(child));
    return { child, process };
  }
}

function watch(process: ChildProcess, command: string): Child {
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [process.stdout, process.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => {
      output = (output + text).slice(-outputShown);
      for (const look of listeners) look();
    });
  }
  const closed = new Promise<void>((resolve) => {
    process.once("close", () => resolve());
  });
  const lost = new Promise<never>((_resolve, reject) => {
    process.once("error", reject);
    process.once("close", (code, signal) => {
      reject(new Error(`${command} ended (${String(code ?? signal)}). ${output.trim()}`));
    });
  });
  // Code that waits for output of the program learns of its end. If no code waits, the end is not a failure.
  lost.catch(() => undefined);
  return {
    pid: process.pid ?? -1,
    lost,
    until: (pattern) => {
      let look = (): void => undefined;
      const found = new Promise<RegExpExecArray>((resolve) => {
        look = () => {
          const match = pattern.exec(output);
          if (match !== null) resolve(match);
        };
        listeners.add(look);
        look();
      });
      return Promise.race([lost, found]).finally(() => listeners.delete(look));
    },
    end: async () => {
      if (process.pid === undefined) return;
      const late = setTimeout(() => process.kill("SIGKILL"), endWaitMs);
      process.kill("SIGTERM");
      await closed;
      clearTimeout(late);
    },
  };
}

function answerTo<Answer>(process: ChildProcess, question: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    process.once("message", ({ answer, error }: Reply) => {
      if (error === undefined) resolve(answer as Answer);
      else reject(new Error(error));
    });
    process.send(question, (error) => {
      if (error !== null) reject(error);
    });
  });
}
