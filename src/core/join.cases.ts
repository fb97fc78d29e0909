// Which call a check waits for: by whether it is forced, and by the calls in flight.
import type { Joining } from "./join.ts";

/** A call in flight, seen from the earliest begin that the check may be answered from; `alone` may not be joined. */
export type InFlight = "none" | "alone" | "too early" | "just in time" | "later";

/** Every combination of an unforced check with calls in flight: unforced call → forced call → joining. */
export const unforcedJoins: Readonly<Record<InFlight, Readonly<Record<InFlight, Joining>>>> = {
  none: {
    none: "start-unforced",
    alone: "start-unforced",
    "too early": "start-unforced",
    "just in time": "join-forced",
    later: "join-forced",
  },
  alone: {
    none: "start-forced",
    alone: "wait-next",
    "too early": "wait-next",
    "just in time": "join-forced",
    later: "join-forced",
  },
  "too early": {
    none: "start-forced",
    alone: "wait-next",
    "too early": "wait-next",
    "just in time": "join-forced",
    later: "join-forced",
  },
  "just in time": {
    none: "join-unforced",
    alone: "join-unforced",
    "too early": "join-unforced",
    "just in time": "join-unforced",
    later: "join-unforced",
  },
  later: {
    none: "join-unforced",
    alone: "join-unforced",
    "too early": "join-unforced",
    "just in time": "join-unforced",
    later: "join-unforced",
  },
};

/** A forced check never joins a call in flight (L5), however late that began: forced call → joining. */
export const forcedJoins: Readonly<Record<InFlight, Joining>> = {
  none: "start-forced",
  alone: "wait-next",
  "too early": "wait-next",
  "just in time": "wait-next",
  later: "wait-next",
};
