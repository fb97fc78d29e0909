// The steps of latency that the map tells apart.
import type { MapCells } from "../../../api/map.ts";

/** Their upper bounds in milliseconds, each with its colour in style/map.css. The last has none. */
const bounds = [15, 25, 35, 45, 70, 100, Number.POSITIVE_INFINITY] as const;

/** What the map's colours show. */
export type Shown = "now" | "without" | "planned";

/** The place of each step. */
export const steps: readonly number[] = bounds.map((_, step) => step);

/** `up to 35 ms`, `over 100 ms`. */
export function stepText(step: number): string {
  const bound = bounds[step];
  return bound === undefined || bound === Number.POSITIVE_INFINITY
    ? `over ${bounds[bounds.length - 2]} ms`
    : `up to ${bound} ms`;
}

/** The step of each cell, or -1 if it is not known. `lost` is the region without which people are to be shown. */
export function stepsOf(cells: MapCells, shown: Shown, lost: string | undefined): number[] {
  const lostPlace = lost === undefined ? -1 : cells.places.indexOf(lost);
  return cells.south.map((_, cell) => {
    const ms =
      shown === "planned"
        ? cells.planned_ms[cell]
        : shown === "without" && cells.place[cell] === lostPlace
          ? cells.without_ms[cell]
          : cells.now_ms[cell];
    return ms === null || ms === undefined ? -1 : bounds.findIndex((bound) => ms <= bound);
  });
}

/** The share of people in each step. */
export function sharesOf(cells: MapCells, cellSteps: readonly number[]): readonly number[] {
  const shares = steps.map(() => 0);
  cellSteps.forEach((step, cell) => {
    if (step >= 0) shares[step] = (shares[step] ?? 0) + (cells.share[cell] ?? 0);
  });
  return shares;
}
