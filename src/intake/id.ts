// Ids of identities and sessions as they come from outside.
import { z } from "zod";
import { canonicalUuid } from "../core/mutation.ts";

const canonical = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** What Kratos writes for an id that is not given yet. */
export const nilId = "00000000-0000-0000-0000-000000000000";

/** The id in the form that entries are indexed by; undefined where the text is no UUID. */
export function idOf(text: string): string | undefined {
  const id = canonicalUuid(text);
  return canonical.test(id) ? id : undefined;
}

/** A UUID in any form that Kratos reads; gives it in its usual one. */
export function idSchema() {
  return z.string({ error: "is not a UUID" }).transform((text, context) => {
    const id = idOf(text);
    if (id !== undefined) return id;
    context.addIssue({ code: "custom", message: "is not a UUID" });
    return z.NEVER;
  });
}
