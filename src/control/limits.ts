// Ceilings of the control plane, each with its unit in the name. What comes in beyond one is refused with a problem that
// names the member and the ceiling; docs/reference/limits.md lists them.

/** Most projects that one control plane holds. */
export const projectsMax = 1_000;

/** Most keys that one project, or the operators together, hold. */
export const keysPerOwnerMax = 100;

/** Generations of keys that keys have made, from one that stands alone. */
export const keyGenerationsMax = 8;

/** Most lines of the audit log in one answer. */
export const auditPageMax = 200;

/** Characters of `before` and `after` in one page of the audit log; a page holds one line at the least. */
export const auditPageCharactersMax = 512 * 1_024;

/** Characters that `before`, or `after`, of a line may have as JSON; beyond, the line says so in its place. */
export const auditValueCharactersMax = 32 * 1_024;

/** Longest subject of a line: a path that the gateway passes on may be as long as a request's head. */
export const auditSubjectCharactersMax = 500;

/** Longest name of a project. */
export const projectNameCharactersMax = 120;

/** Longest name of a key. */
export const keyNameCharactersMax = 120;

/** Longest name of a plan in a request. */
export const planNameCharactersMax = 64;

/** Longest instant in a request: RFC 3339 with a fraction of a second. */
export const instantCharactersMax = 64;

/** Most hosts of one project. */
export const hostsPerProjectMax = 32;

/** Most operations of one patch. */
export const patchOperationsMax = 100;

/** Longest JSON pointer of a patch. */
export const pointerCharactersMax = 1_024;

/** Longest document, as JSON, that may come of a copy. Each could double it; a project has some 1,000. */
export const copiedCharactersMax = 64 * 1_024;

/** Bytes of a body that the API reads once it knows who asks; more is answered with 413. */
export const apiBodyBytesMax = 256 * 1_024;

/** Bytes of a sign-in's body, which is read before anybody is known: a key of at most 512 characters, as JSON. */
export const signInBodyBytesMax = 1_024;

/** Longest path with its query that the API reads; the admin gateway passes on what the head has room for. */
export const targetCharactersMax = 4_096;

/** Longest name or id in a path, and longest value in a query; beyond, there is nothing of that name. */
export const parameterCharactersMax = 256;

/** Problems that one answer lists. */
export const problemsMax = 50;

/** Longest text of one problem: it may name members that the request made up. */
export const problemCharactersMax = 300;

/** Wrong keys of one address in a minute that are answered as wrong. The right key is always accepted. */
export const wrongKeysPerMinuteMax = 10;

/** Refusals of one address in a minute that the audit log tells of. */
export const auditedRefusalsPerMinuteMax = 20;

/** Refusals of all addresses together in a minute that the audit log tells of, for callers without a key; and for those with one. */
export const auditedRefusalsOfAllPerMinuteMax = 120;

/** Addresses whose failures are counted one by one; the others count together. */
export const countedAddressesMax = 10_000;

/** Keys whose last use is remembered between two notes of it. */
export const notedKeysMax = 10_000;
