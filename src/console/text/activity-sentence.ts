// What happened, as a sentence: who did what to what.
import { changesBetween, type ValueChange } from "./changes.ts";
import type { ActivityLine } from "../api/activity.ts";

/** A line of the audit log as a sentence. Its parts are put together as `who did what`, then the project, then the rest. */
export interface ActivitySentence {
  readonly who: string;
  /** A verb with its object, without the name of what it was done to. */
  readonly did: string;
  /** The name of what it was done to. Empty if the verb says it all. */
  readonly what: string;
  /** The preposition before the project's name. Undefined if the project is `what`, or if there is none. */
  readonly projectAfter: "of" | "in" | undefined;
  /** Follows the project. */
  readonly rest: string;
  /** The values that changed, if they matter most. */
  readonly values: readonly ValueChange[];
}

/** The sentence of a line. An action that has no words here is shown by its name. */
export function activitySentence(line: ActivityLine): ActivitySentence {
  const { subject, action, before, after } = line;
  // Lines about a project name it by the slug that it had.
  const project = line.project?.name ?? subject;
  const plain = (did: string, changes: Partial<ActivitySentence> = {}): ActivitySentence => ({
    who: line.actor.name,
    did,
    what: subject,
    rest: "",
    projectAfter: undefined,
    values: [],
    ...changes,
  });
  switch (action) {
    case "project.create":
      return plain("created the project", { what: project });
    case "project.delete":
      return plain("deleted the project");
    case "project.patch":
    case "project.set":
      return settingsSentence(plain, project, changesBetween(before, after));
    case "key.create":
      return plain("created the key", {
        rest: scopesText(after),
        projectAfter: line.project_id === null ? undefined : "of",
      });
    case "key.revoke":
      return plain("revoked the key", {
        projectAfter: line.project_id === null ? undefined : "of",
      });
    case "subscriber.create":
      return plain("added the subscriber", { projectAfter: "of" });
    case "subscriber.patch":
      return plain("changed the subscriber", {
        projectAfter: "of",
        values: changesBetween(before, after),
      });
    case "subscriber.delete":
      return plain("deleted the subscriber", { projectAfter: "of" });
    case "subscriber.test":
      return plain("sent a test to the subscriber", { projectAfter: "of" });
    case "signing-key.create":
      return plain("made the signing key", { projectAfter: "of" });
    case "signing-key.delete":
      return plain("withdrew the signing key", { projectAfter: "of" });
    case "sign-in":
      return plain("signed in to the Console", { what: "" });
    case "sign-in.end":
      return plain("signed out of the Console", { what: "" });
    case "refused":
      return plain("was refused", {
        rest: ` with ${memberText(after, "error")}`,
        projectAfter: line.project_id === null ? undefined : "in",
      });
    case "invalidate":
      return plain("invalidated", { what: scopesOf(after), projectAfter: "in" });
    case "live-check":
      return plain("sent a live check to", { what: project });
    case "session.look-up":
      return plain("looked sessions up by e-mail in", { what: project });
    case "hook":
      return plain("delivered a web hook to", { projectAfter: "of" });
    case "admin":
      return plain("called the admin API:", { projectAfter: "of" });
    case "plans.read":
      return plain("loaded the table of plans", { what: "" });
    case "activity.export":
      return plain("exported the activity of", {
        what: project,
        rest: ` as ${memberText(after, "format")}`,
      });
    default:
      return plain(`${action}:`, { values: changesBetween(before, after) });
  }
}

function settingsSentence(
  plain: (did: string, changes?: Partial<ActivitySentence>) => ActivitySentence,
  what: string,
  values: readonly ValueChange[],
): ActivitySentence {
  const [only] = values;
  if (values.length === 1 && only?.path === "cacheable_sessions")
    return plain(`turned Edge Sessions ${only.after === "true" ? "on" : "off"} for`, { what });
  return plain("changed", { what, values });
}

function scopesText(key: unknown): string {
  const scopes: unknown = Reflect.get(Object(key), "scopes");
  return Array.isArray(scopes) ? ` with ${scopes.map(String).join(", ")}` : "";
}

/** What an invalidation was for: `session <id>` and the like, or `project`. */
function scopesOf(value: unknown): string {
  if (!Array.isArray(value)) return "something";
  return value.map((scope) => (scope === "project" ? "everything" : String(scope))).join(", ");
}

function memberText(value: unknown, name: string): string {
  return String(Reflect.get(Object(value), name));
}
