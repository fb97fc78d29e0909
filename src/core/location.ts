// Where an edge is, as its operator says.

/** A point on the earth with its name. */
export interface Location {
  /** Degrees. North and east are positive. */
  readonly latitude: number;
  readonly longitude: number;
  /** For people, such as `Frankfurt`. */
  readonly name: string;
}

/** The longest name of a location. */
export const locationNameCharactersMax = 64;

/** A location that another process wrote. Undefined if it is not one, so that no map gets a point off the earth. */
export function readLocation(value: unknown): Location | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { latitude, longitude, name }: Partial<Record<keyof Location, unknown>> = value;
  if (!isWithin(latitude, 90) || !isWithin(longitude, 180)) return undefined;
  if (typeof name !== "string" || name === "" || name.length > locationNameCharactersMax)
    return undefined;
  return { latitude, longitude, name };
}

function isWithin(value: unknown, degrees: number): value is number {
  return typeof value === "number" && Math.abs(value) <= degrees;
}
