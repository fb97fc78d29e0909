// Why an edge did not start, as a part of a sentence.

const charactersMax = 200;

/** The last line that the program wrote, or what else went wrong. */
export function refusalText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const said = lines.find((line) => line.includes("--")) ?? lines[0] ?? "it did not start";
  return said.trim().slice(0, charactersMax);
}
