// The places that options name: which metros may have an edge, which must, and where the identity server is.
// Every unknown place is a problem, with the one that was probably meant.
import { nearest, type Problem } from "../../config/read/problem.ts";
import { greatCircleKm } from "../../planet/physics/distance.ts";
import { countries, findCountry } from "../../planet/world/countries.ts";
import { findMetro, metros } from "../../planet/world/metros.ts";
import { plainName } from "../../planet/world/names.ts";
import type { PlanOptions } from "../../config/options/plan-options.ts";
import type { PlanRequest } from "../../planet/plan.ts";
import type { Metro, Position } from "../../planet/world/place.ts";

/** The places of a plan. `origin` is undefined if its option is missing or wrong. */
export interface Places extends Pick<PlanRequest, "candidates" | "keep"> {
  readonly origin: PlanRequest["origin"] | undefined;
  readonly problems: readonly Problem[];
}

/** Every cloud that has a site in a metro, in the order of the alphabet. */
export const clouds: readonly string[] = [
  ...new Set(metros.flatMap((metro) => metro.clouds)),
].toSorted();

/** Reads them. Options that are malformed are missing here. */
export function readPlaces(options: Partial<PlanOptions>): Places {
  const problems: Problem[] = [];
  const never = neverOf(options.never ?? [], problems);
  const keep = keepOf(options.keep ?? [], problems);
  const onClouds = cloudsOf(options.clouds, problems);
  for (const metro of keep.filter((one) => never(one) !== undefined)) {
    const word = never(metro) ?? "";
    const why = word === metro.code ? "" : `, which is in ${metro.country}`;
    problems.push({
      where: "--never",
      what: `contains "${word}", but --keep contains ${metro.code}${why}; leave one of them out`,
    });
  }
  const candidates = metros.filter(
    (metro) => keep.includes(metro) || (onClouds(metro) && never(metro) === undefined),
  );
  const places = { candidates, keep, origin: originOf(options["origin-at"], problems), problems };
  // A misspelled place can be the reason for each of these.
  if (problems.length === 0) problems.push(...countProblems(options, places));
  return places;
}

function countProblems(
  { edges }: Partial<PlanOptions>,
  { candidates, keep }: Pick<Places, "candidates" | "keep">,
): Problem[] {
  if (candidates.length === 0) {
    return [{ where: "--clouds and --never", what: "leave no metro for an edge" }];
  }
  if (edges === undefined) return [];
  if (edges > candidates.length) {
    const what = `must be at most ${candidates.length}, the number of metros that may have an edge; it was "${edges}"`;
    return [{ where: "--edges", what, example: `--edges ${candidates.length}` }];
  }
  if (edges < keep.length) {
    const what = `must be at least ${keep.length}, the number of metros of --keep; it was "${edges}"`;
    return [{ where: "--edges", what, example: `--edges ${keep.length}` }];
  }
  return [];
}

/** Gives the word that excludes a metro. */
function neverOf(
  given: readonly string[],
  problems: Problem[],
): (metro: Metro) => string | undefined {
  const byCode = new Map<string, string>();
  for (const word of given) {
    const place = word.length === 2 ? findCountry(word) : findMetro(word);
    if (place === undefined) {
      const must = "the code of a country in two letters, or a known metro";
      problems.push(unknown("--never", word, must, near(word, [...countryNames, ...metroNames])));
    } else {
      byCode.set(place.code, word);
    }
  }
  return ({ code, country }) => byCode.get(code) ?? byCode.get(country);
}

function keepOf(given: readonly string[], problems: Problem[]): readonly Metro[] {
  const found = given.map((word) => {
    const metro = findMetro(word);
    if (metro === undefined) problems.push(unknown("--keep", word, "a known metro"));
    return metro;
  });
  return [...new Set(found.filter((metro) => metro !== undefined))];
}

