// The last hour as charts.
import { useMemo } from "preact/hooks";
import { Chart } from "../../chart/chart.tsx";
import { milliseconds, rate } from "../../text/numbers.ts";
import { chartsOf, chartWords, hitMeasures, originMeasures } from "./chart-data.ts";
import { stretchesOf, type Span } from "./span.ts";
import { CountsTable, MeasuresTable } from "./stretch-tables.tsx";
import type { ComponentChildren } from "preact";
import type { ChartData } from "../../chart/series.ts";

interface ChartsProps {
  readonly span: Span;
}

const percent = (value: number) => `${Math.round(value)} %`;
const tableStepSeconds = 60;

/** Shows four charts over the same hour. */
export function Charts({ span }: ChartsProps) {
  const data = useMemo(() => chartsOf(span), [span]);
  const stretches = useMemo(() => stretchesOf(span, tableStepSeconds), [span]);
  const counts = <CountsTable stretches={stretches} />;
  return (
    <div class="charts">
      {chart("Checks per second", data.perSecond, rate, counts)}
      {chart("Hit ratio", data.ratio, percent, counts, 100)}
      {chart(
        "Answer time at the edge",
        data.atEdge,
        milliseconds,
        <MeasuresTable stretches={stretches} names={hitMeasures} of="at the edge" />,
      )}
      {chart(
        "Answer time of the identity server",
        data.atOrigin,
        milliseconds,
        <MeasuresTable stretches={stretches} names={originMeasures} of="of the identity server" />,
      )}
    </div>
  );
}

function chart(
  title: string,
  data: ChartData,
  write: (value: number) => string,
  table: ComponentChildren,
  top?: number,
) {
  return (
    <Chart
      title={title}
      data={data}
      write={write}
      words={chartWords(title, data, write)}
      table={table}
      {...(top === undefined ? {} : { top })}
    />
  );
}
