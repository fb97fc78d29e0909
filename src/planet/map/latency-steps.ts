// The steps of latency that a map tells apart, and their colours.

/** One step: everything above the step before it, up to `uptoMs`. */
export interface LatencyStep {
  /** Infinity for the last. */
  readonly uptoMs: number;
  /** Colours on a light and on a dark page. */
  readonly light: string;
  readonly dark: string;
}

/**
 * From blue over yellow to dark red. Neighbours differ for people who see all colours and for people who do not tell red
 * from green, because blue and yellow differ for both, and the lightness changes on either side of yellow.
 */
export const latencySteps: readonly LatencyStep[] = [
  { uptoMs: 15, light: "#123f8c", dark: "#3f74e0" },
  { uptoMs: 25, light: "#2b7fc9", dark: "#58aef5" },
  { uptoMs: 35, light: "#52b5cf", dark: "#a3e0f2" },
  { uptoMs: 45, light: "#dfb520", dark: "#f7e07a" },
  { uptoMs: 70, light: "#e0711c", dark: "#ef9530" },
  { uptoMs: 100, light: "#b43018", dark: "#d84a2c" },
  { uptoMs: Infinity, light: "#560a26", dark: "#b04a86" },
];

/** The place of the step that a latency belongs to. */
export function stepOf(ms: number): number {
  return latencySteps.findIndex(({ uptoMs }) => ms <= uptoMs);
}

/** What the legend says of a step. */
export function stepText(step: number): string {
  const upto = latencySteps[step]?.uptoMs ?? Infinity;
  return upto === Infinity ? `> ${latencySteps.at(-2)?.uptoMs ?? 0} ms` : `≤ ${upto} ms`;
}
