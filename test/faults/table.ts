// What a fault run prints.
import type { Outcome } from "./play.ts";

const columns = [
  ["fault", 42, (one: Outcome) => one.fault.what],
  ["lasted", 7, ({ lastedMs }: Outcome) => `${Math.round(lastedMs / 1_000)} s`],
  ["answers", 8, ({ verdict }: Outcome) => String(verdict.checks + verdict.changes)],
  ["hits", 7, ({ verdict }: Outcome) => String(verdict.hits)],
  ["degraded", 9, ({ verdict }: Outcome) => String(verdict.degraded)],
  ["wrong", 6, ({ verdict }: Outcome) => String(verdict.violations.length)],
  ["oldest", 7, ({ verdict }: Outcome) => `${verdict.oldestSeconds} s`],
  ["known", 8, (one: Outcome) => (one.fault.degrades.length === 0 ? "-" : ms(one.degradedAfterMs))],
  ["healed", 8, (one: Outcome) => ms(one.healedAfterMs)],
  ["settings", 9, (one: Outcome) => settings(one)],
] as const;

/** The line above the others. */
export function headingOf(): string {
  return columns.map(([name, width], index) => pad(name, width, index)).join(" ");
}

/** One fault. */
export function lineOf(outcome: Outcome): string {
  return columns.map(([, width, show], index) => pad(show(outcome), width, index)).join(" ");
}

function pad(text: string, width: number, index: number): string {
  return index === 0 ? text.padEnd(width) : text.padStart(width);
}

function ms(value: number | undefined): string {
  return value === undefined ? "never" : `${(value / 1_000).toFixed(2)} s`;
}

function settings({ settingsAfterMs, acknowledged }: Outcome): string {
  return settingsAfterMs === undefined ? "LOST" : `${acknowledged} kept`;
}
