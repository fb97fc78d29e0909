// The options of an edge in process: the same kinds and defaults as those of the command line, in JavaScript's spelling.
import { z } from "zod";
import {
  basePath,
  cookieName,
  duration,
  httpUrl,
  nodeName,
  size,
  toggle,
} from "../config/options/option-types.ts";
import { defaultLimits } from "../core/limits.ts";
import { defaultProjectSettings as defaults, type ProjectSettings } from "../core/settings.ts";
import type { EdgeEvent, EventSink } from "../edge/events.ts";
import type { Origin } from "../edge/ports.ts";

/** Milliseconds, or a duration such as `500ms`, `30s`, `2m30s`. */
export type Duration = number | string;

/** How an edge in process is set up. Everything but `origin` has a default. */
export interface EdgeOptions {
  /**
   * URL of the identity server's public API (Ory Kratos, Ory Network or another edge), or an origin of your own. A URL is
   * called by undici on Node, and by the global `fetch` elsewhere.
   */
  readonly origin: string | Origin;
  /** Whether session checks are answered from memory. Off by default: then everything passes through. */
  readonly cacheableSessions?: boolean;
  /** No answer is older than this (`1m`). */
  readonly cacheableSessionsMaxAge?: Duration;
  /** A hit starts a refresh in the background if the last call for its session is at least this old (`1s`). */
  readonly refreshAfter?: Duration;
  /** How long past its limit an answer may be served while the identity server fails (`0`: never). */
  readonly staleIfError?: Duration;
  /** Whether checks by a session token, or by a bearer token without a session cookie, are answered from memory too (no). */
  readonly sessionTokens?: boolean;
  /** Whether only answers with `Ory-Session-Cache-For` are stored (no). */
  readonly requireOriginHint?: boolean;
  /** Whether `no-cache`, `no-store` and `Pragma` in requests are ignored (no). `max-age` is always obeyed. */
  readonly ignoreNoCache?: boolean;
  /** Exact name of the session cookie (`ory_kratos_session`). */
  readonly cookieName?: string;
  /** Path in front of the identity server's paths in requests to `fetch`; not sent on (none). */
  readonly basePath?: string;
  /** Memory for stored answers: bytes, or a size such as `64MiB` (`256MiB`). */
  readonly cacheMemory?: number | string;
  /** Time that a call for a session check may take from start to end (`5s`). */
  readonly originTimeout?: Duration;
  /** Time to wait for the head of the answer to any other call (`1m`). */
  readonly forwardTimeout?: Duration;
  /** Name in `Cache-Status` and `Via` (`edge-sessions`). */
  readonly name?: string;
  /** Called synchronously with everything that happens. Must not throw. */
  readonly onEvent?: (event: EdgeEvent) => void;
}

/** Options that were checked. Durations are milliseconds, sizes bytes. */
export interface CheckedOptions {
  readonly origin: string | Origin;
  readonly settings: ProjectSettings;
  readonly cacheBytesMax: number;
  readonly originTimeoutMs: number;
  readonly forwardTimeoutMs: number;
  readonly name: string;
  readonly onEvent: EventSink;
}

/** Thrown when an edge is set up wrongly; names every problem at once. */
export class EdgeOptionsError extends TypeError {
  /** One sentence per problem, beginning with the option's name. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `createEdge: ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}\n${problems.map((one) => `  ${one}`).join("\n")}`,
    );
    this.name = "EdgeOptionsError";
    this.problems = problems;
  }
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Numbers are milliseconds here, so they are read as if they ended with `ms`. */
function time(minMs: number, maxMs: number, defaultMs: number) {
  return z
    .preprocess(
      (given) => (typeof given === "number" ? `${given}ms` : given),
      duration({ min: minMs, max: maxMs }),
    )
    .default(defaultMs);
}

const schema = z.strictObject({
  origin: z.union([httpUrl(), z.custom<Origin>(isOrigin)], {
    error: "must be a URL such as https://kratos.example or an Origin object",
  }),
  cacheableSessions: toggle().default(defaults.cacheableSessions),
  cacheableSessionsMaxAge: time(1, dayMs, defaults.maxAgeMs),
  refreshAfter: time(0, dayMs, defaults.refreshAfterMs),
  staleIfError: time(0, dayMs, defaults.staleIfErrorMs),
  sessionTokens: toggle().default(defaults.sessionTokens),
  requireOriginHint: toggle().default(defaults.requireOriginHint),
  ignoreNoCache: toggle().default(defaults.ignoreNoCache),
  cookieName: cookieName().default(defaults.cookieName),
  basePath: basePath().default(defaults.basePath),
  cacheMemory: z
    .preprocess(
      (given) => (typeof given === "number" ? `${given}B` : given),
      size({ min: 64 * 1_024, max: 1_024 ** 4 }),
    )
    .default(defaultLimits.cacheBytesMax),
  originTimeout: time(1, hourMs, 5_000),
  forwardTimeout: time(1, hourMs, 60_000),
  name: nodeName().default("edge-sessions"),
  onEvent: z
    .custom<EventSink>((given) => typeof given === "function", { error: "must be a function" })
    .default(() => () => undefined),
});

/** Checks options. Throws an `EdgeOptionsError` that names everything wrong with them. */
export function checkOptions(options: EdgeOptions): CheckedOptions {
  const read = schema.safeParse(options);
  if (!read.success) throw new EdgeOptionsError(read.error.issues.flatMap(problemsOf));
  const { data } = read;
  return {
    origin: data.origin,
    settings: {
      ...defaults,
      cacheableSessions: data.cacheableSessions,
      maxAgeMs: data.cacheableSessionsMaxAge,
      refreshAfterMs: data.refreshAfter,
      staleIfErrorMs: data.staleIfError,
      sessionTokens: data.sessionTokens,
      requireOriginHint: data.requireOriginHint,
      ignoreNoCache: data.ignoreNoCache,
      cookieName: data.cookieName,
      basePath: data.basePath,
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
