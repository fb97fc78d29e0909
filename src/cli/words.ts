// Words among the arguments: `get project acme --format json`, in any order.

/** Arguments parted into bare words, and flags with their values. */
export interface Parted {
  readonly words: readonly string[];
  readonly flags: readonly string[];
}

/** Parts arguments. Only for commands whose every flag takes a value: what follows a flag is its value. */
export function partWords(argv: readonly string[]): Parted {
  const words: string[] = [];
  const flags: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? "";
    if (!argument.startsWith("--")) {
      words.push(argument);
      continue;
    }
    flags.push(argument);
    const next = argv[index + 1];
    if (argument.includes("=") || next === undefined || next.startsWith("--")) continue;
    flags.push(next);
    index += 1;
  }
  return { words, flags };
}
