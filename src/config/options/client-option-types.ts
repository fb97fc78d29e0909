// Kinds of values that only the commands for the control plane take.
import { z } from "zod";
import { parseDuration } from "../values/duration.ts";
import { text } from "./option-types.ts";

/** Id or slug of something: what can stand in a path as it is. */
export const namePattern = /^[A-Za-z\d][\w-]{0,127}$/;

/** Id or slug of a project, or the id of a key. */
export function idOrSlug() {
  return text("an id or a slug", (given) => (namePattern.test(given) ? given : undefined));
}

/** As many as the API takes. */
const labelCharactersMax = 120;

/** A name for people. */
export function label() {
  return text(`a name of 1 to ${labelCharactersMax} characters`, (given) => {
    const plain = given.trim();
    return plain === "" || plain.length > labelCharactersMax || /\p{Cc}/u.test(plain)
      ? undefined
      : plain;
  });
}

/** Some of a few words, as a list or separated by commas; each once. */
export function choices<Word extends string>(words: readonly Word[]) {
  const given = z.union([z.string(), z.array(z.string())], {
    error: `must be one or more of ${words.join(", ")}`,
  });
  return given.transform((listed, context) => {
    const texts = typeof listed === "string" ? listed.split(",") : listed;
    const found = texts.map((one) => {
      const word = words.find((known) => known === one.trim());
      if (word === undefined) {
        const message = `contains "${one.trim()}", but may contain only ${words.join(", ")}`;
        context.addIssue({ code: "custom", message });
      }
      return word;
    });
    return words.filter((word) => found.includes(word));
  });
}

/** When something ends: after a time from now, or at an instant. */
export type Expiry = { readonly afterMs: number } | { readonly at: string };

const dayMs = 86_400_000;

/** An expiry: `90d`, `720h`, `2027-01-31` (as that day begins, in UTC) or `2027-01-31T12:00:00Z`. */
export function expiry() {
  return text("a time from now such as 90d or 12h, or a date such as 2027-01-31", readExpiry);
}

function readExpiry(given: string): Expiry | undefined {
  const days = /^(\d{1,5})d$/.exec(given)?.[1];
  const afterMs = days === undefined ? parseDuration(given) : Number(days) * dayMs;
  if (afterMs !== undefined) return afterMs > 0 ? { afterMs } : undefined;
  const date = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/.exec(
    given,
  )?.[1];
  const atMs = Date.parse(given);
  if (date === undefined || Number.isNaN(atMs)) return undefined;
  // The parser would turn 31 February into a day in March.
  const real = new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
  return real ? { at: new Date(atMs).toISOString() } : undefined;
}

/** One value as it was read, or a clause such as `must begin with a path` that says what is wrong with it. */
export type ReadOne<Value> = { readonly value: Value } | { readonly complaint: string };

/** One value or several, each read by itself. */
export function several<Value>(read: (given: string) => ReadOne<Value>) {
  const given = z.union([z.string(), z.array(z.string())], { error: "must be a string or a list" });
  return given.transform((listed, context) => {
    const found: Value[] = [];
    const texts = [listed].flat();
    for (const [at, one] of texts.map(read).entries()) {
      const which = texts.length === 1 ? "" : ` (number ${at + 1} of ${texts.length})`;
      if ("value" in one) found.push(one.value);
      else context.addIssue({ code: "custom", message: `${one.complaint}${which}` });
    }
    return found;
  });
}
