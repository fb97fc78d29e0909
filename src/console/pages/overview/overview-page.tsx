// Shows whether Edge Sessions works: one project's checks over the last minutes, hours or days.
import { useCallback, useMemo } from "preact/hooks";
import { Loaded, Page, Section } from "../../parts/page.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { count } from "../../text/numbers.ts";
import { clockTime } from "../../text/time.ts";
import { AnsweredTable } from "./answered-table.tsx";
import { Charts } from "./charts.tsx";
import { Figures } from "./figures.tsx";
import { HealthSection } from "./health/health-section.tsx";
import { RangeChoice } from "./range-choice.tsx";
import { loadRange, trafficOf, useRange, type Range } from "./range.ts";
import { RefreshCost } from "./refresh-cost.tsx";
import { joinTraffic, knownSeconds } from "./span.ts";
import type { Traffic } from "../../api/traffic.ts";

const minuteEveryMs = 5_000;

/** Updates while it is shown. */
export function OverviewPage() {
  const { api } = useServices();
  const { project } = useProject();
  const { id } = project;
  const minute = useLive(
    useCallback((signal: AbortSignal) => api.traffic(id, 1, signal), [api, id]),
    minuteEveryMs,
  );
  const range = useRange();
  const loaded = useLive(
    useCallback(
      async (signal: AbortSignal) => ({
        range,
        traffic: await loadRange(trafficOf(api, id, signal), range.minutes),
      }),
      [api, id, range],
    ),
    range.everyMs,
  );
  const { refresh_after: setting } = project.services.identity.config.feature_flags;
  return (
    <Page title="Overview" of={project.name}>
      <HealthSection project={id} slug={project.slug} />
      <Loaded live={loaded}>
        {({ range: shown, traffic }) => (
          <Shown
            slug={project.slug}
            range={shown}
            traffic={traffic}
            minute={minute.value}
            setting={setting}
          />
        )}
      </Loaded>
    </Page>
  );
}

interface ShownProps {
  readonly slug: string;
  readonly range: Range;
  /** The traffic of the range. */
  readonly traffic: Traffic;
  readonly minute: Traffic | undefined;
  /** The setting `refresh_after`. */
  readonly setting: string;
}

function Shown({ slug, range, traffic, minute, setting }: ShownProps) {
  const span = useMemo(() => joinTraffic(traffic, minute), [traffic, minute]);
  const lastMinute = minute && {
    total: minute.total,
    seconds: Math.min(60, knownSeconds(minute)),
  };
  const { last } = range;
  if (traffic.known_from === null && (minute?.total.checks ?? 0) === 0)
    return (
      <Section title={`The ${last}`}>
        <RangeChoice slug={slug} shown={range} />
        <p class="quiet">
          No checks are known in the {last}. Figures and charts appear with the first one.
        </p>
      </Section>
    );
  return (
    <>
      {minute !== undefined && lastMinute !== undefined && (
        <>
          <Figures
            refresh={{ intervalMs: minute.refresh_interval_ms, setting }}
            minute={lastMinute}
            range={{ total: traffic.total, seconds: knownSeconds(traffic) }}
            last={last}
          />
          <RefreshCost
            slug={slug}
            intervalMs={minute.refresh_interval_ms}
            minute={lastMinute.total}
            seconds={lastMinute.seconds}
          />
        </>
      )}
      <Section title={`The ${last}`}>
        <RangeChoice slug={slug} shown={range} />
        <p class="quiet">{coverWords(traffic, range)}</p>
        {span.steps.length > 0 && <Charts span={span} range={range} />}
        <AnsweredTable total={traffic.total} last={last} />
        <p class="meaning">
          Invalidations in the {last}: {count(traffic.total.invalidations)}.
        </p>
      </Section>
    </>
  );
}

/** Says of how many edges the figures are, and from when on, if that is later than the range. */
function coverWords(traffic: Traffic, { last }: Range): string {
  if (traffic.known_from === null) return `The charts of the ${last} appear within a minute.`;
  const edges = traffic.edges === 1 ? "1 edge" : `${count(traffic.edges)} edges`;
  const later =
    Date.parse(traffic.known_from) > Date.parse(traffic.from) + 1_000 * traffic.step_seconds;
  return `Figures of ${edges}${later ? `, known since ${clockTime(traffic.known_from)}` : ""}.`;
}
