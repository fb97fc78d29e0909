// Converts a project to its row and back.
import { readSigningKeys } from "../../core/tokens/signing-key.ts";
import { storedFlags } from "../projects/feature-flags.ts";
import type { ProjectRecord } from "../storage.ts";
import type { ProjectRow } from "./row-types.ts";

/** The row of a project. */
export function rowOfProject(project: ProjectRecord): ProjectRow {
  return {
    id: project.id,
    slug: project.slug,
    name: project.name,
    environment: project.environment,
    home_region: project.homeRegion,
    plan: project.plan,
    revision: project.revision,
    revision_id: project.revisionId,
    flags_json: JSON.stringify(project.flags),
    signing_keys_json: JSON.stringify({ keys: project.signingKeys }),
    created_at_ms: project.createdAtMs,
    updated_at_ms: project.updatedAtMs,
  };
}

/** The project of a row. */
export function projectOfRow(row: ProjectRow): ProjectRecord {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    environment: row.environment,
    homeRegion: row.home_region,
    plan: row.plan,
    revision: row.revision,
    revisionId: row.revision_id,
    flags: storedFlags(jsonObject(row.flags_json)),
    signingKeys: readSigningKeys(jsonObject(row.signing_keys_json)["keys"]) ?? [],
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  };
}

/** The JSON object in a text. It is empty if something else wrote another text, so that the other projects still work. */
function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return { ...Object(value) };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
