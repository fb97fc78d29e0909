// The options of an edge in an edge runtime. They are those of the library, read without its schema library, which would
// be half of the bundle.
import type { FetchFunction } from "../origin/fetch/call.ts";
import {
  settingTable,
  type Duration,
  type SettingOptions,
} from "../config/settings/setting-table.ts";
import type { Setting } from "../config/settings/setting-table.ts";
import { decided, valueIn } from "../config/settings/setting-values.ts";
import {
  templateNameCharactersMax,
  tokenizeTemplatesMax,
} from "../config/values/setting-limits.ts";
import {
  basePathText,
  cookieNameText,
  durationText,
  edgeNameText,
  intervalText,
  sizeText,
  urlText,
  type TextKind,
} from "../config/values/text-kinds.ts";
import type { Policy } from "../core/policy/policy.ts";
import { readPolicies } from "../core/policy/read-policies.ts";
import { isRecord } from "../core/session.ts";
import { defaultProjectSettings as defaults, type ProjectSettings } from "../core/settings.ts";
import type { EdgeEvent, EventSink } from "../edge/events.ts";
import { EdgeOptionsError } from "../library/options-error.ts";
import { isolateCacheBytes } from "./limits.ts";

/** The options of an edge in an edge runtime. All but `origin` have a default. */
export interface EdgeOptions extends Omit<SettingOptions, "degradedMaxAge" | "preflights"> {
  /** URL of the identity server's public API (Ory Kratos, Ory Network or another edge). */
  readonly origin: string;
  /** Calls the identity server in place of the global `fetch`, for example through a service binding. */
  readonly fetch?: FetchFunction;
  /** The policies of `authorize`, made by `makePolicy` (default: none). */
  readonly policies?: readonly Policy[];
  /** Path in front of the identity server's paths in requests to `fetch`. It is not sent on (default: none). */
  readonly basePath?: string;
  /** Memory for stored answers in each isolate: bytes, or a size such as `64MiB` (default: `32MiB`). */
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
  readonly origin: string;
  readonly fetch: FetchFunction | undefined;
  readonly settings: ProjectSettings;
  readonly cacheBytesMax: number;
  readonly originTimeoutMs: number;
  readonly forwardTimeoutMs: number;
  readonly name: string;
  readonly onEvent: EventSink;
}

