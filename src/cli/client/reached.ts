// How far an invalidation has got, as text. Edges and control planes of earlier versions do not say it.
import { z } from "zod";
import { plain } from "./text.ts";

const edges = z.array(z.object({ name: z.string(), region: z.string().nullable() }));

/** The answer to an invalidation. */
export const invalidated = z.object({
  applied: z.number(),
  published: z.boolean().optional(),
  edges: z.object({ applied: edges, missing: edges, silent: edges }).optional(),
});

/** The same as a value. */
export type Invalidated = z.output<typeof invalidated>;

/** An invalidation that was sent: the answer, or the text that says why it is not applied. */
export type Sent =
  | { readonly kind: "applied"; readonly answer: Invalidated }
  | { readonly kind: "failed"; readonly text: string };

/** The edges that have applied it, for stdout. Empty if there is only one. */
export function appliedText({ edges: reached }: Invalidated): string {
  const applied = reached?.applied ?? [];
  return applied.length < 2 ? "" : `${applied.length} edges: ${names(applied)}\n`;
}

/** Whether it is confirmed by every edge that can be heard. */
export function isConfirmed({ published, edges: reached }: Invalidated): boolean {
  return published !== false && (reached?.missing.length ?? 0) === 0;
}

/** Sentences about the edges that may not have applied it, for stderr. */
export function missingText({ published, edges: reached }: Invalidated): readonly string[] {
  const { missing = [], silent = [] } = reached ?? {};
  const sentences: string[] = [];
  if (published === false) {
    sentences.push(
      "the bus cannot be reached, so only this process has applied it; it is published as soon as the bus is back",
    );
  }
  if (missing.length > 0) {
    sentences.push(
      `not confirmed yet by ${names(missing)}; an edge applies it as soon as it hears of it`,
    );
  }
  if (silent.length > 0) {
    sentences.push(
      `silent, so down or cut off: ${names(silent)}; an edge that is only cut off keeps answers for at most degraded_max_age`,
    );
  }
  return sentences;
}

function names(list: z.output<typeof edges>): string {
  return list
    .map(({ name, region }) => plain(region === null ? name : `${name} (${region})`))
    .join(", ");
}
