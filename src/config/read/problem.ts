// What is wrong with a configuration, said so that it can be fixed at once.

/** One thing that prevents the start. */
export interface Problem {
  /** The flag, variable or file key: the subject of the sentence. */
  readonly where: string;
  /** The rest of the sentence: what is wrong and what would be right, such as `must be a file`. */
  readonly what: string;
  /** How it would be right, to type as it stands. */
  readonly example?: string;
}

/** Every problem on a line of its own. */
export function problemsText(command: string, problems: readonly Problem[]): string {
  const many = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(({ where, what, example }) => {
    const right = example === undefined ? "" : ` (example: ${example})`;
    return `  ${printable(`${where} ${what}${right}`)}\n`;
  });
  return `edge-sessions ${command}: ${many}, nothing was started.\n${lines.join("")}`;
}

/** Text as one line that a terminal only prints: control characters and those that turn the text around are escaped. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The name that the unknown one was probably meant to be, if one is near. */
export function nearest(unknown: string, names: readonly string[]): string | undefined {
  const plain = unknown.toLowerCase().replaceAll("_", "-");
  let best: { name: string; distance: number } | undefined;
  const distanceMax = Math.max(1, plain.length / 3);
  // Names of another length cannot be near, and the distance from a long text takes long.
  const ofLength = names.filter((name) => Math.abs(name.length - plain.length) <= distanceMax);
  for (const name of ofLength) {
    const distance = editDistance(plain, name);
    if (best === undefined || distance < best.distance) best = { name, distance };
  }
  return best !== undefined && best.distance <= distanceMax ? best.name : undefined;
}

/** Single characters put in, left out, replaced, or swapped with their neighbour. */
function editDistance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          cell(row - 1, column) + 1,
          cell(row, column - 1) + 1,
          cell(row - 1, column - 1) + same,
          swapped && row > 1 && column > 1 ? cell(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return cell(one.length, other.length);
}
