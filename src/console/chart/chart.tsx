// A chart with its title, its legend, and the same numbers as a table.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Notice } from "../parts/notice.tsx";
import { useDark } from "../state/media.ts";
import { instantOf } from "../text/span-time.ts";
import { dashes, type ChartData } from "./series.ts";
import type { Drawing } from "./draw.ts";

interface ChartProps {
  readonly title: string;
  readonly data: ChartData;
  /** Writes a value. */
  readonly write: (value: number) => string;
  readonly top?: number;
  /** The chart as text, for readers who cannot see it. */
  readonly words: string;
  /** Where the scale ends and what is above it. Undefined if everything is on the chart. */
  readonly cut: string | undefined;
  /** The same numbers as a table. */
  readonly table: ComponentChildren;
}

/** The legend shows the values under the pointer, and otherwise the latest ones. */
export function Chart({ title, data, write, top, words, cut, table }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | undefined>(undefined);
  const latest = useRef(data);
  const dark = useDark();
  const [pointed, setPointed] = useState<number>();
  const [failed, setFailed] = useState(false);
  latest.current = data;

  useEffect(() => {
    let ended = false;
    const begin = async () => {
      try {
        const { draw } = await import("./draw.ts");
        if (ended || place.current === null) return;
        const options = { write, top, onPoint: setPointed };
        drawing.current = draw(place.current, latest.current, options);
      } catch {
        setFailed(true); // not loaded: the tables have the numbers
      }
    };
    void begin();
    return () => {
      ended = true;
      drawing.current?.end();
      drawing.current = undefined;
    };
  }, [dark, write, top]); // colours are read when drawing begins
  useEffect(() => drawing.current?.update(data), [data]);

  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <Legend data={data} write={write} at={pointed} />
      </figcaption>
      <div class="plot" ref={place} role="img" aria-label={words} />
      {cut !== undefined && <p class="quiet cut">{cut}</p>}
      {failed && (
        <Notice kind="bad">
          <p>The charts could not be loaded. The tables below have the same numbers.</p>
        </Notice>
      )}
      <details>
        <summary>{title} as a table</summary>
        {table}
      </details>
    </figure>
  );
}

interface LegendProps {
  readonly data: ChartData;
  readonly write: (value: number) => string;
  readonly at: number | undefined;
}

function Legend({ data, write, at }: LegendProps) {
  const place = at ?? data.times.length - 1;
  const time = data.times[place];
  return (
    <ul class="legend">
      {data.series.map(({ label, look, values }) => {
        const value = values[place];
        return (
          <li key={label}>
            <svg width="20" height="4" aria-hidden="true">
              <line
                x1="0"
                x2="20"
                y1="2"
                y2="2"
                class={`look-${look}`}
                stroke-width="2"
                stroke-dasharray={dashes[look].join(" ")}
              />
            </svg>
            {label}
            <span class="value">{value === null || value === undefined ? "–" : write(value)}</span>
          </li>
        );
      })}
      <li class="quiet">{time === undefined ? "" : instantOf(time, data.stepSeconds)}</li>
    </ul>
  );
}
