// What the buckets hold: which regions there are, and the latest revision of each project. Each bucket may be behind the
// others, so every record says how new it is.
import { decodeProject, encodeProject } from "../../core/served-project-text.ts";
import type { ServedProject } from "../../core/served-project.ts";
import { projectKey, regionKey } from "./layout.ts";

/** Whether a region is known. */
interface RegionRecord {
  readonly kind: "region";
  readonly region: string;
  readonly known: boolean;
  /** How often that has changed. */
  readonly count: number;
}

interface ProjectRecord {
  readonly kind: "project";
  readonly project: ServedProject;
}

/** One record, with its key and its text. The text may have members that this version does not know. */
export type KeptRecord = { readonly key: string; readonly text: string } & (
  | RegionRecord
  | ProjectRecord
);

/** A record that says whether a region is known. */
export function regionRecord(region: string, known: boolean, count: number): KeptRecord {
  const text = JSON.stringify({ version: 1, region, known, count });
  return { key: regionKey(region), text, kind: "region", region, known, count };
}

/** A record of a project. */
export function projectRecord(project: ServedProject): KeptRecord {
  const key = projectKey(project.settings.project);
  return { key, text: encodeProject(project), kind: "project", project };
}

/** Reads a record. Undefined if it is not one. */
export function readRecord(key: string, text: string): KeptRecord | undefined {
  if (key.startsWith("project.")) {
    const project = decodeProject(text);
    return project && { key, text, kind: "project", project };
  }
  const value = parsed(text);
  if (typeof value !== "object" || value === null) return undefined;
  const { region, known, count } = value as Readonly<Record<string, unknown>>;
  if (typeof region !== "string" || typeof count !== "number" || regionKey(region) !== key) {
    return undefined;
  }
  return { key, text, kind: "region", region, known: known === true, count };
}

/** Whether a record replaces another one with the same key. Of two that are equally new, a known region wins. */
export function isNewer(next: KeptRecord, held: KeptRecord | undefined): boolean {
  if (held === undefined) return true;
  const [nextRank, heldRank] = [rank(next), rank(held)];
  return nextRank[0] === heldRank[0] ? nextRank[1] > heldRank[1] : nextRank[0] > heldRank[0];
}

function rank(record: KeptRecord): readonly [number, number] {
  return record.kind === "region"
    ? [record.count, record.known ? 1 : 0]
    : [record.project.revision, record.project.at];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
