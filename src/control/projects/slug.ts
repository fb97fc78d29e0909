// Slugs. A slug is a DNS label, because the project's own host begins with it.
import { randomInt } from "node:crypto";

/** What a slug looks like: a DNS label (RFC 1123) that begins with a letter and leaves room for a suffix. */
export const slugPattern = /^[a-z](?:[a-z\d-]{0,38}[a-z\d])?$/;

/** What is wrong with a slug that does not look like that. */
export const slugRule =
  "must be 1 to 40 of a-z, 0-9 and -, starting with a letter and not ending with -";

const stemLengthMax = 33;
/** The characters of a name that are read. Later ones would not be in the slug, and normalizing is not linear. */
const readCharactersMax = 512;
const suffixLetters = "abcdefghijkmnpqrstuvwxyz23456789";
const suffixLength = 5;

/** A slug made from a name. */
export function slugOf(name: string): string {
  const stem = name
    .slice(0, readCharactersMax)
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, "-")
    .replaceAll(/^[^a-z]+/g, "")
    .slice(0, stemLengthMax)
    .replaceAll(/-+$/g, "");
  return stem === "" ? withSuffix("project") : stem;
}

/** The slug with a random ending, for when the slug itself is taken. */
export function withSuffix(stem: string): string {
  let suffix = "";
  for (let i = 0; i < suffixLength; i += 1) {
    suffix += suffixLetters.charAt(randomInt(suffixLetters.length));
  }
  return `${stem.slice(0, stemLengthMax)}-${suffix}`;
}
