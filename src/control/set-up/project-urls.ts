// The URLs of a project at the edges.
import type { Addressing } from "../projects/addressing.ts";
import { hostsOf } from "../projects/project-view.ts";
import type { ProjectRecord } from "../storage.ts";

/** The URL of the edges' listener with each host of the project, its own host first. None if no edge is known. */
export function projectUrls(
  project: ProjectRecord,
  addressing: Addressing,
  edgeUrl: string | undefined,
): readonly string[] {
  if (edgeUrl === undefined) return [];
  return hostsOf(project, addressing).map((host) => withHost(edgeUrl, host));
}

function withHost(url: string, host: string): string {
  const parsed = new URL(url);
  const path = parsed.pathname === "/" ? "" : parsed.pathname;
  return `${parsed.protocol}//${host}${parsed.port === "" ? "" : `:${parsed.port}`}${path}`;
}
