// Which activity is shown. The address keeps it, so that it survives a reload and can be sent to somebody.
import type { ActivityFilter } from "../../api/activity.ts";

const names = ["project", "actor", "action", "search", "from", "to"] as const;

/** Reads the part of the address after `?`. Other parameters are ignored. */
export function filterIn(query: string): ActivityFilter {
  const given = new URLSearchParams(query);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = given.get(name)?.trim() ?? "";
      return value === "" ? [] : [[name, value]];
    }),
  );
}

/** The part of the address after `?`. Empty if everything is shown. */
export function queryOf(filter: ActivityFilter): string {
  const set = names.flatMap((name) => {
    const value = filter[name] ?? "";
    return value === "" ? [] : [[name, value]];
  });
  return new URLSearchParams(set).toString();
}

/** The kinds of actions that can be chosen, and what they are called. */
export const kinds: readonly (readonly [action: string, name: string])[] = [
  ["", "Everything"],
  ["project.", "Projects and settings"],
  ["key.", "API keys"],
  ["sign-in", "Sign-ins"],
  ["sign-in.end", "Sign-outs"],
  ["invalidate", "Invalidations"],
  ["session.look-up", "Look-ups by e-mail"],
  ["hook", "Web hooks"],
  ["admin", "Calls to the admin API"],
  ["live-check", "Live checks"],
  ["activity.export", "Exports"],
  ["refused", "Refusals"],
  ["plans.read", "Plans"],
];

/** An instant as the field for date and time shows it, in the reader's time zone. Empty if it is not an instant. */
export function fieldOfInstant(iso: string | undefined): string {
  const at = new Date(iso ?? "");
  if (Number.isNaN(at.getTime())) return "";
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** The instant that was entered, undefined if none was. */
export function instantOfField(text: string): string | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
