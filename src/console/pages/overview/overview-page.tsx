// Shows whether Edge Sessions works: one project's checks over the last hour.
import { useCallback, useMemo } from "preact/hooks";
import { OnlyHere } from "../../parts/only-here.tsx";
import { Loaded, Page, Section } from "../../parts/page.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { count } from "../../text/numbers.ts";
import { AnsweredTable } from "./answered-table.tsx";
import { Charts } from "./charts.tsx";
import { Figures } from "./figures.tsx";
import { HealthSection } from "./health/health-section.tsx";
import { joinTraffic } from "./span.ts";
import type { Traffic } from "../../api/traffic.ts";

const minuteEveryMs = 5_000;
/** The whole hour is a long answer, and its totals need not be newer than this. */
const hourEveryMs = 30_000;

/** Updates while it is shown. */
export function OverviewPage() {
  const { api } = useServices();
  const { project } = useProject();
  const { id } = project;
  const minute = useLive(
    useCallback((signal: AbortSignal) => api.traffic(id, 1, signal), [api, id]),
    minuteEveryMs,
  );
  const hour = useLive(
    useCallback((signal: AbortSignal) => api.traffic(id, 60, signal), [api, id]),
    hourEveryMs,
  );
  const { refresh_after: setting } = project.services.identity.config.feature_flags;
  return (
    <Page title="Overview" of={project.name}>
      <HealthSection project={id} slug={project.slug} />
      <OnlyHere what="figures" />
      <Loaded live={hour}>
        {(wholeHour) => <Shown hour={wholeHour} minute={minute.value} setting={setting} />}
      </Loaded>
    </Page>
  );
}

interface ShownProps {
  readonly hour: Traffic;
  readonly minute: Traffic | undefined;
  /** The setting `refresh_after`. */
  readonly setting: string;
}

function Shown({ hour, minute, setting }: ShownProps) {
  const span = useMemo(() => joinTraffic(hour, minute), [hour, minute]);
  return (
    <>
      {minute !== undefined && (
        <Figures
          refresh={{ intervalMs: minute.refresh_interval_ms, setting }}
          minute={minute.total}
          hour={hour.total}
        />
      )}
      <Section title="The last hour">
        <Charts span={span} />
        <AnsweredTable total={hour.total} />
        <p class="meaning">
          Invalidations that reached the edges in the last hour: {count(hour.total.invalidations)}.
        </p>
      </Section>
    </>
  );
}
