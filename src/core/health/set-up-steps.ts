// The steps of setting up a project, in their order. The Console and doctor show the same list.

/** The steps, in their order. */
export const setUpStepIds = [
  "identity-server-url",
  "identity-server",
  "cookie-name",
  "own-changes",
  "switch",
  "hit",
  "change",
] as const;

/** A step. */
export type SetUpStepId = (typeof setUpStepIds)[number];

/** One step and how it stands. `todo` waits for the operator, `waiting` for something to happen. */
export interface SetUpStep {
  readonly id: SetUpStepId;
  readonly title: string;
  readonly state: "done" | "todo" | "problem" | "waiting";
  /** What is so, or what is wrong and what would be right, in one sentence. */
  readonly sentence: string;
}
