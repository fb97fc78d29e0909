// The audit log: who did what to what.
import { useEffect, useMemo, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { useServices } from "../../state/services.ts";
import { replaceHash } from "../../state/unsaved.ts";
import { ActivityRow } from "./activity-row.tsx";
import { filterIn, queryOf } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { useLines } from "./use-lines.ts";
import type { ActivityFilter } from "../../api/activity.ts";
import type { Project } from "../../api/project.ts";

interface ActivityPageProps {
  /** Undefined for the activity of all projects and operators. */
  readonly project: Project | undefined;
  /** The part of the address after `?`. */
  readonly query: string;
}

/** How often `4 min ago` is brought up to date. */
const clockEveryMs = 15_000;

/** Shows the newest lines first. Older ones are added at the end, and new ones wait behind a button. */
export function ActivityPage({ project, query }: ActivityPageProps) {
  const { api } = useServices();
  const filter = useMemo(() => filterIn(query), [query]);
  const { lines, older, showWaiting } = useLines(project?.id, filter);
  const nowMs = useNowMs();
  const ofAll = project === undefined;
  const known = lines.value;
  const filtered = Object.keys(filter).length > 0;
  const actors = new Set(known?.shown.map(({ actor }) => actor.name));
  const title = project === undefined ? "All activity" : "Activity";
  const choose = (next: ActivityFilter) => {
    const asked = queryOf(next);
    replaceHash(`${location.hash.split("?")[0] ?? ""}${asked === "" ? "" : `?${asked}`}`);
  };
  return (
    <Page
      title={title}
      {...(project === undefined ? {} : { of: project.name })}
      aside={
        <div class="buttons">
          {(["csv", "jsonl"] as const).map((format) => (
            <a
              key={format}
              class="button plain"
              href={api.activityExport(project?.id, { ...filter, format })}
              download
            >
              {format === "csv" ? "Export CSV" : "Export JSON lines"}
            </a>
          ))}
        </div>
      }
    >
      <FilterBar filter={filter} ofAll={ofAll} actors={[...actors]} onFilter={choose} />
      <div role="status" class="new-lines">
        {known !== undefined && known.waiting.length > 0 && (
          <Button onClick={showWaiting}>
            {known.waiting.length}
            {known.manyWaiting ? "+" : ""} new {known.waiting.length === 1 ? "line" : "lines"}
          </Button>
        )}
      </div>
      <Loaded live={lines}>
        {({ shown, next }) => (
          <>
            {shown.length === 0 && (
              <p class="quiet">
                {!filtered
                  ? "No activity yet."
                  : next === null
                    ? "Nothing matches the filter."
                    : "Nothing matches the filter in the newest lines."}
              </p>
            )}
            <ol class="lines" aria-label={ofAll ? "All activity" : "Activity"}>
              {shown.map((line) => (
                <ActivityRow key={line.sequence} line={line} ofAll={ofAll} nowMs={nowMs} />
              ))}
            </ol>
            <ProblemNotice problem={older.problem} />
            {next !== null && (
              <div class="buttons">
                <Button busy={older.busy} onClick={() => void older.run()}>
                  {filtered ? "Search older" : "Show older"}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function useNowMs(): number {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), clockEveryMs);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
