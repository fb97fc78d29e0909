// The names of the states that projects are filtered by. The sentence of a project says more.

const words: Readonly<Record<string, string>> = {
  "origin-failing": "Identity server failing",
  "cookie-name-wrong": "Cookie name wrong",
  "rate-limited": "Rate limited",
  "invalidations-missing": "Invalidations missing",
  "no-edge": "No edge",
  "plan-excludes": "Plan does not allow it",
  "not-set-up": "Not set up",
  "settings-pending": "Settings pending",
  off: "Off",
  serving: "Serving",
};

/** A state in a few words. A state of a later version has its id. */
export function stateWords(state: string): string {
  return words[state] ?? state;
}
