// The options' part of `--help`, written from the schema.
import { z } from "zod";
import { helpOf, namesOutsideFile, variableOf, type Shape } from "../read/source.ts";

const lineCharacters = 92;

/** Every option with description, default and example, under its heading. */
export function optionsText(shape: Shape): string {
  const groups = new Map<string, string[]>();
  for (const name of Object.keys(shape)) {
    const { group } = helpOf(shape, name);
    groups.set(group, [...(groups.get(group) ?? []), optionText(shape, name)]);
  }
  const texts = [...groups].map(([group, options]) => `${group}:\n${options.join("")}`);
  return `${texts.join("\n")}\n${placesText(shape)}`;
}

function placesText(shape: Shape): string {
  const names = namesOutsideFile(shape);
  const flagsOnly = names.filter((name) => helpOf(shape, name).flagOnly === true);
  const everywhere = names.filter((name) => !flagsOnly.includes(name));
  const sample = everywhere.find((name) => name === "refresh-after") ?? everywhere[0] ?? "";
  const line = `${sample}: ${helpOf(shape, sample).example}`;
  const exceptions = flagsOnly.map((name) => `--${name}`).join(", ");
  return `File, environment, flags:
  --config FILE
      A YAML or JSON file with the same names as keys, such as "${line}".
      Default: none. Example: --config edge.yaml

Each option is also a variable: ${variableOf(sample)} for --${sample}.
${flagsOnly.length === 0 ? "" : `These are only flags or keys of a file: ${exceptions}.\n`}Flags win over variables, variables over the file, and the file over the defaults.
Durations: 500ms, 30s, 1m, 2m30s. Sizes: 64KiB, 256MiB. A bare flag such as
--cacheable-sessions means true. Unknown names and malformed values prevent the start.
`;
}

function optionText(shape: Shape, name: string): string {
  const { placeholder, description, example, defaultText, fileOnly } = helpOf(shape, name);
  const given = defaultText ?? defaultOf(shape[name]);
  if (fileOnly === true) {
    const how = `${description} Only in the file of --config. Example: "${name}: ${example}"`;
    return `  ${name}\n${wrapped(how)}`;
  }
  const right =
    placeholder === undefined && example === "true" ? `--${name}` : `--${name} ${example}`;
  const second = `${given === undefined ? "Required" : `Default: ${given}`}. Example: ${right}`;
  const head = placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`;
  return `  ${head}\n${wrapped(description)}${wrapped(second)}`;
}

function defaultOf(type: z.ZodType | undefined): string | undefined {
  return type instanceof z.ZodPrefault ? String(type.def.defaultValue) : undefined;
}

function wrapped(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last.length + word.length + 7 > lineCharacters) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line) => `      ${line}\n`).join("");
}
