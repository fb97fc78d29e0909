// Which page is shown. The part of the address after `#` says so, which no proxy sees and no prefix changes.
import { useGuardedHash } from "./unsaved.ts";

/** The pages of a project. */
const projectPages = [
  "overview",
  "set-up",
  "advanced",
  "policies",
  "sessions",
  "edges",
  "keys",
  "activity",
  "manage",
] as const;

/** A page of a project. */
export type ProjectPage = (typeof projectPages)[number];

/** Which stored answers are looked up. */
export interface LookUp {
  readonly by: "identity" | "session";
  readonly id: string;
}

/** The page that an address names. `query` is the part after `?`, if the page has one. */
export type Route =
  | {
      readonly kind: "projects";
      /** The part of the address after `?`: what is searched for, and in which order. */
      readonly query: string;
    }
  | {
      readonly kind: "project";
      /** Slug, or id. */
      readonly project: string;
      readonly page: ProjectPage;
      readonly lookUp?: LookUp;
      readonly query?: string;
    }
  | { readonly kind: "operator-keys" }
  | { readonly kind: "operator-activity"; readonly query?: string }
  | { readonly kind: "unknown" };

/** Reads `#/projects/<slug>/advanced` and the like. */
export function parseRoute(hash: string): Route {
  const [path = "", ...after] = hash.replace(/^#?\/?/, "").split("?");
  const query = after.join("?");
  const asked = after.length === 0 ? {} : { query };
  const parts = path.split("/").map(decoded);
  const [area, name, page = "overview", by, id] = parts;
  if (area === "" || (area === "projects" && (name === undefined || name === "")))
    return { kind: "projects", query };
  if (area === "projects" && name !== undefined) {
    const known = projectPages.find((candidate) => candidate === page);
    if (known === undefined) return { kind: "unknown" };
    const looksUp = known === "sessions" && (by === "identity" || by === "session") && id;
    return {
      kind: "project",
      project: name,
      page: known,
      ...(looksUp ? { lookUp: { by, id } } : {}),
      ...(known === "activity" ? asked : {}),
    };
  }
  if (area === "operators" && name === "keys") return { kind: "operator-keys" };
  if (area === "operators" && name === "activity") return { kind: "operator-activity", ...asked };
  return { kind: "unknown" };
}

/** The address of a page of a project. */
export function projectHref(project: string, page: ProjectPage, lookUp?: LookUp): string {
  const found = lookUp === undefined ? "" : `/${lookUp.by}/${encodeURIComponent(lookUp.id)}`;
  return `#/projects/${encodeURIComponent(project)}/${page}${found}`;
}

/** The page that is shown. Renders again when it changes, which it does not before the operator has agreed to lose what is not saved. */
export function useRoute(): Route {
  return parseRoute(useGuardedHash());
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
