// Finds the metros that options name by their codes. Their list is loaded only if an option names one.
import type { Problem } from "../config/read/problem.ts";
import type { GivenLocation } from "../config/values/location.ts";
import type { Location } from "../core/location.ts";
import type { Metro } from "../planet/world/place.ts";

/** What was found, or the codes that no metro has. */
type Found<Value> =
  | { readonly kind: "found"; readonly value: Value }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** Finds the location of this process: that of `--location`. Undefined if it was not given. */
export async function findLocation(
  given: GivenLocation | undefined,
): Promise<Found<Location | undefined>> {
  if (given === undefined) return { kind: "found", value: undefined };
  if (given.kind === "degrees") {
    const { latitude, longitude } = given;
    const value = { latitude, longitude, name: `${latitude}, ${longitude}` };
    return { kind: "found", value };
  }
  const { metros, findMetro } = await import("../planet/world/metros.ts");
  const metro = findMetro(given.code);
  if (metro !== undefined) return { kind: "found", value: locationOf(metro) };
  const what = `must be the code of a metro, or LAT,LON in degrees; it was "${given.code}"${hint(given.code, metros)}`;
  return { kind: "problems", problems: [{ where: "--location", what, example: "--location fra" }] };
}

/** Finds the location of each region in `--region-locations`. */
export async function findRegionLocations(
  given: ReadonlyMap<string, string>,
): Promise<Found<ReadonlyMap<string, Location>>> {
  const value = new Map<string, Location>();
  if (given.size === 0) return { kind: "found", value };
  const { metros, findMetro } = await import("../planet/world/metros.ts");
  const problems: Problem[] = [];
  for (const [region, code] of given) {
    const metro = findMetro(code);
    if (metro !== undefined) value.set(region, locationOf(metro));
    else {
      problems.push({
        where: "--region-locations",
        what: `contains "${region}=${code}", which names no metro${hint(code, metros)}`,
        example: `--region-locations ${region}=fra`,
      });
    }
  }
  return problems.length === 0 ? { kind: "found", value } : { kind: "problems", problems };
}

function locationOf({ latitude, longitude, name }: Metro): Location {
  return { latitude, longitude, name };
}

/** A sentence that says which metros were perhaps meant. */
function hint(code: string, metros: readonly Metro[]): string {
  const near = nearCodes(code, metros).map((metro) => `${metro.code} (${metro.name})`);
  return near.length === 0
    ? '. "edge-sessions help plan" lists the metros'
    : `. Did you mean ${near.join(" or ")}?`;
}

const nearMax = 6;

/** Metros whose codes have two letters of a code in their places, or the same letters, and those whose city begins so. */
function nearCodes(code: string, metros: readonly Metro[]): readonly Metro[] {
  const letters = (text: string): string => Array.from(text).toSorted().join("");
  return metros
    .filter(
      (metro) =>
        Array.from(metro.code).filter((letter, at) => letter === code[at]).length ===
          code.length - 1 ||
        letters(metro.code) === letters(code) ||
        metro.name.toLowerCase().startsWith(code),
    )
    .slice(0, nearMax);
}
