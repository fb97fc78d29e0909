// What the commands that run until they are stopped have in common: read the options, open the files that they name, start,
// wait, stop.
import { optionsText } from "../config/options/help.ts";
import { problemsText, type Problem } from "../config/read/problem.ts";
import { resolveOptions, type CrossRule } from "../config/read/resolve.ts";
import type { Command } from "./command.ts";
import type { Called } from "./listen-advice.ts";
import { runUntilEnded, type Running } from "./running.ts";
import type { Terminal } from "./terminal.ts";
import type { z } from "zod";

/** What a service runs, or what is wrong with the files that its options name. */
type Opened =
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
  | { readonly kind: "opened"; readonly running: Omit<Running, keyof Called> };

/** A command that runs a service. */
export interface Service<Schema extends z.ZodObject> {
  readonly name: string;
  /** The help without the options. */
  readonly help: string;
  readonly schema: Schema;
  readonly rules: readonly CrossRule<z.output<Schema>>[];
  /**
   * Puts the service together. What it needs is loaded here, so that wrong usage is answered at once. `raw` are the
   * options as they were given.
   */
  open(
    options: z.output<Schema>,
    terminal: Terminal,
    called: Called,
    raw: Readonly<Record<string, unknown>>,
  ): Promise<Opened>;
}

/** Makes the command. It ends with exit code 2 where the options, or files that they name, have problems. */
export function serviceCommand<Schema extends z.ZodObject>(service: Service<Schema>): Command {
  const { name, help, schema, rules } = service;
  return {
    help: () => `${help}\n\n${optionsText(schema.shape)}`,
    run: async (argv, terminal) => {
      const refuse = (problems: readonly Problem[]): 2 => {
        terminal.stderr.write(problemsText(name, problems));
        return 2;
      };
      const resolved = await resolveOptions(schema, rules, argv, terminal.env);
      if (resolved.kind === "problems") return refuse(resolved.problems);
      const called = { command: name, shape: schema.shape, terminal };
      const opened = await service.open(resolved.options, terminal, called, resolved.raw);
      if (opened.kind === "problems") return refuse(opened.problems);
      return runUntilEnded({ ...called, ...opened.running });
    },
  };
}
