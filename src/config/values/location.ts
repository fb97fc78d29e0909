// Where an edge is, as an option says: the code of a metro, or degrees.

/** A location as it is given. Whether there is a metro of that code is checked where the metros are known. */
export type GivenLocation =
  | { readonly kind: "metro"; readonly code: string }
  | { readonly kind: "degrees"; readonly latitude: number; readonly longitude: number };

/** The most regions in a table of locations. */
export const regionLocationsMax = 64;

/** Reads `fra` or `50.1,8.7`. Returns what is wrong as the rest of a sentence, and undefined for what is neither. */
export function parseLocation(text: string): GivenLocation | string | undefined {
  const code = metroCode(text);
  if (code !== undefined) return { kind: "metro", code };
  const numbers = /^([+-]?\d{1,3}(?:\.\d{1,9})?), ?([+-]?\d{1,3}(?:\.\d{1,9})?)$/u.exec(text);
  if (numbers === null) return undefined;
  const [latitude, longitude] = [Number(numbers[1]), Number(numbers[2])];
  if (Math.abs(latitude) > 90) return "must have a latitude from -90 to 90";
  if (Math.abs(longitude) > 180) return "must have a longitude from -180 to 180";
  return { kind: "degrees", latitude, longitude };
}

/** Reads a member of a table of locations, such as `eu=fra`. Undefined if it is not one. */
export function parseRegionLocation(
  text: string,
): { readonly region: string; readonly code: string } | undefined {
  const [region, given, ...rest] = text.split("=");
  const code = given === undefined || rest.length > 0 ? undefined : metroCode(given);
  return region === undefined || code === undefined || !isRegion(region)
    ? undefined
    : { region, code };
}

/** Whether a text can be the name of a region. */
export function isRegion(text: string): boolean {
  return /^[a-z\d](?:[a-z\d-]{0,30}[a-z\d])?$/u.test(text);
}

/** The code of a metro in lower case. Undefined if the text cannot be one. */
function metroCode(text: string): string | undefined {
  return /^[a-z]{3}$/iu.test(text) ? text.toLowerCase() : undefined;
}
