// Ceilings of what options and settings may be, each with its unit in the name. They hold before a value is looked at, so
// no pattern ever meets a long one.

/** Longest text of one option or setting, in characters, unless a type of it says less. */
export const settingCharactersMax = 4_096;

/** Longest URL, in characters. */
export const urlCharactersMax = 2_048;

/** Longest path prefix, in characters. */
export const basePathCharactersMax = 512;

/** Longest name of a cookie, in characters. */
export const cookieNameCharactersMax = 256;

/** Most members of a list of addresses. */
export const addressRangesMax = 1_024;

/** Longest address with its prefix length, in characters: an IPv6 address has 45 at the most. */
export const addressRangeCharactersMax = 64;

/** Longest host name, in characters (RFC 1035 section 2.3.4, without the final dot). */
export const hostCharactersMax = 253;

/** Most tokenizer templates of one project whose answers are stored. */
export const tokenizeTemplatesMax = 16;

/** Longest name of a tokenizer template, in characters. */
export const templateNameCharactersMax = 64;

/** Most policies of one project. */
export const policiesMax = 32;

/** Longest name of a policy, in characters. */
export const policyNameCharactersMax = 64;

/** Most characters of all policies of one project together, as JSON. They travel in one message of the bus. */
export const policiesCharactersMax = 64 * 1_024;

/** Most headers of one policy, without that of the signed session. */
export const policyHeadersMax = 32;

/** Longest name of a header of a policy, in characters. */
export const headerNameCharactersMax = 64;

/** Longest JSON pointer of a policy, in characters. */
export const policyPointerCharactersMax = 256;

/** Most conditions of one policy. */
export const conditionsMax = 16;

/** Most values of one condition, and most schemas and organizations of one policy. */
export const allowedValuesMax = 64;

/** Longest of these values, in characters. */
export const allowedValueCharactersMax = 256;

/** Most return URLs of one policy. */
export const returnUrlsMax = 16;

/** Most audiences of one signed session. */
export const audiencesMax = 8;

/** Longest audience, in characters. */
export const audienceCharactersMax = 256;

/** Most claims of one signed session beside the registered ones. */
export const claimsMax = 16;

/** Longest name of a claim, in characters. */
export const claimNameCharactersMax = 128;
