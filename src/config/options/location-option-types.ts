// The options that say where edges are: --location and --region-locations.
import { z } from "zod";
import {
  parseLocation,
  parseRegionLocation,
  regionLocationsMax,
  type GivenLocation,
} from "../values/location.ts";
import { text } from "./option-types.ts";

/** Characters of a refused member that its message repeats. */
const shownCharactersMax = 60;

/** Where something is: the code of a metro, or latitude and longitude in degrees. */
export function location() {
  return text(
    "the code of a metro such as fra, or latitude and longitude such as 50.1,8.7",
    (given, complain): GivenLocation | undefined => {
      const parsed = parseLocation(given);
      if (typeof parsed !== "string") return parsed;
      complain(parsed);
      return undefined;
    },
  );
}

/** Metros of regions, as a list or separated by commas: `eu=fra,us=iad`. Gives the code of each region's metro. */
export function regionLocations() {
  const given = z.union([z.string(), z.array(z.string())], {
    error: "must be a list of regions and metros such as eu=fra,us=iad",
  });
  return given.transform((listed, context): ReadonlyMap<string, string> => {
    const complain = (message: string): void => context.addIssue({ code: "custom", message });
    const texts = typeof listed === "string" ? listed.split(",", regionLocationsMax + 1) : listed;
    if (texts.length > regionLocationsMax) {
      complain(`must not have more than ${regionLocationsMax} members`);
      return z.NEVER;
    }
    const found = new Map<string, string>();
    for (const part of texts.map((one) => one.trim())) {
      const shown = part.slice(0, shownCharactersMax);
      const read = parseRegionLocation(part);
      if (read === undefined) complain(`contains "${shown}", which is not REGION=METRO`);
      else if (found.has(read.region)) complain(`contains the region "${read.region}" twice`);
      else found.set(read.region, read.code);
    }
    return found;
  });
}
