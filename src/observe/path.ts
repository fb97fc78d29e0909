// A request's path, as far as logs and traces may show it.

import { authorizePath } from "../core/policy/decision-path.ts";

/**
 * The path without what may hold a secret: a query or a fragment, even if its mark is encoded, and what follows the policy
 * of a decision. That is a path of the application, which may be a link to reset a password.
 */
export function shownPath(target: string): string {
  const end = target.search(/[?#]|%3f|%23/iu);
  return bounded(withoutOriginalPath(end === -1 ? target : target.slice(0, end)));
}

function withoutOriginalPath(path: string): string {
  const at = path.indexOf(`${authorizePath}/`);
  if (at === -1) return path;
  const end = path.indexOf("/", at + authorizePath.length + 1);
  return end === -1 ? path : path.slice(0, end);
}

/** Characters of a text from a request that are shown. */
const shownCharactersMax = 256;

/** A text that is cut if it is too long. */
export function bounded(text: string): string {
  return text.length <= shownCharactersMax ? text : `${text.slice(0, shownCharactersMax)}…`;
}
