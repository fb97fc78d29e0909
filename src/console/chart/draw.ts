// Draws a chart on a canvas. It is loaded only if charts are shown.
import UPlot from "uplot";
import { hourMinute } from "../text/time.ts";
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
  const plot = new UPlot(
    {
      width: place.clientWidth,
      height: heightPx,
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 6 } },
      scales: {
        y: { range: (_, __, most) => [0, options.top ?? (most > 0 ? most * 1.1 : 1)] },
      },
      axes: [
        { ...axis, size: 26, space: 60, values: (_, at) => at.map(hourMinute) },
        {
          ...axis,
          size: 58,
          space: 34,
          values: (_, at) => at.map(options.write),
        },
      ],
      series: [{}, ...data.series.map((series) => lineOf(series, colour))],
      hooks: { setCursor: [({ cursor }) => options.onPoint(cursor.idx ?? undefined)] },
    },
    aligned(data),
    place,
  );
  const observer = new ResizeObserver(() => {
    plot.setSize({ width: place.clientWidth, height: heightPx });
  });
  observer.observe(place);
  return {
    update: (next) => plot.setData(aligned(next)),
    end: () => {
      observer.disconnect();
      plot.destroy();
    },
  };
}

function lineOf({ label, look }: Series, colour: (name: string) => string): UPlot.Series {
  const stroke = colour(`--look-${look}`);
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
