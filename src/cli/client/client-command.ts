// What the commands for the control plane have in common: arguments, key, one answer, exit codes.
import { ownVariables } from "../../config/read/environment.ts";
import { optionsText } from "../../config/options/help.ts";
import { namePattern } from "../../config/options/client-option-types.ts";
import { problemsText, type Problem } from "../../config/read/problem.ts";
import { resolveOptions, type CrossRule, type Resolved } from "../../config/read/resolve.ts";
import { partWords } from "../words.ts";
import { readKeyText } from "../key-text.ts";
import { emphasis, type Terminal } from "../terminal.ts";
import { createAsk, type Ask } from "./control-client.ts";
import { failureText } from "./failure-text.ts";
import type { ClientOptions } from "../../config/options/client-options.ts";
import type { Shape } from "../../config/read/source.ts";
import type { Command } from "../command.ts";
import type { Failure } from "./reply.ts";
import type { z } from "zod";

/** What there is to print: data in both formats, and sentences for stderr. */
interface Done {
  readonly kind: "done";
  /** The API's answer. */
  readonly json: unknown;
  /** The same as text; `emphasise` makes bold, on a terminal. */
  text(emphasise: (text: string) => string): string;
  /** Sentences for stderr. */
  readonly talk?: readonly string[];
}

/** What a command came to. */
export type Outcome =
  | Done
  | { readonly kind: "failed"; readonly failure: Failure; readonly note?: string | undefined }
  | { readonly kind: "wrong"; readonly problems: readonly Problem[] }
  /** The API did its part, and the rest failed: what failed, and what to do. */
  | { readonly kind: "unfinished"; readonly what: string };

/** Options of a command, and how they are read. */
interface Reading<Options> {
  readonly shape: Shape;
  resolve(argv: readonly string[], env: Terminal["env"]): Promise<Resolved<Options>>;
}

/** One command. */
export interface ClientSpec<Options extends ClientOptions> {
  /** Such as `get project`. */
  readonly name: string;
  /** What it does, as paragraphs of help. */
  readonly about: string;
  /** Behind the command's name in the line of usage. */
  readonly usage: string;
  /** Each as typed behind the program's name. */
  readonly examples: readonly string[];
  readonly options: Reading<Options>;
  /** The argument that it takes without a flag: what it is, and a good one. */
  readonly word?: { readonly what: string; readonly example: string };
  act(given: Given<Options>): Promise<Outcome>;
}

/** What a command works with. */
interface Given<Options> {
  readonly options: Options;
  /** The argument without a flag, safe to use in a path. Empty if the command takes none. */
  readonly word: string;
  readonly ask: Ask;
  /** Fires when the process is asked to end. */
  readonly signal: AbortSignal;
}

/** Options from a schema. */
export function reading<Schema extends z.ZodObject>(
  schema: Schema,
  rules: readonly CrossRule<z.output<Schema>>[] = [],
): Reading<z.output<Schema>> {
  const shape: Shape = schema.shape;
  return {
    shape,
    resolve: (argv, env) => resolveOptions(schema, rules, argv, ownVariables(shape, env)),
  };
}

/** The command. */
export function clientCommand<Options extends ClientOptions>(spec: ClientSpec<Options>): Command {
  const { name, about, usage, examples, options: wanted } = spec;
  return {
    help: () => `${about}

Usage: edge-sessions ${name} ${usage}

Examples:
${examples.map((example) => `  edge-sessions ${name} ${example}\n`).join("")}
The key is read from a file. It is never an argument, because other users could see it there.
Exit codes: 0 success, 1 failure, 2 wrong usage.

${optionsText(wanted.shape)}`,

    run: async (argv, terminal) => {
      const { env, stdout, stderr, signal } = terminal;
      const wrong = (problems: readonly Problem[]): 2 => {
        stderr.write(problemsText(name, problems));
        return 2;
      };
      const { words, flags } = partWords(argv);
      const [word = ""] = words;
      const resolved = await wanted.resolve(flags, env);
      const problems = [
        ...wordProblems(words, spec),
        ...(resolved.kind === "problems" ? resolved.problems : []),
      ];
      if (problems.length > 0 || resolved.kind === "problems") return wrong(problems);
      const { options } = resolved;
      const key = await readKeyText(options["key-file"]);
      // The flag and not the file is named: a key typed in its place must not be repeated.
      if (key.kind === "problem") return wrong([{ ...key.problem, where: "--key-file" }]);
      if (key.warning !== undefined) stderr.write(`edge-sessions ${name}: ${key.warning}\n`);
      const access = { url: options.control, key: key.text, waitMs: options.timeout, signal };
      const outcome = await spec.act({ options, word, ask: createAsk(access), signal });
      if (outcome.kind === "wrong") return wrong(outcome.problems);
      if (outcome.kind === "unfinished") {
        stderr.write(`edge-sessions ${name}: ${outcome.what}\n`);
        return 1;
      }
      if (outcome.kind === "failed") {
        const asked = { command: name, url: options.control };
        stderr.write(failureText(outcome.failure, asked, outcome.note));
        return 1;
      }
      for (const line of outcome.talk ?? []) stderr.write(`edge-sessions ${name}: ${line}\n`);
      const json = options.format === "json";
      stdout.write(json ? `${JSON.stringify(outcome.json)}\n` : outcome.text(emphasis(terminal)));
      return 0;
    },
  };
}

function wordProblems<Options extends ClientOptions>(
  words: readonly string[],
  { name, word: wanted }: ClientSpec<Options>,
): readonly Problem[] {
  if (wanted === undefined) {
    return words.length === 0
      ? []
      : [{ where: "an argument", what: "has no flag before it; every value needs its flag" }];
  }
  const example = `edge-sessions ${name} ${wanted.example}`;
  const where = wanted.what;
  if (words.length > 1)
    return [{ where, what: "must be the only argument without a flag", example }];
  return namePattern.test(words[0] ?? "")
    ? []
    : [{ where, what: "is missing or malformed", example }];
}
