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
