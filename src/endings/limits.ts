// Ceilings of endings, each with its unit in the name.

/** The same ending is told at most once in this time. The last one of it is told at its end. */
export const endingEveryMs = 1_000;

/** Sessions and identities that are kept apart within that time. Beyond that, endings become `project-changed`. */
export const endingSubjectsMax = 10_000;
