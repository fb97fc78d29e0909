// What several edges leave for the judge, before anything has happened.
import type { FleetRecord } from "../history.ts";
import type { FleetClimate } from "./fleet-climate.ts";

/** An empty record. */
export function emptyRecord({ forgetAfterMs, weather }: FleetClimate): FleetRecord {
  return {
    forgetAfterMs,
    lossy: weather.lost > 0,
    accepted: [],
    lives: [],
    ordered: [],
    troubles: [],
    removals: [],
    endedAtMs: Infinity,
  };
}
