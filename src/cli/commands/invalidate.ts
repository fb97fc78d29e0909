// `edge-sessions invalidate`: invalidates an identity or a session at one edge and its peers, or at the edges of a project.
import { ownVariables } from "../../config/read/environment.ts";
import { optionsText } from "../../config/options/help.ts";
import { invalidateOptions, invalidateRules } from "../../config/options/invalidate-options.ts";
import { problemsText, type Problem } from "../../config/read/problem.ts";
import { resolveOptions } from "../../config/read/resolve.ts";
import { canonicalUuid } from "../../core/mutation.ts";
import { readKeyText } from "../key-text.ts";
import { sendInvalidation, type Target } from "../client/send-invalidation.ts";
import { invalidateProject } from "../client/invalidate-project.ts";
import { appliedText, isConfirmed, missingText } from "../client/reached.ts";
import type { Command } from "../command.ts";

const example = "edge-sessions invalidate identity 9f425a8d-7efc-4768-8f23-7647a74fdf13 --admin …";

/** The command. */
export const invalidateCommand: Command = {
  help: () => `Invalidates an identity or a session that has changed elsewhere: at an edge, or through the
control plane at every edge of a project. They drop their stored answers for it.

Usage: edge-sessions invalidate identity|session ID --admin URL --key-file FILE [flags]
       edge-sessions invalidate identity|session ID --project ID --key-file FILE [flags]

Examples:
  edge-sessions invalidate identity 9f425a8d-7efc-4768-8f23-7647a74fdf13 \\
    --admin http://127.0.0.1:4001 --key-file /run/secrets/edge-key
  edge-sessions invalidate session 5b0f3c1e-8a1d-4c67-9f55-0b8f3d9c2e11 \\
    --admin http://127.0.0.1:4001 --key-file /run/secrets/edge-key --format json
  edge-sessions invalidate identity 9f425a8d-7efc-4768-8f23-7647a74fdf13 \\
    --project acme --control http://127.0.0.1:4002 --key-file /run/secrets/control-key

The key is read from a file. It is never an argument, because other users could see it there.
Waits up to 3s until every healthy edge has confirmed it, and names those that have not.
Exit codes: 0 applied, 1 not applied, 2 wrong usage, 3 applied, but not confirmed by every edge.

${optionsText(invalidateOptions.shape)}`,

  run: async (argv, { env, stdout, stderr, signal }) => {
    const target = targetOf(argv);
    const flags = argv.slice(target.taken);
    const own = ownVariables(invalidateOptions.shape, env);
    const resolved = await resolveOptions(invalidateOptions, invalidateRules, flags, own);
    const problems = [
      ...("problem" in target ? [target.problem] : []),
      ...(resolved.kind === "problems" ? resolved.problems : []),
    ];
    if ("problem" in target || resolved.kind === "problems") {
      stderr.write(problemsText("invalidate", problems));
      return 2;
    }
    const { options } = resolved;
    const key = await readKeyText(options["key-file"]);
    if (key.kind === "problem") {
      // The flag and not the file is named: a key typed in its place must not be repeated.
      stderr.write(problemsText("invalidate", [{ ...key.problem, where: "--key-file" }]));
      return 2;
    }
    if (key.warning !== undefined) stderr.write(`edge-sessions invalidate: ${key.warning}\n`);
    const how = { key: key.text, waitMs: options.timeout, signal };
    const { admin, project } = options;
    const sent =
      project === undefined
        ? await sendInvalidation(target, { adminUrl: admin ?? "", ...how })
        : await invalidateProject(target, project, { url: options.control, ...how });
    if (sent.kind === "failed") {
      stderr.write(sent.text);
      return 1;
    }
    const { scope, id } = target;
    const { published, edges } = sent.answer;
    stdout.write(
      options.format === "json"
        ? `${JSON.stringify({ scope, id, applied: true, published, edges })}\n`
        : `applied: ${scope} ${id}\n${appliedText(sent.answer)}`,
    );
    for (const line of missingText(sent.answer)) {
      stderr.write(`edge-sessions invalidate: ${line}\n`);
    }
    return isConfirmed(sent.answer) ? 0 : 3;
  },
};

type Named = Target & { readonly taken: number };

/** The first two arguments, which say what has changed. */
function targetOf(
  argv: readonly string[],
): Named | { readonly problem: Problem; readonly taken: number } {
  const [scope = "", text = ""] = argv;
  const taken = [scope, text].findIndex((word) => word === "" || word.startsWith("--"));
  const words = taken < 0 ? 2 : taken;
  const problem = (where: string, what: string) => ({
    problem: { where, what, example },
    taken: words,
  });
  if (scope !== "identity" && scope !== "session") {
    return problem("the arguments", "must begin with identity or session, and its id");
  }
  const id = words === 2 ? canonicalUuid(text) : undefined;
  if (id === undefined) return problem(`the id of the ${scope}`, "must be a UUID");
  return { scope, id, taken: words };
}
