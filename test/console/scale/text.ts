// The lines of the tables.
import type { ExportCost } from "./export.ts";
import type { Look } from "./look.ts";
import type { OpenPagesCost } from "./open-pages.ts";

/** The looks at one view. */
export interface MeasuredView {
  readonly name: string;
  readonly looks: readonly Look[];
  /** Processor time of the control plane for each look. Undefined where it cannot be read. */
  readonly cpuMs: number | undefined;
}

const nameWidth = 34;

/** The head of the table of views. */
export const headOfViews = `${"page".padEnd(nameWidth)} usable: best  median  longest task  server cpu  calls      API  slowest call`;

/** A line of the table of views. */
export function viewLine({ name, looks, cpuMs }: MeasuredView): string {
  const sorted = looks.toSorted((one, other) => one.usableMs - other.usableMs);
  const [best] = sorted;
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (best === undefined || middle === undefined) throw new RangeError("no looks");
  const [slowest] = best.calls.toSorted((one, other) => other.tookMs - one.tookMs);
  const bytes = best.calls.reduce((sum, call) => sum + call.bytes, 0);
  return [
    name.padEnd(nameWidth),
    milliseconds(best.usableMs).padStart(12),
    milliseconds(middle.usableMs).padStart(7),
    milliseconds(Math.min(...looks.map(({ longestTaskMs }) => longestTaskMs))).padStart(13),
    (cpuMs === undefined ? "-" : milliseconds(cpuMs)).padStart(11),
    String(best.calls.length).padStart(6),
    kilobytes(bytes).padStart(8),
    slowest === undefined
      ? " -"
      : ` ${milliseconds(slowest.tookMs)} ${kilobytes(slowest.bytes)} ${shortName(slowest.name)}`,
  ].join(" ");
}

/** What open pages cost. */
export function openLine({ pages, name, share, callsPerSecond }: OpenPagesCost): string {
  const what = pages === 0 ? "no page open" : `${pages} open: ${name}`;
  const cost = share === undefined ? "-" : `${(share * 100).toFixed(1)} %`;
  return `${what.padEnd(nameWidth)} ${cost.padStart(7)} of a processor ${callsPerSecond.toFixed(1).padStart(6)} calls/s`;
}

/** What the export took. */
export function exportLine({ tookMs, bytes, lines, othersWaitedMs }: ExportCost): string {
  return `export of ${lines} lines as CSV: ${milliseconds(tookMs)}, ${kilobytes(bytes)}; others waited at most ${milliseconds(othersWaitedMs)}`;
}

/** Without the id of the project. */
function shortName(name: string): string {
  return name.replace(/[\da-f]{8}-[\da-f-]{27}/u, "…");
}

function milliseconds(ms: number): string {
  return `${Math.round(ms)} ms`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
