// What each scope allows, and how long a key may live.
import type { Scope } from "../../api/key.ts";

/** One sentence for each. */
export const scopeMeanings: Readonly<Record<Scope, string>> = {
  read: "Look at projects, traffic, sessions, edges and activity.",
  settings: "Change settings: turn Edge Sessions on and off.",
  keys: "Create and revoke keys.",
  invalidate: "Make edges forget stored answers; send live checks.",
  hooks: "Deliver web hooks of the identity server.",
  admin: "Use the identity server’s admin API through the gateway.",
};

/** All scopes, in the order in which the page lists them. */
export const scopes: readonly Scope[] = Object.keys(scopeMeanings) as Scope[];

/** Days, and the words for them; 0 is for ever. */
export const expiries: readonly (readonly [days: number, words: string])[] = [
  [0, "Never"],
  [7, "In 7 days"],
  [30, "In 30 days"],
  [90, "In 90 days"],
  [365, "In a year"],
];
