// Which page is shown. The part of the address after `#` says so, which no proxy sees and no prefix changes.
import { useEffect, useState } from "preact/hooks";

/** The pages of a project. */
const projectPages = [
  "overview",
  "set-up",
  "advanced",
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

/** The page that an address names. */
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
    }
  | { readonly kind: "operator-keys" }
  | { readonly kind: "operator-activity" }
  | { readonly kind: "unknown" };

/** Reads `#/projects/<slug>/advanced` and the like. */
export function parseRoute(hash: string): Route {
  const [path = "", ...query] = hash.replace(/^#?\/?/, "").split("?");
  const parts = path.split("/").map(decoded);
  const [area, name, page = "overview", by, id] = parts;
  if (area === "" || (area === "projects" && (name === undefined || name === "")))
    return { kind: "projects", query: query.join("?") };
  if (area === "projects" && name !== undefined) {
    const known = projectPages.find((candidate) => candidate === page);
    if (known === undefined) return { kind: "unknown" };
    const looksUp = known === "sessions" && (by === "identity" || by === "session") && id;
    return {
      kind: "project",
      project: name,
      page: known,
      ...(looksUp ? { lookUp: { by, id } } : {}),
    };
  }
  if (area === "operators" && name === "keys") return { kind: "operator-keys" };
  if (area === "operators" && name === "activity") return { kind: "operator-activity" };
  return { kind: "unknown" };
}

/** The address of a page of a project. */
export function projectHref(project: string, page: ProjectPage, lookUp?: LookUp): string {
  const found = lookUp === undefined ? "" : `/${lookUp.by}/${encodeURIComponent(lookUp.id)}`;
  return `#/projects/${encodeURIComponent(project)}/${page}${found}`;
}

/** The page that is shown. Renders again when it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return parseRoute(hash);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
