// Shows whether Edge Sessions works: one project's checks over the last hour.
import { useCallback, useMemo } from "preact/hooks";
import { Badge } from "../../parts/badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { OnlyHere } from "../../parts/only-here.tsx";
import { Loaded, Page, Section } from "../../parts/page.tsx";
import { useLive } from "../../state/live.ts";
import { projectHref } from "../../state/route.ts";
import { useProject } from "../../state/project.ts";
import { HealthDot } from "../../parts/health-dot.tsx";
import { useServices } from "../../state/services.ts";
import { count } from "../../text/numbers.ts";
import { AnsweredTable } from "./answered-table.tsx";
import { Charts } from "./charts.tsx";
import { Figures } from "./figures.tsx";
import { joinTraffic } from "./span.ts";
import type { EdgeSessionsState } from "../../api/project.ts";
import type { Traffic } from "../../api/traffic.ts";

const healthEveryMs = 2_000;
const minuteEveryMs = 5_000;
/** The whole hour is a long answer, and its totals need not be newer than this. */
const hourEveryMs = 30_000;

/** Updates while it is shown. */
export function OverviewPage() {
  const { api } = useServices();
  const { project, edgeSessions } = useProject();
  const { id } = project;
  const minute = useLive(
    useCallback((signal: AbortSignal) => api.traffic(id, 1, signal), [api, id]),
    minuteEveryMs,
  );
  const hour = useLive(
    useCallback((signal: AbortSignal) => api.traffic(id, 60, signal), [api, id]),
    hourEveryMs,
  );
  const health = useLive(
    useCallback((signal: AbortSignal) => api.health(id, signal), [api, id]),
    healthEveryMs,
  );
  const state = edgeSessions.value;
  const { refresh_after: setting } = project.services.identity.config.feature_flags;
  return (
    <Page
      title="Overview"
      of={project.name}
      aside={state !== undefined && <StateBadge state={state} />}
    >
      {state?.effective === false && <OffNotice state={state} slug={project.slug} />}
      {health.value !== undefined && <HealthDot state={health.value} />}
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

function StateBadge({ state }: { readonly state: EdgeSessionsState }) {
  return state.effective ? (
    <Badge kind="good">Edge Sessions on</Badge>
  ) : (
    <Badge kind="off">Edge Sessions off</Badge>
  );
}

function OffNotice({ state, slug }: { readonly state: EdgeSessionsState; readonly slug: string }) {
  const link = <a href={projectHref(slug, "advanced")}>Customize → Advanced Settings</a>;
  return (
    <Notice kind="note">
      <p>
        {state.cacheable_sessions && !state.entitled ? (
          <>
            Edge Sessions is set to on, but the plan “{state.plan.title}” does not include it.
            Checks are passed on to the identity server. See {link}.
          </>
        ) : state.cacheable_sessions ? (
          <>Edge Sessions is set to on, but no edge has applied the setting yet. See {link}.</>
        ) : (
          <>
            Edge Sessions is off. Checks are passed on to the identity server. Turn it on in {link}.
          </>
        )}
      </p>
    </Notice>
  );
}
