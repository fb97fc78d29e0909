// The kinds of values that options take, each as a zod type: text (or YAML's own scalar) in, checked value out.
// A type's error is the rest of a sentence that begins with the option's name: `must be host:port`.
import { z } from "zod";
import { addressTest, parseRange } from "../values/address-range.ts";
import { parseListenAddress } from "../values/listen-address.ts";
import {
  addressRangesMax,
  settingCharactersMax,
  templateNameCharactersMax,
  tokenizeTemplatesMax,
  urlCharactersMax,
} from "../values/setting-limits.ts";
import {
  basePathText,
  cookieNameText,
  durationText,
  edgeNameText,
  intervalText,
  sizeText,
  urlText,
  within,
  type Bounds,
  type Complain,
  type TextKind,
} from "../values/text-kinds.ts";
import { workersMax } from "../values/worker-count.ts";

/** Characters of a refused value that its message repeats. */
const shownCharactersMax = 60;

/** Text that `read` turns into a value. It complains where it cannot, and never sees a text longer than is allowed. */
export function text<Value>(
  what: string,
  read: (text: string, complain: Complain) => Value | undefined,
  charactersMax = settingCharactersMax,
) {
  return z.string({ error: `must be ${what}` }).transform((given, context) => {
    if (given.length > charactersMax) {
      const message = `must not be longer than ${charactersMax} characters`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
    let complained = false;
    const value = read(given, (clause) => {
      complained = true;
      context.addIssue({ code: "custom", message: clause });
    });
    if (value !== undefined && !complained) return value;
    if (!complained) context.addIssue({ code: "custom", message: `must be ${what}` });
    return z.NEVER;
  });
}

/** Text of a kind that the library for edge runtimes reads too. */
function textOf<Value>({ what, read, charactersMax }: TextKind<Value>) {
  return text(what, read, charactersMax);
}

/** A duration; gives whole milliseconds. */
export function duration(boundsMs: Bounds) {
  return textOf(durationText(boundsMs));
}

/** A duration, which gives whole milliseconds, or `auto`. */
export function interval(boundsMs: Bounds) {
  return textOf(intervalText(boundsMs));
}

/** A size; gives bytes. */
export function size(boundsBytes: Bounds) {
  return textOf(sizeText(boundsBytes));
}

/** A whole number, in a file with or without quotes. */
export function count(bounds: Bounds) {
  const what = "a whole number such as 128";
  const digits = text(what, (given, complain) => {
    if (!/^\d{1,15}$/u.test(given)) return undefined;
    return within(Number(given), bounds, String, complain);
  });
  const given = z.union([z.string(), z.number()], { error: `must be ${what}` });
  return given.transform(String).pipe(digits);
}

/** A share, from 0 to 1, in a file with or without quotes. */
export function share() {
  const what = "a number from 0 to 1 such as 0.05";
  const read = text(what, (given) => {
    const value = /^\d(?:\.\d{1,9})?$/u.test(given) ? Number(given) : undefined;
    return value === undefined || value > 1 ? undefined : value;
  });
  const given = z.union([z.string(), z.number()], { error: `must be ${what}` });
  return given.transform(String).pipe(read);
}

/** A number of workers, or `auto`. */
export function workers() {
  const what = "a whole number such as 4, or auto";
  const read = text(what, (given, complain): number | "auto" | undefined => {
    if (given === "auto") return given;
    if (!/^\d{1,15}$/u.test(given)) return undefined;
    return within(Number(given), { min: 1, max: workersMax }, String, complain);
  });
  const given = z.union([z.string(), z.number()], { error: `must be ${what}` });
  return given.transform(String).pipe(read);
}

/** `true` or `false`, in a file with or without quotes. */
export function toggle() {
  return z
    .union([z.boolean(), z.enum(["true", "false"])], { error: "must be true or false" })
    .transform((given) => given === true || given === "true");
}

/** One of a few words. */
export function choice<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `must be one of ${words.join(", ")}` });
}

/** A listener's `host:port`. */
export function listenAddress() {
  return text("host:port such as 127.0.0.1:4000", parseListenAddress);
}

/** An `http` or `https` URL, perhaps with a path; gives it without trailing slash. */
export function httpUrl() {
  return textOf(urlText);
}

/** The same, or an empty text, which it keeps. */
export function httpUrlOrNone() {
  const read = (given: string, complain: Complain): string | undefined =>
    given === "" ? "" : urlText.read(given, complain);
  return text("a URL such as https://kratos.example, or empty", read, urlCharactersMax);
}

