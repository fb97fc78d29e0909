// Draws a chart on a canvas. It is loaded only if charts are shown.
import UPlot from "uplot";
import { axisTime } from "../text/span-time.ts";
import { cutOf, placesAbove } from "./scale.ts";
import { dashes, type ChartData, type Series } from "./series.ts";
import "uplot/dist/uPlot.min.css";

/** How to draw. */
export interface DrawOptions {
  /** Writes a value at the axis. */
  readonly write: (value: number) => string;
  /** The highest value of the axis, if it is known before. */
  readonly top: number | undefined;
  /** Called with the place in the data under the pointer, or undefined when it has left. */
  readonly onPoint: (place: number | undefined) => void;
}

/** A chart on the page. */
export interface Drawing {
  update(data: ChartData): void;
  end(): void;
}

const heightPx = 150;
/** Room for half of the last label of the axis of time, at each side. */
const sidePx = 26;
const characterPx = 6.5;
const labelGapPx = 14;
const triangle = { halfWidthPx: 4, heightPx: 6 } as const;

/** Draws the chart into `place`, as wide as that is, in the colours of its custom properties. */
export function draw(place: HTMLElement, data: ChartData, options: DrawOptions): Drawing {
  const colours = getComputedStyle(place);
  const colour = (name: string) => colours.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--quiet"),
    font: "11px system-ui, sans-serif",
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  let shown = data;
  let cut = options.top === undefined ? cutOf(data)?.top : undefined;
  const topOf = (most: number): number => options.top ?? cut ?? (most > 0 ? most * 1.1 : 1);
  const plot = new UPlot(
    {
      width: place.clientWidth,
      height: heightPx,
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { range: () => timesShown(shown) },
        y: { range: (_, __, most) => [0, topOf(most)] },
      },
      padding: [8, sidePx, 0, 0],
      axes: [
        {
          ...axis,
          size: 26,
          space: 72,
          values: (_, at, __, ___, apart) => at.map((time) => axisTime(time, apart)),
        },
        {
          ...axis,
          size: (_, labels) => widthOf(labels ?? []),
          space: 26,
          values: (_, at) => at.map(options.write),
        },
      ],
      series: [{}, ...data.series.map((series) => lineOf(series, colour))],
      hooks: {
        setCursor: [({ cursor }) => options.onPoint(cursor.idx ?? undefined)],
        draw: [
          (drawn) => {
            if (cut !== undefined) markAbove(drawn, placesAbove(shown, cut), colour("--bad"));
          },
        ],
      },
    },
    aligned(data),
    place,
  );
  const observer = new ResizeObserver(() => {
    plot.setSize({ width: place.clientWidth, height: heightPx });
  });
  observer.observe(place);
  return {
    update: (next) => {
      shown = next;
      cut = options.top === undefined ? cutOf(next)?.top : undefined;
      plot.setData(aligned(next));
    },
    end: () => {
      observer.disconnect();
      plot.destroy();
    },
  };
}

/** The scale of time. A single step needs some width, for which uPlot would take years. */
function timesShown({ times, stepSeconds }: ChartData): [number, number] {
  const [least = 0] = times;
  const most = times.at(-1) ?? least;
  return least < most ? [least, most] : [least - stepSeconds, most + stepSeconds];
}

function widthOf(labels: readonly string[]): number {
  return labels.reduce((most, { length }) => Math.max(most, length), 3) * characterPx + labelGapPx;
}

/** Draws a triangle at the upper edge for each place where a line is above it. */
function markAbove(plot: UPlot, places: readonly number[], colour: string): void {
  const { ctx, bbox } = plot;
  const pixels = UPlot.pxRatio;
  ctx.save();
  ctx.fillStyle = colour;
  for (const place of places) {
    const x = plot.valToPos(plot.data[0][place] ?? 0, "x", true);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x - triangle.halfWidthPx * pixels, bbox.top + triangle.heightPx * pixels);
    ctx.lineTo(x + triangle.halfWidthPx * pixels, bbox.top + triangle.heightPx * pixels);
    ctx.fill();
  }
  ctx.restore();
}

function lineOf({ label, look }: Series, colour: (name: string) => string): UPlot.Series {
  const stroke = colour(look === "bad" ? "--bad" : `--look-${look}`);
  return {
    label,
    stroke,
    width: 1.5,
    dash: [...dashes[look]],
    // A line needs two points. A point between gaps is drawn as a dot.
    points: {
      show: true,
      size: 4,
      fill: stroke,
      filter: (plot, place) => placesAlone(plot.data[place] ?? []),
    },
    ...(look === 1 ? { fill: colour("--look-1-area") } : {}),
  };
}

function placesAlone(values: ArrayLike<number | null | undefined>): number[] {
  const has = (place: number) => (values[place] ?? null) !== null;
  return Array.from(values, (_, place) => place).filter(
    (place) => has(place) && !has(place - 1) && !has(place + 1),
  );
}

function aligned({ times, series }: ChartData): UPlot.AlignedData {
  return [[...times], ...series.map(({ values }) => [...values])];
}
