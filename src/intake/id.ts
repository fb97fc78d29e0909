// Ids of identities and sessions as they come from outside.
import { z } from "zod";
import { canonicalUuid } from "../core/mutation.ts";

/** What Kratos writes for an id that it has not given yet. */
export const nilId = "00000000-0000-0000-0000-000000000000";

/** A UUID in any form that Kratos reads; gives it in its usual one. */
export function idSchema() {
  return z.string({ error: "must be a UUID" }).transform((text, context) => {
    const id = canonicalUuid(text);
    if (id !== undefined) return id;
    context.addIssue({ code: "custom", message: "must be a UUID" });
    return z.NEVER;
  });
}