/** Path of a file. Whether it is there shows when it is read. */
export function filePath() {
  return text("the path of a file", (given) =>
    given === "" || given.includes("\0") ? undefined : given,
  );
}

/** IP addresses and ranges, as a list or separated by commas; gives their test. */
export function addressRanges() {
  const given = z.union([z.string(), z.array(z.string())], {
    error: "must be a list of IP ranges such as 10.0.0.0/8,192.168.0.0/16",
  });
  return given.transform((listed, context) => {
    const texts = typeof listed === "string" ? listed.split(",", addressRangesMax + 1) : listed;
    if (texts.length > addressRangesMax) {
      const message = `must not have more than ${addressRangesMax} members`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
    const ranges = texts.map((part) => {
      const range = parseRange(part.trim());
      if (typeof range === "string") {
        const shown = part.trim().slice(0, shownCharactersMax);
        context.addIssue({ code: "custom", message: `contains "${shown}", which ${range}` });
      }
      return range;
    });
    return addressTest(ranges.filter((range) => typeof range !== "string"));
  });
}

/** Fields that mean something else, or whose grammar is not that of an address. */
const noAddressHeaders: ReadonlySet<string> = new Set([
  "authorization",
  "connection",
  "content-length",
  "cookie",
  "forwarded",
  "host",
  "origin",
  "transfer-encoding",
  "via",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-session-token",
]);

/** The name of a request header that holds an address; gives it in lower case. */
export function addressHeader() {
  return text("the name of a header such as X-Forwarded-For", (given, complain) => {
    if (!/^[\w.~!#$%&'*+^`|-]{1,64}$/u.test(given)) return undefined;
    const name = given.toLowerCase();
    if (noAddressHeaders.has(name))
      complain("must be a header that holds only an address, such as X-Forwarded-For");
    return name;
  });
}

/** A name that stands bare in `Cache-Status` (RFC 9211, a structured-field token) and in `Via` (RFC 9110, a token). */
export function edgeName() {
  return textOf(edgeNameText);
}

/** The name of a session's cookie (RFC 6265: a token). The name of the Console's own cookie is refused. */
export function cookieName() {
  return textOf(cookieNameText);
}

/** Names of tokenizer templates, as a list or separated by commas; gives the list. */
export function templateNames() {
  const given = z.union([z.string(), z.array(z.string()).readonly()], { error: mustBeTemplates });
  return given
    .transform((listed): readonly string[] => {
      if (typeof listed !== "string") return listed;
      return listed === "" ? [] : listed.split(",", tokenizeTemplatesMax + 1);
    })
    .pipe(templateList());
}

const mustBeTemplates = "must be a list of names of tokenizer templates such as jwt_api";

/** Names of tokenizer templates as a list. The alphabet is Kratos' own for these names. */
export function templateList() {
  const name = z
    .string({ error: mustBeTemplates })
    .max(templateNameCharactersMax, {
      error: `must have names of at most ${templateNameCharactersMax} characters`,
    })
    .regex(/^[\w.-]*$/u, { error: "must have names of letters, digits, -, _ and ." })
    .min(1, { error: "must not have an empty name" });
  return z
    .array(name, { error: mustBeTemplates })
    .max(tokenizeTemplatesMax, { error: `must not have more than ${tokenizeTemplatesMax} members` })
    .refine((names) => new Set(names).size === names.length, {
      error: "must not name a template twice",
    })
    .readonly();
}

/** A path prefix; gives it without trailing slash, the root as the empty string. */
export function basePath() {
  return textOf(basePathText);
}

/** A database: a file, `:memory:`, or the URL of a Postgres. */
export function databaseUrl() {
  return text("a file, or a URL such as postgres://user@host/database", (given, complain) => {
    if (given === "" || given.includes("\0")) return undefined;
    const scheme = /^([a-z][a-z\d+.-]*):\/\//iu.exec(given)?.[1]?.toLowerCase();
    if (scheme === undefined) return given;
    if (!["postgres", "postgresql"].includes(scheme))
      complain("must be a file or a postgres:// URL");
    return URL.canParse(given) ? given : undefined;
  });
}

/** A domain that hosts end with: lower case, without dots at its ends. */
export function hostSuffix() {
  return text("a domain such as projects.example", (given) =>
    /^(?=.{1,200}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/u.test(
      given,
    )
      ? given
      : undefined,
  );
}

/** A project's slug. */
export function slug() {
  return text("a slug such as acme", (given) =>
    /^[a-z](?:[a-z\d-]{0,38}[a-z\d])?$/u.test(given) ? given : undefined,
  );
}