function cloudsOf(
  given: readonly string[] | undefined,
  problems: Problem[],
): (metro: Metro) => boolean {
  if (given === undefined) return () => true;
  for (const word of given.filter((one) => !clouds.includes(one))) {
    const cloud = nearest(word, clouds);
    const hint = cloud === undefined ? "" : `. Did you mean ${cloud}?`;
    const what = `contains "${shortened(word)}", but may contain only ${clouds.join(", ")}${hint}`;
    problems.push({ where: "--clouds", what });
  }
  return (metro) => metro.clouds.some((cloud) => given.includes(cloud));
}

function originOf(
  given: PlanOptions["origin-at"] | undefined,
  problems: Problem[],
): PlanRequest["origin"] | undefined {
  if (given === undefined) return undefined;
  if (given.kind === "metro") {
    const metro = findMetro(given.text);
    if (metro === undefined) {
      const hint = hintOf(near(given.text, metroNames));
      const what = `must be a known metro, or LAT,LON in degrees; it was "${shortened(given.text)}"${hint}`;
      problems.push({ where: "--origin-at", what });
      return undefined;
    }
    return { ...placeOf(metro), name: `${metro.name} (${metro.code})` };
  }
  const { latitude, longitude } = given;
  const metro = nearestMetro(given);
  const name = `${latitude}, ${longitude} (near ${metro.name})`;
  return { ...placeOf(metro), latitude, longitude, name };
}

/** Which networks lead to a point is taken from the metro that is nearest to it. */
function nearestMetro(position: Position): Metro {
  const [first, ...others] = metros;
  if (first === undefined) throw new Error("There are no metros.");
  return others.reduce(
    (best, metro) =>
      greatCircleKm(metro, position) < greatCircleKm(best, position) ? metro : best,
    first,
  );
}

function placeOf({ latitude, longitude, country, worldRegion }: Metro) {
  return { latitude, longitude, country, worldRegion };
}

const metroNames = metros.flatMap(({ code, name }) => [code, plainName(name)]);
const countryNames = countries.flatMap(({ code, name }) => [code.toLowerCase(), plainName(name)]);

/** What people write for a country, and is not its code. */
const otherCodes: ReadonlyMap<string, string> = new Map([
  ["uk", "gb"],
  ["usa", "us"],
  ["uae", "ae"],
]);

/** No longer than a code: most such words differ from a code in one letter, so that only codes of the same length count. */
const codeCharacters = 3;

function near(word: string, names: readonly string[]): string | undefined {
  const other = otherCodes.get(word);
  if (other !== undefined && names.includes(other)) return other;
  if (word.length > codeCharacters) return nearest(plainName(word), names);
  const alike = names.filter((name) => name.length === word.length);
  return word.length === codeCharacters ? nearest(word, alike) : undefined;
}

/** The country that was probably meant, as messages name it. Undefined if none is near. */
export function suggestedCountry(word: string): string | undefined {
  const found = near(word.toLowerCase(), countryNames);
  return found === undefined ? undefined : meant(found);
}

/** The metro that was probably meant. Undefined if none is near. */
export function suggestedCity(word: string): string | undefined {
  const found = near(word.toLowerCase(), metroNames);
  return found === undefined ? undefined : meant(found);
}

function unknown(
  where: string,
  word: string,
  must: string,
  suggested = near(word, metroNames),
): Problem {
  return { where, what: `contains "${shortened(word)}", which is not ${must}${hintOf(suggested)}` };
}

function hintOf(suggested: string | undefined): string {
  return suggested === undefined
    ? '. "edge-sessions help plan" lists the metros'
    : `. Did you mean ${meant(suggested)}?`;
}

/** The code of what was meant, and its name. */
function meant(word: string): string {
  const metro = findMetro(word);
  if (metro !== undefined) return `${metro.code} (${metro.name})`;
  const country = countries.find(
    ({ code, name }) => code.toLowerCase() === word || plainName(name) === word,
  );
  return country === undefined ? word : `${country.code.toLowerCase()} (${country.name})`;
}

const shownCharactersMax = 60;

function shortened(word: string): string {
  return word.length > shownCharactersMax ? `${word.slice(0, shownCharactersMax)}…` : word;
}
