// A part of the planet that runs in a process of its own, as its parent sees it: what the parent calls is done there.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Roles } from "./roles.ts";

/** A call of a role. */
export interface RoleCall {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

/** What came of it. */
export interface RoleAnswer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** A role of one kind. */
export interface RoleClient<Role> {
  /** Calls it. Rejects with what failed there, and when the process ends before. */
  call<Method extends keyof Role>(
    method: Method,
    argument: ArgumentOf<Role[Method]>,
  ): Promise<AnswerOf<Role[Method]>>;
  /** Ends the process. */
  close(): Promise<void>;
}

type ArgumentOf<Call> = Call extends (argument: infer Argument) => unknown ? Argument : never;
type AnswerOf<Call> = Call extends (...all: never) => infer Answer ? Awaited<Answer> : never;

/** Starts a process for a role. */
export function startRole<Name extends keyof Roles>(name: Name): RoleClient<Roles[Name]> {
  const child = fork(fileURLToPath(new URL("./role-process.ts", import.meta.url)), [name], {
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: [],
  });
  const waiting = new Map<number, (told: RoleAnswer) => void>();
  let called = 0;
  child.on("message", (told: RoleAnswer) => {
    waiting.get(told.id)?.(told);
    waiting.delete(told.id);
  });
  child.on("exit", () => {
    for (const [id, tell] of waiting) tell({ id, error: `the process of ${name} has ended` });
  });
  return {
    async call(method, argument) {
      const id = (called += 1);
      const told = await new Promise<RoleAnswer>((resolve) => {
        waiting.set(id, resolve);
        child.send({ id, method: String(method), argument } satisfies RoleCall);
      });
      if (told.error !== undefined) throw new Error(told.error);
      return told.answer as AnswerOf<Roles[Name][typeof method]>;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
