// The places that checks come from, as dots: coloured by latency, with an area in proportion to their share.
import type { Position } from "../world/place.ts";
import { latencySteps, stepOf } from "./latency-steps.ts";
import type { Projection } from "./projection.ts";
import { length } from "./svg-text.ts";

/** A place that checks come from. */
export interface MapCell extends Position {
  /** Of all checks. */
  readonly share: number;
  /** How long a hit waits there. */
  readonly hitMs: number;
}

/** Diameters, each with twice the area of the one before. */
const diameters = [1.7, 2.4, 3.4, 4.8, 6.8, 9.6, 13.6, 19.2, 27.2];
/** A place with all checks would have this diameter, or less where that would make the largest dot too large. */
const diameterOfAll = 190;

/** The dots: one path for each colour and size, the large ones below. Lines without length, whose ends are round. */
export function dots(cells: readonly MapCell[], { place }: Projection): string {
  const greatest = cells.reduce((most, { share }) => Math.max(most, share), 0);
  const diameter = Math.min(diameterOfAll, (diameters.at(-1) ?? 0) / Math.sqrt(greatest));
  const paths = new Map<string, string[]>();
  for (const cell of cells) {
    const key = `${sizeOf(diameter * Math.sqrt(cell.share))} ${stepOf(cell.hitMs)}`;
    const [x, y] = place(cell);
    const dot = `M${length(x)} ${length(y)}h0`;
    const known = paths.get(key);
    if (known === undefined) paths.set(key, [dot]);
    else known.push(dot);
  }
  const lines: string[] = [];
  for (let size = diameters.length - 1; size >= 0; size -= 1) {
    for (let step = 0; step < latencySteps.length; step += 1) {
      const d = paths.get(`${size} ${step}`)?.join("");
      if (d !== undefined)
        lines.push(`<path class="dot s${step}" stroke-width="${diameters[size] ?? 0}" d="${d}"/>`);
    }
  }
  return lines.join("\n");
}

/** The share of checks in each step of latency. */
export function sharesByStep(cells: readonly MapCell[]): readonly number[] {
  const shares = latencySteps.map(() => 0);
  for (const { share, hitMs } of cells) {
    const step = stepOf(hitMs);
    shares[step] = (shares[step] ?? 0) + share;
  }
  return shares;
}

/** The place of the nearest of the diameters, by ratio. */
function sizeOf(diameter: number): number {
  const [least = 1] = diameters;
  const steps = Math.round(2 * Math.log2(diameter / least));
  return Math.min(Math.max(steps, 0), diameters.length - 1);
}
