// What several edges leave for the judge, before anything has happened.
import { Random } from "../random.ts";
import type { FleetRecord } from "../history.ts";
import type { FleetClimate } from "./fleet-climate.ts";

/** The share of runs with several edges in which they are the workers of one machine. */
const oneMachineShare = 0.3;

/** An empty record. */
export function emptyRecord(seed: number, { forgetAfterMs, weather }: FleetClimate): FleetRecord {
  return {
    forgetAfterMs,
    oneMachine: new Random(seed, "one machine").chance(oneMachineShare),
    lossy: weather.lost > 0,
    accepted: [],
    lives: [],
    ordered: [],
    troubles: [],
    removals: [],
    endedAtMs: Infinity,
  };
}
