// The states of a step in words.
import type { SetUpStep } from "../../api/set-up.ts";

/** Each state as its badge says it. */
export const stateWords: Readonly<Record<SetUpStep["state"], string>> = {
  done: "Done",
  todo: "To do",
  problem: "Problem",
  waiting: "Waiting",
};
