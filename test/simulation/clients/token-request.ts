// A check that asks for a token in the place of one that does not (`tokenize_as`): the same credentials and directives.
import { keyOf } from "../history.ts";
import type { Random } from "../random.ts";
import type { Built, Terms } from "./check-request.ts";

/** The templates of a run whose answers may be stored. The identity server does not know the last one. */
export const listedTemplates: readonly string[] = ["web", "app", "gone"];

/** The templates that clients name. Some are known to the identity server alone, or to nobody. */
const askedTemplates = [
  [10, "app"],
  [6, "web"],
  [1, "gone"],
  [2, "other"],
  [1, "nowhere"],
] as const;

/** The same check for a token. Undefined if it is of a form that is passed on anyway. */
export function askForToken(built: Built, terms: Terms, random: Random): Built | undefined {
  const { check } = built;
  if (check?.cacheable !== true) return undefined;
  const template = random.weighted<string>(askedTemplates);
  const { project, basePath } = terms;
  const { cookie, token, bearer } = check.presented;
  const somebody = cookie !== undefined || token !== undefined || bearer !== undefined;
  return {
    ...built,
    target: `${basePath}/sessions/whoami?tokenize_as=${template}`,
    check: {
      ...check,
      key: keyOf(project, check.presented, template),
      template,
      // Without a credential there is no session to make a token from.
      cacheable: somebody && listedTemplates.includes(template),
    },
    note: () => `${built.note()}, token ${template}`,
  };
}
