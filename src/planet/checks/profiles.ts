// Three sets of project settings that an operator can choose between.

/** Their names. */
export type ProfileName = "careful" | "as-ory" | "pushed";
