// Finds a project among all that the key may see.
import { useCallback, useMemo, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { useLive } from "../../state/live.ts";
import { projectHref } from "../../state/route.ts";
import { useServices } from "../../state/services.ts";
import { isOperator, useWho } from "../../state/who.ts";
import { count } from "../../text/numbers.ts";
import { CreateProject } from "./create-project.tsx";
import {
  listHref,
  listParameters,
  readListView,
  sortHref,
  type ListSort,
  type ListView,
} from "./list-view.ts";
import { ProjectRow } from "./project-row.tsx";
import { ProjectSearch } from "./project-search.tsx";
import type { ProjectList } from "../../api/project.ts";

interface ProjectsPageProps {
  /** The part of the address after `?`. */
  readonly query: string;
}

/** Trouble shows within five seconds, and silence takes an edge three. */
const everyMs = 1_000;

/** The list with its search. Operators create projects at the top. If there is none yet, the form is open. */
export function ProjectsPage({ query }: ProjectsPageProps) {
  const { api } = useServices();
  const operator = isOperator(useWho());
  const [creating, setCreating] = useState(false);
  const view = useMemo(() => readListView(query), [query]);
  const load = useCallback(
    (signal: AbortSignal) => api.projectList(listParameters(view), signal),
    [api, view],
  );
  const live = useLive(load, everyMs);
  const open = useCallback((slug: string) => {
    location.hash = projectHref(slug, "set-up");
  }, []);
  const list = live.value;
  const isEmpty = list !== undefined && list.total === 0 && !isNarrowed(view);
  const formOpen = operator && (creating || isEmpty);
  return (
    <Page
      title="Projects"
      aside={
        operator &&
        !formOpen && (
          <Button kind="primary" onClick={() => setCreating(true)}>
            New project
          </Button>
        )
      }
    >
      {formOpen && (
        <CreateProject
          onCreated={open}
          focused={creating}
          {...(isEmpty ? {} : { onClose: () => setCreating(false) })}
        />
      )}
      {isEmpty ? (
        <p>
          No projects yet. A project is one identity server behind the edge, with its hosts,
          settings and API keys.
        </p>
      ) : (
        <ProjectSearch view={view} list={list} />
      )}
      <Loaded live={live}>{(found) => !isEmpty && <Found view={view} list={found} />}</Loaded>
    </Page>
  );
}

function isNarrowed({ q, state }: ListView): boolean {
  return q !== "" || state !== "";
}

function Found({ view, list }: { readonly view: ListView; readonly list: ProjectList }) {
  const column = (head: string, sort: ListSort) =>
    ({
      head,
      href: sortHref(view, sort),
      sorted: view.sort !== sort ? undefined : view.order === "asc" ? "ascending" : "descending",
    }) as const;
  return (
    <>
      <p role="status" class="quiet">
        {list.total === 1 ? "1 project" : `${count(list.total)} projects`}
        {isNarrowed(view) && " found"}
      </p>
      {list.total === 0 ? (
        <NoneFound view={view} />
      ) : (
        <Table
          caption="Projects"
          quiet
          cards
          columns={[
            column("Name", "name"),
            column("State", "state"),
            "Edge Sessions",
            column("#Checks/s", "checks_per_second"),
            column("#Hit ratio", "hit_ratio"),
            "#Calls/check",
            "Plan",
            "Environment",
            column("Changed", "updated_at"),
          ]}
          empty={
            <>
              There is no page {count(view.page)}. <a href={listHref(view, {})}>First page</a>
            </>
          }
        >
          {list.projects.map((project) => (
            <ProjectRow key={project.id} project={project} />
          ))}
        </Table>
      )}
      <Pages view={view} list={list} />
      <p class="meaning">
        Checks, hit ratio and calls to the identity server for each check are those of the last
        minute.
      </p>
    </>
  );
}

function NoneFound({ view }: { readonly view: ListView }) {
  return (
    <p>
      No project matches{view.q !== "" && ` “${view.q}”`}
      {view.state !== "" && " in this state"}.{" "}
      <a href={listHref(view, { q: "", state: "" })}>Show all projects</a>
    </p>
  );
}

function Pages({ view, list }: { readonly view: ListView; readonly list: ProjectList }) {
  const { page } = view;
  if (list.pages < 2) return null;
  return (
    <nav class="pages" aria-label="Pages of projects">
      {page > 1 ? (
        <a href={listHref(view, { page: Math.min(page - 1, list.pages) })}>Previous page</a>
      ) : (
        <span class="quiet">Previous page</span>
      )}
      <span>
        Page {count(page)} of {count(list.pages)}
      </span>
      {page < list.pages ? (
        <a href={listHref(view, { page: page + 1 })}>Next page</a>
      ) : (
        <span class="quiet">Next page</span>
      )}
    </nav>
  );
}
