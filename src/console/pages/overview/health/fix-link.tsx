// The link from a state to the page where it is fixed.
import { projectHref, type ProjectPage } from "../../../state/route.ts";
import type { ProjectState } from "../../../api/health.ts";

type Fix = NonNullable<ProjectState["fix"]>;

/** The page of each place. */
const pageOf: Record<Fix["page"], ProjectPage> = {
  advanced: "advanced",
  edges: "edges",
  "set-up": "set-up",
  overview: "overview",
};

interface FixLinkProps {
  readonly fix: Fix;
  readonly slug: string;
}

/** What to do, as a link. */
export function FixLink({ fix: { text, page }, slug }: FixLinkProps) {
  return <a href={projectHref(slug, pageOf[page])}>{text}</a>;
}
