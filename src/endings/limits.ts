// Ceilings of endings, each with its unit in the name.

/** The same ending is told at most once in this time. The last one of it is told at its end. */
export const endingEveryMs = 1_000;

/** Sessions and identities of one project that are kept apart within that time. Beyond that, endings become `project-changed`. */
export const endingSubjectsOfProjectMax = 10_000;

/** The same of all projects. Beyond that, `project-changed` stands for those of the project that has most. */
export const endingSubjectsMax = 40_000;

/** Endings that a stream can be resumed in, and for how long. */
export const keptEndingsMax = 10_000;
export const keptEndingsMs = 600_000;

/** Streams of endings at once, of all projects. */
export const endingStreamsMax = 400;

/** The same of one project, so that no project can take all the places. */
export const endingStreamsOfProjectMax = 100;

/** A stream on which nothing is told gets a comment after this time, so that nobody in between takes it for dead. */
export const streamHeartbeatMs = 15_000;

/** A stream whose key does not count any more is told nothing after this time. */
export const streamKeyCheckEveryMs = 1_000;

/** Bytes of endings that are handed to a client at once. One ending more may begin below it. */
export const streamChunkBytesMax = 16 * 1_024;

/** How old a security event token may be, and how far its clock may be ahead. */
export const tokenAgeSecondsMax = 600;
export const tokenAheadSecondsMax = 60;

/** Ids of accepted tokens that are remembered, for at least `tokenAgeSecondsMax`. Beyond that, tokens are refused. */
export const tokenIdsMax = 10_000;

/** Characters of a token's id. */
export const tokenIdCharactersMax = 256;

/** The key set that the URL of a transmitter answers: bytes after decompression, keys, and the time until all of it has arrived. */
export const keySetBytesMax = 128 * 1_024;
export const keySetKeysMax = 64;
export const keySetWaitMs = 5_000;
