// A range of traffic as charts.
import { useMemo } from "preact/hooks";
import { Chart } from "../../chart/chart.tsx";
import { milliseconds, quotient, rate } from "../../text/numbers.ts";
import { chartsOf, chartWords, cutWords, hitMeasures, originMeasures } from "./chart-data.ts";
import { stretchesOf, type Span } from "./span.ts";
import { CountsTable, MeasuresTable } from "./stretch-tables.tsx";
import type { ComponentChildren } from "preact";
import type { ChartData } from "../../chart/series.ts";
import type { Range } from "./range.ts";

interface ChartsProps {
  readonly span: Span;
  readonly range: Range;
}

const percent = (value: number) => `${Math.round(value)} %`;
const perCheck = (value: number) => quotient(value, 1);

/** Shows the charts, all over the same time. */
export function Charts({ span, range }: ChartsProps) {
  const data = useMemo(() => chartsOf(span), [span]);
  const stretches = useMemo(() => stretchesOf(span, range.rowSeconds), [span, range]);
  const counts = <CountsTable stretches={stretches} range={range} />;
  const measures = { stretches, range, stepSeconds: span.stepSeconds };
  const chart = (
    title: string,
    shown: ChartData,
    write: (value: number) => string,
    table: ComponentChildren,
    top?: number,
  ) => (
    <Chart
      title={title}
      data={shown}
      write={write}
      words={chartWords(title, range.last, shown, write)}
      cut={top === undefined ? cutWords(shown, write) : undefined}
      table={table}
      {...(top === undefined ? {} : { top })}
    />
  );
  return (
    <div class="charts">
      {chart("Checks per second", data.perSecond, rate, counts)}
      {chart("Errors per second", data.errors, rate, counts)}
      {chart("Hit ratio", data.ratio, percent, counts, 100)}
      {chart("Identity server calls per check", data.callsPerCheck, perCheck, counts)}
      {chart(
        "Answer time at the edge",
        data.atEdge,
        milliseconds,
        <MeasuresTable {...measures} names={hitMeasures} of="at the edge" />,
      )}
      {chart(
        "Answer time of the identity server",
        data.atOrigin,
        milliseconds,
        <MeasuresTable {...measures} names={originMeasures} of="of the identity server" />,
      )}
    </div>
  );
}
