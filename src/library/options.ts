// The options of an edge in process. They have the same kinds and defaults as the options of the command line, in
// JavaScript's spelling.
import { z } from "zod";
import { policiesMember } from "../config/policies/policies-option.ts";
import type { WrittenPolicies } from "../config/policies/written-policy.ts";
import { basePath, duration, httpUrl, edgeName, size } from "../config/options/option-types.ts";
import {
  programDuration,
  programShape,
  settingsOfProgram,
} from "../config/settings/setting-forms.ts";
import type { Duration, SettingOptions } from "../config/settings/setting-table.ts";
import { defaultLimits } from "../core/limits.ts";
import { defaultProjectSettings as defaults, type ProjectSettings } from "../core/settings.ts";
import type { EdgeEvent, EventSink } from "../edge/events.ts";
import type { Origin } from "../edge/ports.ts";
import { EdgeOptionsError } from "./options-error.ts";

export { EdgeOptionsError } from "./options-error.ts";

/** The options of an edge in process. All but `origin` have a default. */
export interface EdgeOptions extends Omit<SettingOptions, "degradedMaxAge"> {
  /**
   * URL of the identity server's public API (Ory Kratos, Ory Network or another edge), or an origin of your own. A URL is
   * called by undici on Node, and by the global `fetch` elsewhere.
   */
  readonly origin: string | Origin;
  /** The policies of `authorize`, as in a configuration file (default: none). */
  readonly policies?: WrittenPolicies;
  /** Path in front of the identity server's paths in requests to `fetch`. It is not sent on (default: none). */
  readonly basePath?: string;
  /** Memory for stored answers: bytes, or a size such as `64MiB` (default: `256MiB`). */
  readonly cacheMemory?: number | string;
  /** The longest time that a call for a session check may take from start to end (default: `5s`). */
  readonly originTimeout?: Duration;
  /** The longest wait for the head of the answer to any other call (default: `1m`). */
  readonly forwardTimeout?: Duration;
  /** Name in `Cache-Status` and `Via` (default: `edge-sessions`). */
  readonly name?: string;
  /** Called synchronously with every event. Must not throw. */
  readonly onEvent?: (event: EdgeEvent) => void;
}

/** Checked options. Durations are milliseconds, and sizes are bytes. */
export interface CheckedOptions {
  readonly origin: string | Origin;
  readonly settings: ProjectSettings;
  readonly cacheBytesMax: number;
  readonly originTimeoutMs: number;
  readonly forwardTimeoutMs: number;
  readonly name: string;
  readonly onEvent: EventSink;
}

/** The end of a sentence that begins with the name of a policy. */
const nothingSigns =
  "signed_session must be left out, because only an edge in a separate process has keys";

const hourMs = 3_600_000;
/** The schema of a duration with a default. */
function time(minMs: number, maxMs: number, defaultMs: number) {
  return programDuration(duration({ min: minMs, max: maxMs })).default(defaultMs);
}

// An edge in process has no other edges, so it cannot miss their invalidations.
const { degradedMaxAge: _alone, ...settingShape } = programShape;

const schema = z.strictObject({
  origin: z.union([httpUrl(), z.custom<Origin>(isOrigin)], {
    error: "must be a URL such as https://kratos.example or an Origin object",
  }),
  ...settingShape,
  policies: policiesMember().prefault({}),
  basePath: basePath().default(defaults.basePath),
  cacheMemory: z
    .preprocess(
      (given) => (typeof given === "number" ? `${given}B` : given),
      size({ min: 64 * 1_024, max: 1_024 ** 4 }),
    )
    .default(defaultLimits.cacheBytesMax),
  originTimeout: time(1, hourMs, 5_000),
  forwardTimeout: time(1, hourMs, 60_000),
  name: edgeName().default("edge-sessions"),
  onEvent: z
    .custom<EventSink>((given) => typeof given === "function", { error: "must be a function" })
    .default(() => () => undefined),
});

/** Checks options. Throws an `EdgeOptionsError` that lists everything that is wrong with them. */
export function checkOptions(options: EdgeOptions): CheckedOptions {
  const read = schema.safeParse(options);
  if (!read.success) throw new EdgeOptionsError(read.error.issues.flatMap(problemsOf));
  const { data } = read;
  const signing = data.policies.filter(({ signedSession }) => signedSession !== undefined);
  if (signing.length > 0) {
    throw new EdgeOptionsError(signing.map(({ name }) => `policies.${name}.${nothingSigns}`));
  }
  return {
    origin: data.origin,
    settings: {
      ...defaults,
      ...settingsOfProgram({ ...data, degradedMaxAge: defaults.degradedMaxAgeMs }),
      basePath: data.basePath,
      policies: data.policies,
    },
    cacheBytesMax: data.cacheMemory,
    originTimeoutMs: data.originTimeout,
    forwardTimeoutMs: data.forwardTimeout,
    name: data.name,
    onEvent: data.onEvent,
  };
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => `${key} is not an option`);
  const option = issue.path.join(".");
  return [option === "" ? "the options must be an object" : `${option} ${issue.message}`];
}

function isOrigin(given: unknown): boolean {
  return (
    typeof given === "object" &&
    given !== null &&
    "send" in given &&
    typeof given.send === "function"
  );
}
