// What the names of projects and API keys may hold.

/** A name on one line: a text of Postgres cannot hold a NUL, and a terminal obeys other control characters. */
export const oneLinePattern = /^\P{Cc}*$/u;
