// A cookie as people copy it: `name=value`, a whole Cookie header with others beside it, or the value alone.
import { Secret } from "../secret.ts";
import { jsonAt } from "./whoami-seen.ts";

/** One cookie; without a name where only the value was given. */
export interface GivenCookie {
  readonly name: string | undefined;
  readonly value: Secret;
}

/** The cookies, or a clause such as `must not be empty` that says what is wrong. */
export type CookieText =
  | { readonly kind: "cookies"; readonly cookies: readonly GivenCookie[] }
  | { readonly kind: "problem"; readonly what: string };

const charactersMax = 65_536;
const cookiesMax = 50;
/** Browsers hold no longer cookie (RFC 6265 section 6.1). */
const valueCharactersMax = 4_096;

/** Reads cookies. No message repeats any of the text. */
export function readCookieText(text: string): CookieText {
  const line = text.trim().replace(/^cookie:\s*/iu, "");
  if (line === "") return problem("must not be empty");
  if (line.length > charactersMax)
    return problem(`must not be longer than ${charactersMax} characters`);
  // Text that is not printable ASCII would be refused on the way, or split the request.
  if (!/^[\x20-\x7e]+$/u.test(line)) {
    return problem("must be one line of printable ASCII");
  }
  const cookies = line
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(cookieOf);
  if (cookies.length > cookiesMax) return problem(`must not hold more than ${cookiesMax} cookies`);
  if (cookies.some((cookie) => cookie === undefined)) {
    return problem("must hold each cookie as name=value");
  }
  const read = cookies.filter((cookie) => cookie !== undefined);
  if (read.some(({ value }) => value.reveal().length > valueCharactersMax)) {
    return problem(`must not hold a value longer than ${valueCharactersMax} characters`);
  }
  return { kind: "cookies", cookies: read };
}

/** The cookies in the order in which to try them. A cookie of the expected name, or without a name, comes first. */
export function inOrderOfTrying(
  cookies: readonly GivenCookie[],
  expectedName: string,
): readonly GivenCookie[] {
  const rank = ({ name }: GivenCookie): number =>
    name === undefined || name === expectedName ? 0 : 1;
  return cookies.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * What the identity server's answer to a check with one cookie alone says of that cookie. `session`: it is the cookie of
 * a live session. `second-factor`: it is, and the session lacks its second factor. `refused`: it is not, or its session
 * has ended. `unknown`: the identity server did not say.
 */
export type CookieAnswer = "session" | "second-factor" | "refused" | "unknown";

/** Reads the status and the body of such an answer. */
export function readCookieAnswer(status: number, text: string): CookieAnswer {
  if (status === 200) return jsonAt(text, ["active"]) === true ? "session" : "unknown";
  if (status === 403) {
    return jsonAt(text, ["error", "id"]) === "session_aal2_required" ? "second-factor" : "unknown";
  }
  return status === 401 ? "refused" : "unknown";
}

function problem(what: string): CookieText {
  return { kind: "problem", what };
}

function cookieOf(pair: string): GivenCookie | undefined {
  // Kratos' values end in = themselves, so only one that something follows parts a name from its value.
  const parted = /^([\w.~!#$%&'*+^`|-]{1,256})=(.*[^=].*)$/u.exec(pair);
  if (parted === null) {
    return /[\s,"\\]/u.test(pair) ? undefined : { name: undefined, value: new Secret(pair) };
  }
  const [, name, value = ""] = parted;
  return /[\s\\]/u.test(value) ? undefined : { name, value: new Secret(value) };
}
