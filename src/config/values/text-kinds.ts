// The kinds of text that settings and the options of a program have: what a text of the kind is, and how it is read. They
// need no schema library, so the build for edge runtimes has them too.
import { consoleCookieNames } from "../../core/console-cookie.ts";
import { withoutTrailing } from "../../core/trim.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import {
  basePathCharactersMax,
  cookieNameCharactersMax,
  settingCharactersMax,
  urlCharactersMax,
} from "./setting-limits.ts";
import { formatSize, parseSize } from "./size.ts";

/** Takes the rest of a sentence that begins with the option's name. */
export type Complain = (clause: string) => void;

/** A kind of text. */
export interface TextKind<Value> {
  /** The end of the sentence "must be …". */
  readonly what: string;
  /** Gives the value, or undefined if the text is not of this kind. It complains if it can say more. */
  readonly read: (text: string, complain: Complain) => Value | undefined;
  /** Longer texts are refused before they are read. */
  readonly charactersMax: number;
}

/** Bounds of a number, both included. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Complains if a number is out of its bounds. Returns the number. */
export function within(
  value: number,
  bounds: Bounds,
  show: (value: number) => string,
  complain: Complain,
): number {
  if (value < bounds.min) complain(`must be at least ${show(bounds.min)}`);
  if (value > bounds.max) complain(`must be at most ${show(bounds.max)}`);
  return value;
}

/** A duration. Gives whole milliseconds. */
export function durationText(boundsMs: Bounds): TextKind<number> {
  return {
    what: "a duration such as 500ms, 30s or 2m30s",
    read: (given, complain) => readDuration(given, boundsMs, complain),
    charactersMax: settingCharactersMax,
  };
}

/** A duration, which gives whole milliseconds, or `auto`. */
export function intervalText(boundsMs: Bounds): TextKind<number | "auto"> {
  return {
    what: "auto or a duration such as 1s",
    read: (given, complain) => (given === "auto" ? given : readDuration(given, boundsMs, complain)),
    charactersMax: settingCharactersMax,
  };
}

function readDuration(given: string, boundsMs: Bounds, complain: Complain): number | undefined {
  const durationMs = parseDuration(given);
  if (durationMs === undefined) return undefined;
  if (!Number.isInteger(durationMs)) complain("must be a whole number of milliseconds");
  return within(durationMs, boundsMs, formatDuration, complain);
}

/** A size. Gives bytes. */
export function sizeText(boundsBytes: Bounds): TextKind<number> {
  return {
    what: "a size such as 64KiB or 256MiB",
    read: (given, complain) => {
      const sizeBytes = parseSize(given);
      return sizeBytes === undefined
        ? undefined
        : within(sizeBytes, boundsBytes, formatSize, complain);
    },
    charactersMax: settingCharactersMax,
  };
}

/** An `http` or `https` URL, perhaps with a path. Gives it without a trailing slash. */
export const urlText: TextKind<string> = {
  what: "a URL such as https://kratos.example",
  read(given, complain) {
    if (!/^https?:\/\/[^\s\\]+$/iu.test(given) || !URL.canParse(given)) return undefined;
    const url = new URL(given);
    if (url.username !== "" || url.password !== "") complain("must not contain a user or password");
    if (given.includes("?")) complain("must not contain a query");
    if (given.includes("#")) complain("must not contain a fragment");
    return withoutTrailing(`${url.origin}${url.pathname}`, "/");
  },
  charactersMax: urlCharactersMax,
};

/** The name of an edge in `Cache-Status` and `Via`. */
export const edgeNameText: TextKind<string> = {
  what: "a name of at most 64 letters, digits and -._~ that begins with a letter",
  read: (given) => (/^[A-Za-z][\w.~!#$%&'*+^`|-]{0,63}$/u.test(given) ? given : undefined),
  charactersMax: settingCharactersMax,
};

/** The name of a session's cookie (RFC 6265: a token). The name of the Console's own cookie is refused. */
export const cookieNameText: TextKind<string> = {
  what: "the name of a cookie",
  read(given, complain) {
    if (consoleCookieNames.has(given)) complain("must not be the name of the Console's own cookie");
    return /^[\w.~!#$%&'*+^`|-]+$/u.test(given) ? given : undefined;
  },
  charactersMax: cookieNameCharactersMax,
};

/** A path prefix. Gives it without a trailing slash, and the root as the empty string. */
export const basePathText: TextKind<string> = {
  what: "a path such as /identity",
  read(given) {
    const path = given.replace(/\/$/u, "");
    const plain = /^(?:\/[\w.~!$&'()*+,=:@-]+)*$/u.test(path) && given !== "";
    return plain && !path.split("/").some((part) => part === "." || part === "..")
      ? path
      : undefined;
  },
  charactersMax: basePathCharactersMax,
};
