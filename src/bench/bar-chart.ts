// A bar chart as SVG: one bar for each median, a line from the least to the greatest round.
import { numberText } from "./report.ts";
import type { Summary } from "./statistics.ts";
import { escaped, pictureWidth, svgPicture } from "./svg.ts";

/** What a chart shows. */
export interface BarChart {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly what: string; readonly summary: Summary }[];
}

const labelWidth = 300;
const valueWidth = 90;
const barHeight = 18;
const rowHeight = 30;
const topHeight = 44;
const bottomHeight = 14;

/** The chart's file. Bars begin at 0, so that their lengths compare as the numbers do. */
export function barChart({ title, unit, bars }: BarChart): string {
  const height = topHeight + bars.length * rowHeight + bottomHeight;
  const greatest = Math.max(...bars.map(({ summary }) => summary.max), Number.MIN_VALUE);
  const scale = (pictureWidth - labelWidth - valueWidth) / greatest;
  const rows = bars.map(({ what, summary }, row) => {
    const top = topHeight + row * rowHeight;
    const middle = top + barHeight / 2;
    const at = (value: number): string => (labelWidth + value * scale).toFixed(1);
    return [
      `  <text x="${labelWidth - 10}" y="${middle + 4}" text-anchor="end">${escaped(what)}</text>`,
      `  <rect class="bar" x="${labelWidth}" y="${top}" width="${(summary.median * scale).toFixed(1)}" height="${barHeight}" rx="2"/>`,
      `  <line class="range" x1="${at(summary.min)}" x2="${at(summary.max)}" y1="${middle}" y2="${middle}"/>`,
      `  <text x="${(Number(at(Math.max(summary.max, summary.median))) + 8).toFixed(1)}" y="${middle + 4}">${numberText(summary.median)}</text>`,
    ].join("\n");
  });
  const words = bars.map(({ what, summary }) => `${what}: ${numberText(summary.median)}`);
  const axis = `  <line class="axis" x1="${labelWidth}" x2="${labelWidth}" y1="${topHeight - 6}" y2="${height - bottomHeight}"/>`;
  return svgPicture(
    { title: `${title}, ${unit}`, description: `${words.join("; ")}.`, height },
    `${rows.join("\n")}\n${axis}`,
  );
}
