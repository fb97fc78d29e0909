// The audit log: who changed what.
import { Button } from "../../parts/button.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { ActivityRow } from "./activity-row.tsx";
import { useLines } from "./use-lines.ts";
import type { Project } from "../../api/project.ts";

interface ActivityPageProps {
  /** Undefined for the activity of all projects and operators. */
  readonly project: Project | undefined;
}

/** Shows the newest lines first. Older ones are added at the end. */
export function ActivityPage({ project }: ActivityPageProps) {
  const { lines, more, hasMore } = useLines(project?.id);
  const title = project === undefined ? "All activity" : "Activity";
  return (
    <Page title={title} {...(project === undefined ? {} : { of: project.name })}>
      <Loaded live={lines}>
        {(list) => (
          <Table
            caption={title}
            quiet
            columns={["When", "Who", "Action", "Target", "Before → after"]}
            empty="No activity yet."
          >
            {list.map((line) => (
              <ActivityRow key={line.sequence} line={line} />
            ))}
          </Table>
        )}
      </Loaded>
      <ProblemNotice problem={more.problem} />
      {hasMore && (
        <div class="buttons">
          <Button busy={more.busy} onClick={() => void more.run()}>
            Show older
          </Button>
        </div>
      )}
    </Page>
  );
}
