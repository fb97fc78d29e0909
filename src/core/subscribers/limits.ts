// The limits of subscribers and deliveries, each with its unit in its name. docs/reference/limits.md lists them.

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** The most subscribers of one project. */
export const subscribersPerProjectMax = 10;

/** The longest URL of a subscriber. */
export const subscriberUrlCharactersMax = 2_048;

/** The longest issuer and audience of a CAEP subscriber, and the longest bearer token. */
export const subscriberTextCharactersMax = 512;

/** The time between attempts, by how many there were. The last one repeats. Each varies by 20 %. */
export const retryDelaysMs: readonly number[] = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  hourMs,
];

/** The longest `Retry-After` that is obeyed, in milliseconds. */
export const retryAfterMaxMs = hourMs;

/** A delivery that has waited for so long is given up, in milliseconds. One `project-changed` takes the place of all. */
export const deliveryAgeMaxMs = 24 * hourMs;

/** The most deliveries that wait for one subscriber. One more, and one `project-changed` takes the place of all. */
export const backlogMax = 10_000;

/** The longest time for one attempt, from the connection to the end of the answer, in milliseconds. */
export const attemptMaxMs = 10 * secondMs;

/** The longest part of an answer that is read, in bytes. */
export const answerBytesMax = 4_096;

/** The longest error code of a CAEP receiver that is kept. */
export const answerCodeCharactersMax = 64;

/** Attempts that are under way to one subscriber at once. One that fails has 1, until it answers again. */
export const attemptsAtOnceMax = 8;

/** The least time between two attempts at a subscriber that fails, in milliseconds. */
export const failingPauseMs = secondMs;

/** A subscriber whose last attempt took longer is slow, in milliseconds. */
export const quickAttemptMaxMs = secondMs;

/** Attempts of one process that are under way at once to quick subscribers, and to those that are slow or fail. */
export const attemptsOfAllMax = { quick: 256, slow: 64 } as const;

/** The same of one project, so that no project can take all the places. */
export const attemptsOfProjectMax = { quick: 32, slow: 16 } as const;

/** How long a delivery belongs to the process that took it, in milliseconds. It is longer than an attempt. */
export const takenForMs = 30 * secondMs;

/** Deliveries that one process has taken for one subscriber at once. The others wait in the outbox. */
export const takenAtOnceMax = 64;

/** The last deliveries of a subscriber that stay to be looked at. */
export const historyMax = 50;

/** How long a finished delivery stays at least, so that another process does not send it again, in milliseconds. */
export const historyMinMs = minuteMs;
