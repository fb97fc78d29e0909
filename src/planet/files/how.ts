// How the files of a plan are to be written.
import type { Profile } from "../checks/profiles.ts";

/** The programs that the files run. */
export const natsImage = "nats:2.15.1";

/** What `filesOf` must know in addition to the plan. */
export interface WriteOptions {
  readonly deploy: "compose" | "kubernetes";
  /** The settings that the edges get. */
  readonly profile: Profile;
  /** Of this program: the tag of its image. */
  readonly version: string;
  /** The map as SVG, the plan as JSON, and as text. */
  readonly map: string;
  readonly json: string;
  readonly text: string;
}

/** One file. */
export interface PlanFile {
  /** Relative to the folder of the plan, with slashes. Of letters, digits, dots and dashes, never upwards. */
  readonly path: string;
  readonly text: string;
}
