// The numbers that show whether Edge Sessions works, for the last minute and the range that is shown.
import { count, interval, milliseconds, quotient, rate, share } from "../../text/numbers.ts";
import type { TrafficTotal } from "../../api/traffic.ts";

/** How far apart the refreshes of a stored answer are. */
interface RefreshFacts {
  /** The interval in force. Null if no edge has said it. */
  readonly intervalMs: number | null;
  /** The setting `refresh_after`. */
  readonly setting: string;
}

interface FiguresProps {
  readonly refresh: RefreshFacts;
  readonly minute: Figured;
  readonly range: Figured;
  /** What the range is, such as `last hour`. */
  readonly last: string;
}

/** A total, and for how many seconds it was counted. */
interface Figured {
  readonly total: TrafficTotal;
  readonly seconds: number;
}

/** A value, with a name if there are several. */
type Part = readonly [name: string | undefined, value: string];

interface Figure {
  readonly name: string;
  /** Whether it has three parts. */
  readonly wide?: boolean;
  readonly of: (total: TrafficTotal, seconds: number) => readonly Part[];
}

const figures: readonly Figure[] = [
  {
    name: "Checks per second",
    of: (total, seconds) => [[undefined, seconds === 0 ? "–" : rate(total.checks / seconds)]],
  },
  { name: "Hit ratio", of: (total) => [[undefined, share(total.hits, total.checks)]] },
  {
    name: "Identity server calls per check",
    of: ({ origin_calls: calls, checks, bypass }) => [
      [undefined, quotient(calls, checks - bypass)],
    ],
  },
  {
    name: "Errors",
    of: ({ errors, checks }) => [
      [undefined, count(errors)],
      ...(errors === 0 ? [] : [[undefined, share(errors, checks)] as const]),
    ],
  },
  { name: "Identity server calls saved", of: (total) => [[undefined, count(total.calls_saved)]] },
  {
    name: "Invalidation delay",
    wide: true,
    of: (total) => [
      ["P50", milliseconds(total.news_p50_ms)],
      ["P99", milliseconds(total.news_p99_ms)],
    ],
  },
  {
    name: "Answer time at the edge",
    wide: true,
    of: (total) => [
      ["P50", milliseconds(total.hit_p50_ms)],
      ["P95", milliseconds(total.hit_p95_ms)],
      ["P99", milliseconds(total.hit_p99_ms)],
    ],
  },
  {
    name: "Answer time of the identity server",
    wide: true,
    of: (total) => [
      ["P50", milliseconds(total.origin_p50_ms)],
      ["P95", milliseconds(total.origin_p95_ms)],
      ["P99", milliseconds(total.origin_p99_ms)],
    ],
  },
];

/** Shows one box for each figure. */
export function Figures({ refresh, minute, range, last }: FiguresProps) {
  return (
    <dl class="figures">
      {figures.map(({ name, wide, of }) => (
        <div key={name} class={wide === true ? "wide" : undefined}>
          <dt>{name}</dt>
          <dd class="now">
            <Parts parts={of(minute.total, minute.seconds)} />
            <span class="quiet">last minute</span>
          </dd>
          <dd>
            <Parts parts={of(range.total, range.seconds)} />
            <span class="quiet">{last}</span>
          </dd>
        </div>
      ))}
      <div>
        <dt>Refresh interval</dt>
        <dd class="now">
          <Parts parts={[[undefined, interval(refresh.intervalMs)]]} />
          <span class="quiet">in force</span>
        </dd>
        <dd>
          <Parts parts={[[undefined, refresh.setting]]} />
          <span class="quiet">set</span>
        </dd>
      </div>
    </dl>
  );
}

function Parts({ parts }: { readonly parts: readonly Part[] }) {
  return (
    <>
      {parts.map(([name, value]) => (
        <span key={`${name} ${value}`} class="part">
          {name !== undefined && <span class="quiet">{name} </span>}
          <span class="value">{value}</span>
        </span>
      ))}
    </>
  );
}
