// A request's path, as far as logs and traces may show it.

/** The path without what may hold a secret: a query or a fragment, even if its mark is encoded. */
export function shownPath(target: string): string {
  const end = target.search(/[?#]|%3f|%23/iu);
  return bounded(end === -1 ? target : target.slice(0, end));
}

/** Characters of a text from a request that are shown. */
const shownCharactersMax = 256;

/** A text that is cut if it is too long. */
export function bounded(text: string): string {
  return text.length <= shownCharactersMax ? text : `${text.slice(0, shownCharactersMax)}…`;
}
