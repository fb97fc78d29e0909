// What each scope allows, and when a key can expire.
import type { Scope } from "../../api/key.ts";

/** One sentence for each scope. */
export const scopeMeanings: Readonly<Record<Scope, string>> = {
  read: "View projects, traffic, sessions, edges and activity.",
  settings: "Change settings, and turn Edge Sessions on and off.",
  keys: "Create and revoke keys.",
  invalidate: "Invalidate stored answers, and send live checks.",
  hooks: "Deliver web hooks from the identity server.",
  admin: "Use the identity server’s admin API through the admin gateway.",
};

/** All scopes, in the order in which the page lists them. */
export const scopes: readonly Scope[] = Object.keys(scopeMeanings) as Scope[];

/** Days until a key expires, and the text for them. 0 is never. */
export const expiries: readonly (readonly [days: number, words: string])[] = [
  [0, "Never"],
  [7, "In 7 days"],
  [30, "In 30 days"],
  [90, "In 90 days"],
  [365, "In a year"],
];
