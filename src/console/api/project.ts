// Projects as the API tells and takes them.
import type { Calls, Schemas } from "./wire.ts";

/** Settings of a project, in the API's spelling: durations as Ory writes them, `1m` or `2m30s`. */
export type FeatureFlags = Schemas["FeatureFlags"];

/** A project in a list. */
export type ProjectMetadata = Schemas["ProjectMetadata"];

/** A project with its settings. */
export type Project = Schemas["Project"];

/** What a new project is told. */
export type NewProject = Schemas["CreateProjectBody"];

/** One step of a JSON Patch (RFC 6902); the page only ever replaces. */
export interface Replacement extends Operation {
  readonly op: "replace";
  readonly value: unknown;
}

type Operation = Schemas["JsonPatchDocument"][number];

/** What a change came to. */
export type ProjectChange = Schemas["SuccessfulProjectUpdate"];

/** A plan of the operator's table. */
export type Plan = Calls["GET /plans"]["answer"][number];

/** Whether Edge Sessions is set, allowed and in force. */
export type EdgeSessionsState = Schemas["EdgeSessionsState"];
