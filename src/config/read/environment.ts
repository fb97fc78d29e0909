// Environment variables: `EDGE_SESSIONS_` and the option's name in capitals, `_` for `-`.
import {
  configName,
  helpOf,
  namesOutsideFile,
  unknownName,
  variableOf,
  variablePrefix,
  type Given,
  type Shape,
  type Source,
} from "./source.ts";
import { clientOptions } from "../options/client-options.ts";
import type { Problem } from "./problem.ts";

/** Operators of a control plane may have these set in their shell, also when they start a command that does not take them. */
const clientVariables: ReadonlySet<string> = new Set(Object.keys(clientOptions).map(variableOf));

/** Reads the variables with the product's prefix. It ignores those of the client commands. */
export function readEnvironment(
  shape: Shape,
  environment: Readonly<Record<string, string | undefined>>,
): Source {
  const names = new Map(
    [...namesOutsideFile(shape), configName].map((name) => [variableOf(name), name]),
  );
  const given: Given[] = [];
  const problems: Problem[] = [];
  for (const [variable, raw] of Object.entries(environment)) {
    if (!variable.startsWith(variablePrefix) || raw === undefined) continue;
    const name = names.get(variable);
    if (name === undefined && clientVariables.has(variable)) continue;
    if (name === undefined) {
      const meant = variable.slice(variablePrefix.length);
      problems.push(unknownName(variable, "variable", meant, [...names.values()], variableOf));
    } else {
      given.push({ name, raw, where: variable, spell: (value) => `${variable}=${value}` });
    }
  }
  return { given, problems };
}

/**
 * The variables of these options alone. For commands that run beside an edge, where the edge's own variables are set too
 * and are no mistake.
 */
export function ownVariables(
  shape: Shape,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const own = namesOutsideFile(shape).filter((name) => helpOf(shape, name).flagOnly !== true);
  return Object.fromEntries(
    own.map(variableOf).map((variable) => [variable, environment[variable]]),
  );
}
