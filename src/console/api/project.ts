// Projects as the API sends and accepts them.
import type { Calls, Schemas } from "./wire.ts";

/** The settings of a project in the API's form. Durations are written as Ory writes them, such as `1m` or `2m30s`. */
export type FeatureFlags = Schemas["FeatureFlags"];

/** A project in a list, with its state and its traffic. */
export type ListedProject = Schemas["ListedProject"];

/** One page of the projects that were found. */
export type ProjectList = Schemas["ProjectList"];

/** A project with its settings. */
export type Project = Schemas["Project"];

/** The request for a new project. */
export type NewProject = Schemas["CreateProjectBody"];

/** One operation of a JSON Patch (RFC 6902) on a project. */
export type Operation = Schemas["JsonPatchDocument"][number];

/** An operation that replaces a value that is always there. */
export interface Replacement extends Operation {
  readonly op: "replace";
  readonly value: unknown;
}

/** The result of a change. */
export type ProjectChange = Schemas["SuccessfulProjectUpdate"];

/** A plan in the operator's table. */
export type Plan = Calls["GET /plans"]["answer"][number];

/** Whether Edge Sessions is set to on, allowed, and on at the edges. */
export type EdgeSessionsState = Schemas["EdgeSessionsState"];
