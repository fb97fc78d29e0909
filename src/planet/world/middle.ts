// The middle of where people live.
import type { Cell, Position } from "./place.ts";

const radians = Math.PI / 180;

/** The middle of the cells, each as heavy as it has people. Across the 180th meridian too. Throws without cells. */
export function middleOf(
  cells: readonly Pick<Cell, "latitude" | "longitude" | "people">[],
): Position {
  let x = 0;
  let y = 0;
  let z = 0;
  for (const { latitude, longitude, people } of cells) {
    const across = people * Math.cos(latitude * radians);
    x += across * Math.cos(longitude * radians);
    y += across * Math.sin(longitude * radians);
    z += people * Math.sin(latitude * radians);
  }
  if (x === 0 && y === 0 && z === 0) throw new Error("There is no middle: there are no people.");
  return {
    latitude: Math.atan2(z, Math.hypot(x, y)) / radians,
    longitude: Math.atan2(y, x) / radians,
  };
}