const hourMs = 3_600_000;
const timeoutText = durationText({ min: 1, max: hourMs });
const memoryText = sizeText({ min: 64 * 1_024, max: 1_024 ** 4 });
const templateName = new RegExp(`^[\\w.-]{1,${templateNameCharactersMax}}$`, "u");
const policyName = /^[a-z\d_-]{1,64}$/u;
const headerName = /^[\w!#$%&'*+.^`|~-]+$/u;
/**
 * Settings that are no options here. An edge without others cannot miss their invalidations. Preflights would share calls
 * among requests, which these runtimes do not allow.
 */
const unavailable: ReadonlySet<Setting["member"]> = new Set(["degradedMaxAgeMs", "preflights"]);
const ignoreEvent: EventSink = () => undefined;

/** Checks options. Throws an `EdgeOptionsError` that lists everything that is wrong with them. */
export function readOptions(options: unknown): CheckedOptions {
  if (!isRecord(options)) throw new EdgeOptionsError(["the options must be an object"]);
  const reader = new Reader(options);
  const rows = new Map<Setting, unknown>();
  for (const [name, row] of Object.entries<Setting>(settingTable)) {
    rows.set(row, unavailable.has(row.member) ? valueIn(defaults, row) : reader.setting(name, row));
  }
  const checked: CheckedOptions = {
    origin: reader.text("origin", urlText, ""),
    fetch: reader.callback<FetchFunction | undefined>("fetch", undefined),
    settings: {
      ...defaults,
      ...decided((row) => rows.get(row)),
      basePath: reader.text("basePath", basePathText, defaults.basePath),
      policies: reader.policies(),
    },
    cacheBytesMax: reader.text("cacheMemory", memoryText, isolateCacheBytes, "B"),
    originTimeoutMs: reader.text("originTimeout", timeoutText, 5_000, "ms"),
    forwardTimeoutMs: reader.text("forwardTimeout", timeoutText, 60_000, "ms"),
    name: reader.text("name", edgeNameText, "edge-sessions"),
    onEvent: reader.callback("onEvent", ignoreEvent),
  };
  if (checked.origin === "" && options["origin"] === undefined) {
    reader.problems.push(`origin must be ${urlText.what}`);
  }
  reader.complainAboutOthers();
  if (reader.problems.length > 0) throw new EdgeOptionsError(reader.problems);
  return checked;
}

/** Reads options one by one, and collects what is wrong with them. */
class Reader {
  readonly problems: string[] = [];
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();

  constructor(options: Readonly<Record<string, unknown>>) {
    this.#options = options;
  }

  /** A text, or a number that gets a unit. */
  text<Value>(name: string, kind: TextKind<Value>, fallback: Value, unit?: string): Value {
    const given = this.#take(name);
    if (given === undefined) return fallback;
    const text = typeof given === "number" && unit !== undefined ? `${given}${unit}` : given;
    if (typeof text !== "string") return this.#complain(name, `must be ${kind.what}`, fallback);
    if (text.length > kind.charactersMax) {
      return this.#complain(
        name,
        `must not be longer than ${kind.charactersMax} characters`,
        fallback,
      );
    }
    const before = this.problems.length;
    const value = kind.read(text, (clause) => this.#complain(name, clause, undefined));
    if (value !== undefined) return value;
    if (this.problems.length > before) return fallback;
    return this.#complain(name, `must be ${kind.what}`, fallback);
  }

  /** A function. */
  callback<Value>(name: string, fallback: Value): Value {
    const given = this.#take(name);
    if (given === undefined) return fallback;
    if (typeof given !== "function") return this.#complain(name, "must be a function", fallback);
    return given as Value;
  }

  /** The value of a setting, as `decided` takes it. */
  setting(name: string, row: Setting): unknown {
    const fallback = valueIn(defaults, row);
    switch (row.kind) {
      case "switch":
        return this.#toggle(name, fallback);
      case "duration":
        return this.text<unknown>(name, durationText(boundsOf(row)), fallback, "ms");
      case "interval":
        return this.text<unknown>(name, intervalText(boundsOf(row)), fallback, "ms");
      case "cookie-name":
        return this.text<unknown>(name, cookieNameText, fallback);
      case "templates":
        return this.#templates(name, fallback);
      default:
        return row satisfies never;
    }
  }

  /** The policies. One that is not understood in full is refused. */
  policies(): readonly Policy[] {
    const given = this.#take("policies");
    if (given === undefined) return [];
    // Members that are undefined are as good as missing.
    const policies = Array.isArray(given) ? readPolicies(given.map(withoutUndefined)) : undefined;
    if (policies === undefined) {
      return this.#complain("policies", "must be a list of what makePolicy makes", []);
    }
    for (const policy of policies) {
      const problem = policyProblem(policy);
      if (problem !== undefined) this.#complain(`policies.${policy.name}`, problem, undefined);
    }
    return policies;
  }

  /** Complains about options that were never asked for. */
  complainAboutOthers(): void {
    for (const name of Object.keys(this.#options)) {
      if (!this.#read.has(name)) this.problems.push(`${name} is not an option`);
    }
  }

  #toggle(name: string, fallback: unknown): unknown {
    const given = this.#take(name);
    if (given === undefined) return fallback;
    if (given === true || given === "true") return true;
    if (given === false || given === "false") return false;
    return this.#complain(name, "must be true or false", fallback);
  }

  #templates(name: string, fallback: unknown): unknown {
    const given = this.#take(name);
    if (given === undefined) return fallback;
    const list: readonly unknown[] = Array.isArray(given) ? given : [undefined];
    const names = list.filter((one) => typeof one === "string" && templateName.test(one));
    if (names.length < list.length || new Set(names).size < names.length) {
      return this.#complain(
        name,
        "must be a list of different names of tokenizer templates",
        fallback,
      );
    }
    if (names.length <= tokenizeTemplatesMax) return names;
    return this.#complain(
      name,
      `must not have more than ${tokenizeTemplatesMax} members`,
      fallback,
    );
  }

  #take(name: string): unknown {
    this.#read.add(name);
    return this.#options[name];
  }

  #complain<Value>(name: string, clause: string, fallback: Value): Value {
    this.problems.push(`${name} ${clause}`);
    return fallback;
  }
}

/** What is wrong with a policy. A server finds more, because it has its schema library. */
function policyProblem({ name, unreadable, headers, conditions, signedSession }: Policy) {
  if (unreadable || !policyName.test(name))
    return "must be what makePolicy makes, with a name of a-z, 0-9, - and _";
  if (!headers.every((one) => headerName.test(one.name)))
    return "must have headers with names of HTTP";
  if (![...headers, ...conditions].every(({ pointer }) => pointer.startsWith("/"))) {
    return "must have JSON pointers that begin with /";
  }
  return signedSession === undefined
    ? undefined
    : "must have no signedSession, because an isolate has no keys";
}

function boundsOf({ minMs, maxMs }: { readonly minMs: number; readonly maxMs: number }) {
  return { min: minMs, max: maxMs };
}

function withoutUndefined(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
