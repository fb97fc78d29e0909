// The operator's table of plans:
//
//   default: starter
//   plans:
//     - name: starter
//       title: Starter
//       cacheable_sessions: false
//
// Everything wrong is listed; nothing is defaulted because it was malformed.
import { z } from "zod";
import { readDocument } from "../read/document.ts";
import { issueWords } from "../read/issue-words.ts";
import type { Problem } from "../read/problem.ts";

/** A table as the file has it. */
interface FilePlans {
  readonly defaultPlan: string;
  readonly plans: readonly {
    readonly name: string;
    readonly title: string;
    readonly cacheableSessions: boolean;
  }[];
}

/** The file's plans, or everything that is wrong. */
export type ReadPlans =
  | { readonly kind: "plans"; readonly table: FilePlans }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

const plansMax = 64;

const fileSchema = z
  .strictObject({
    default: z.string({ error: "must be a string" }),
    plans: z
      .array(
        z.strictObject({
          name: z.string({ error: "must be a string" }).regex(/^[a-z][a-z\d-]{0,63}$/, {
            error: "must be 1 to 64 of a-z, 0-9 and -, and begin with a letter",
          }),
          title: z.string({ error: "must be a string" }).min(1).max(120).optional(),
          cacheable_sessions: z.boolean({ error: "must be true or false" }),
        }),
        { error: "must be a list" },
      )
      .min(1, { error: "must not be empty" })
      .max(plansMax, { error: `must not have more than ${plansMax} members` }),
  })
  .superRefine(({ default: defaultPlan, plans }, context) => {
    const names = plans.map(({ name }) => name);
    if (!names.includes(defaultPlan)) {
      context.addIssue({
        code: "custom",
        path: ["default"],
        message: "must be the name of one of the plans",
      });
    }
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) {
        context.addIssue({
          code: "custom",
          path: ["plans", index, "name"],
          message: "must not be the name of an earlier plan",
        });
      }
    });
  });

/** Reads a file of plans. */
export async function readPlans(path: string): Promise<ReadPlans> {
  const document = await readDocument(path);
  if (document.kind === "problems") return document;
  const parsed = fileSchema.safeParse(document.content, { error: issueWords });
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: place, message }) => ({
      where: place.length === 0 ? path : `${place.map(String).join(".")} in ${path}`,
      what: message,
    }));
    return { kind: "problems", problems };
  }
  const { default: defaultPlan, plans } = parsed.data;
  return {
    kind: "plans",
    table: {
      defaultPlan,
      plans: plans.map(({ name, title, cacheable_sessions: cacheableSessions }) => ({
        name,
        title: title ?? name,
        cacheableSessions,
      })),
    },
  };
}
