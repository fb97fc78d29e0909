// How far an invalidation has got, in words.
import type { Reach } from "../../api/edge.ts";

/** Sentences for the end of a report. Empty if there is only one edge, and it has applied it. */
export function reachText({ published, edges }: Reach): string {
  const { applied, missing, silent } = edges;
  const names = (list: Reach["edges"]["missing"]): string =>
    list.map(({ name, region }) => (region === null ? name : `${name} (${region})`)).join(", ");
  const sentences = [];
  if (!published) {
    sentences.push("The bus cannot be reached. Other edges apply this as soon as the bus is back.");
  } else if (applied.length > 1) {
    sentences.push(`${applied.length} edges have applied it.`);
  }
  if (missing.length > 0) {
    sentences.push(`Not confirmed yet by ${names(missing)}.`);
  }
  if (silent.length > 0) {
    sentences.push(
      `Silent: ${names(silent)}. An edge that is only cut off keeps answers for the shorter cache duration.`,
    );
  }
  return sentences.map((sentence) => ` ${sentence}`).join("");
}
