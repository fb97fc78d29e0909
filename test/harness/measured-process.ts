// The child's side of `measured-child.ts`; it runs without the test runner.

const kibibyte = 1_024;

/** Tells the test where this process answers, and from now on how much memory it has had resident. */
export function answerMeasuring(url: string): void {
  process.on("message", () => process.send?.(process.resourceUsage().maxRSS * kibibyte));
  process.send?.(url);
}
