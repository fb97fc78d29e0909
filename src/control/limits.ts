// The limits of the control plane, each with its unit in its name. A request beyond one is refused with a problem that
// names the member and the limit. docs/reference/limits.md lists them.

/** The most projects of one control plane. */
export const projectsMax = 1_000;

/** The most projects of one page of the list. */
export const projectListPageMax = 200;

/** The highest number of a page of the list. */
export const projectListPagesMax = 1_000;

/** The longest text that projects are searched for. */
export const projectSearchCharactersMax = 200;

/** The most deleted projects that are remembered, each for 90 days. Beyond that, no project can be deleted. */
export const deletedProjectsMax = 10_000;

/** The most API keys of one project, and of the operators together. */
export const keysPerOwnerMax = 100;

/** The longest chain of keys that created one another, counted from a key without a parent. */
export const keyGenerationsMax = 8;

/** The most lines of the audit log in one answer. */
export const auditPageMax = 200;

/** The most lines of the audit log that one answer with a filter looks at. `next` continues behind them. */
export const auditScannedMax = 20_000;

/** The most bytes of `before` and `after` that such an answer looks at. `next` continues behind them. */
export const auditScannedBytesMax = 16 * 1_024 * 1_024;

/** The longest text that the audit log is searched for. */
export const auditSearchCharactersMax = 100;

/** The most lines of the audit log in one export. Its last line says if there are more. */
export const auditExportMax = 100_000;

/** The most characters of `before` and `after` in one page of the audit log. A page holds at least one line. */
export const auditPageCharactersMax = 512 * 1_024;

/** The most characters of `before`, and of `after`, of one line as JSON. A longer value is replaced by a note. */
export const auditValueCharactersMax = 32 * 1_024;

/** The longest subject of a line. A path in the admin gateway can be as long as the head of a request. */
export const auditSubjectCharactersMax = 500;

/** The longest name of a project. */
export const projectNameCharactersMax = 120;

/** The longest name of an API key. */
export const keyNameCharactersMax = 120;

/** The longest name of a plan in a request. */
export const planNameCharactersMax = 64;

/** The longest instant in a request: RFC 3339 with a fraction of a second. */
export const instantCharactersMax = 64;

/** The longest duration in a request. */
export const durationCharactersMax = 64;

/** The most hosts of one project. */
export const hostsPerProjectMax = 32;

/** The most operations of one patch. */
export const patchOperationsMax = 100;

/** The longest JSON pointer in a patch. */
export const pointerCharactersMax = 1_024;

/** The longest document, as JSON, after a copy. Each copy could double it. A project has about 1,000 characters without its policies. */
export const copiedCharactersMax = 128 * 1_024;

/** The longest body that the API reads, after the caller is known. A longer one is answered with 413. */
export const apiBodyBytesMax = 256 * 1_024;

/** The longest body of a sign-in, which is read before the caller is known: a key of at most 512 characters, as JSON. */
export const signInBodyBytesMax = 1_024;

/** The longest path with its query that the API accepts. In the admin gateway only the limit of the head counts. */
export const targetCharactersMax = 4_096;

/** The longest name or id in a path, and the longest name or value in a query. Nothing has a longer name. */
export const parameterCharactersMax = 256;

/** The most problems that one answer lists. */
export const problemsMax = 50;

/** The longest text of one problem, which may name members that the request made up. */
export const problemCharactersMax = 300;

/** Wrong keys from one address in a minute, after which the address must wait. A valid key is always accepted. */
export const wrongKeysPerMinuteMax = 10;

/** Refusals of one address in a minute that are written to the audit log. */
export const auditedRefusalsPerMinuteMax = 20;

/** Refusals of all addresses in a minute that are written to the audit log. Callers with and without a key count separately. */
export const auditedRefusalsOfAllPerMinuteMax = 120;

/** The most addresses whose failures are counted separately. The others count together. */
export const countedAddressesMax = 10_000;

/** The most sign-ins to the Console at once. One more ends the one that was unused for longest. */
export const signInsMax = 1_000;

/** A sign-in ends after this long without a stored use, in milliseconds. */
export const signInIdleMs = 60 * 60_000;

/** A sign-in ends after this long in any case, in milliseconds. */
export const signInLifeMs = 12 * 60 * 60_000;

/**
 * How often the use of one sign-in is stored, in milliseconds. A sign-in may therefore end this much earlier than
 * `signInIdleMs` after its last use, and never later.
 */
export const signInUseStoredEveryMs = 60_000;

/** The most keys for which the time of the last noted use is remembered. */
export const notedKeysMax = 10_000;

/** The most regions on the map. Calculating what their loss does takes about 20 ms each. */
export const mapRegionsMax = 64;

/** The most edges of a region that the map names. */
export const mapEdgesNamedMax = 20;

/** The most planned edges on the map. */
export const mapPlannedEdgesMax = 200;

/** The most problems of a file with a plan that are listed. */
export const mapPlanProblemsMax = 10;

/** The most entries of the own edge that one look-up lists. Other edges answer with fewer (`core/session-question.ts`). */
export const ownEntriesMax = 200;

/** The longest e-mail address that is looked up (RFC 5321, section 4.5.3.1.3). */
export const emailCharactersMax = 254;

/** How long the admin API may take to find an e-mail address, in milliseconds. */
export const emailWaitMs = 5_000;

/** The longest answer of the admin API to that, in bytes. */
export const emailAnswerBytesMax = 256 * 1_024;

/** The most identities that one e-mail address finds. */
export const foundIdentitiesMax = 10;
/** The longest text of pasted cookies in which the session cookie is looked for. It holds at most 50 of 4,096 characters. */
export const pastedCookiesCharactersMax = 65_536;
/** How long traffic by the minute is stored, in milliseconds. A day of it is shown. */
export const trafficMinutesRetentionMs = 2 * 24 * 60 * 60_000;

/** How long traffic by the hour is stored, in milliseconds. 30 days of it are shown. */
export const trafficRetentionMs = 31 * 24 * 60 * 60_000;

/** The most rows of a project's traffic that are read at once: each minute of a day, and some more. */
export const trafficRowsMax = 1_500;
