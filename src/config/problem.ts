// What is wrong with a configuration, said so that it can be mended at once.

/** One thing that keeps the start back. */
export interface Problem {
  /** The flag, variable or file key. */
  readonly where: string;
  /** What is wrong, as a clause or sentence. */
  readonly what: string;
  /** How it would be right, to type as it stands. */
  readonly example?: string;
}

/** Every problem on a line of its own. */
export function problemsText(command: string, problems: readonly Problem[]): string {
  const many = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(({ where, what, example }) => {
    const right = example === undefined ? "" : ` (example: ${example})`;
    return `  ${where}: ${what}${right}\n`;
  });
  return `edge-sessions ${command}: ${many}, nothing was started.\n${lines.join("")}`;
}

/** The name that the unknown one was probably meant to be, if one is near. */
export function nearest(unknown: string, names: readonly string[]): string | undefined {
  const plain = unknown.toLowerCase().replaceAll("_", "-");
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = editDistance(plain, name);
    if (best === undefined || distance < best.distance) best = { name, distance };
  }
  return best !== undefined && best.distance <= Math.max(1, plain.length / 3)
    ? best.name
    : undefined;
}

/** Levenshtein's distance. */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (above[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (above[column - 1] ?? 0) + same,
        ),
      );
    }
    above = current;
  }
  return above[other.length] ?? 0;
}
