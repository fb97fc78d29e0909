// A line chart as SVG: how figures change along something, a line for each server. The places along it are at equal
// distances, whatever their numbers are. The axis of values begins at 0, or has equal steps for equal factors.
import { numberText, type Curve } from "./report.ts";
import { escaped, linesMax, pictureWidth, svgPicture } from "./svg.ts";

const left = 64;
const right = 24;
const top = 44;
const plotHeight = 250;
const axisHeight = 46;
const legendRow = 20;
const ticksAimed = 5;
const markRadius = 3.5;

/** What the axis of values shows. */
interface Scale {
  readonly ticks: readonly number[];
  /** 0 at the bottom, 1 at the top. */
  readonly place: (value: number) => number;
}

/** The chart's file. With `logarithmic`, values are at distances by their ratio. Throws with more lines than can be told apart. */
export function lineChart(curve: Curve, logarithmic = false): string {
  const { title, unit, along, at, lines } = curve;
  if (lines.length > linesMax) throw new Error(`a chart has at most ${linesMax} lines`);
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const scale = logarithmic ? logarithmicScale(values) : linearScale(values);
  const bottom = top + plotHeight;
  const x = (place: number): number =>
    at.length === 1
      ? (left + pictureWidth - right) / 2
      : left + 20 + (place * (pictureWidth - left - right - 40)) / (at.length - 1);
  const y = (value: number): number => bottom - scale.place(value) * plotHeight;
  const grid = scale.ticks.flatMap((tick) => [
    `  <line class="${tick === scale.ticks[0] ? "axis" : "grid"}" x1="${left}" x2="${pictureWidth - right}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/>`,
    `  <text class="small" x="${left - 8}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tickText(tick)}</text>`,
  ]);
  const shown = Math.ceil(at.length / 12);
  const places = at.flatMap((label, place) =>
    place % shown === 0
      ? [
          `  <text class="small" x="${x(place).toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${escaped(label)}</text>`,
        ]
      : [],
  );
  const drawn = lines.flatMap((line, number) => {
    const points = line.values.flatMap((value, place) =>
      value === null ? [] : [{ x: x(place).toFixed(1), y: y(value).toFixed(1) }],
    );
    const path = points.map((point) => `${point.x},${point.y}`).join(" ");
    return [
      `  <polyline class="line line${number}" points="${path}"/>`,
      ...points.map(
        (point) =>
          `  <circle class="mark${number}" cx="${point.x}" cy="${point.y}" r="${markRadius}"/>`,
      ),
    ];
  });
  const legendTop = bottom + axisHeight;
  const legend = lines.flatMap(({ what }, number) => {
    const middle = legendTop + number * legendRow;
    return [
      `  <line class="line line${number}" x1="${left}" x2="${left + 36}" y1="${middle}" y2="${middle}"/>`,
      `  <circle class="mark${number}" cx="${left + 18}" cy="${middle}" r="${markRadius}"/>`,
      `  <text x="${left + 46}" y="${middle + 4}">${escaped(what)}</text>`,
    ];
  });
  const alongText = `  <text class="small" x="${pictureWidth - right}" y="${bottom + 38}" text-anchor="end">${escaped(along)}</text>`;
  const content = [...grid, ...places, alongText, ...drawn, ...legend].join("\n");
  const height = legendTop + lines.length * legendRow;
  return svgPicture(
    { title: unit === "" ? title : `${title}, ${unit}`, description: wordsOf(curve), height },
    content,
  );
}

/** Every line in words: what it has at each place. */
function wordsOf({ at, along, lines }: Curve): string {
  const sentences = lines.map(({ what, values }) => {
    const pairs = values.map(
      (value, place) =>
        `${value === null ? "not measured" : numberText(value)} at ${at[place] ?? ""}`,
    );
    return `${what}: ${pairs.join(", ")}.`;
  });
  return `By ${along}. ${sentences.join(" ")}`;
}

function linearScale(values: readonly number[]): Scale {
  const greatest = Math.max(...values, Number.MIN_VALUE);
  const step = roundStep(greatest / ticksAimed);
  const count = Math.ceil(greatest / step);
  return {
    ticks: Array.from({ length: count + 1 }, (_, tick) => tick * step),
    place: (value) => value / (count * step),
  };
}

/** The next of 1, 2, 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((one) => one * power >= least) ?? 10;
  return factor * power;
}

function logarithmicScale(values: readonly number[]): Scale {
  const above = values.filter((value) => value > 0);
  const from = Math.floor(Math.log10(Math.min(...above)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...above))));
  return {
    ticks: Array.from({ length: to - from + 1 }, (_, tick) => 10 ** (from + tick)),
    place: (value) => (Math.log10(Math.max(value, 10 ** from)) - from) / (to - from),
  };
}

function tickText(tick: number): string {
  return tick.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}
