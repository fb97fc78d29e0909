// The links to all pages.
import { projectHref, type ProjectPage, type Route } from "../state/route.ts";
import { isOperator, useWho } from "../state/who.ts";
import { Entry, GroupList } from "./navigation-list.tsx";
import { SetUpEntry } from "./set-up-entry.tsx";

interface NavigationProps {
  readonly route: Route;
  /** Whether it is shown on narrow pages. */
  readonly open: boolean;
  readonly onClose: () => void;
}

interface Group {
  readonly title: string | undefined;
  readonly entries: readonly (readonly [page: ProjectPage, name: string])[];
}

const groups: readonly Group[] = [
  { title: undefined, entries: [["overview", "Overview"]] },
  {
    title: "Customize",
    entries: [
      ["advanced", "Advanced Settings"],
      ["policies", "Policies"],
      ["manage", "Rename or delete"],
    ],
  },
  {
    title: "Inspect",
    entries: [
      ["sessions", "Sessions"],
      ["edges", "Edges"],
      ["activity", "Activity"],
    ],
  },
  { title: "Access", entries: [["keys", "API keys"]] },
];

/** On narrow pages the button Menu in the header opens it. */
export function Navigation({ route, open, onClose }: NavigationProps) {
  const who = useWho();
  return (
    <div class="side">
      <nav id="navigation" aria-label="Console" class={open ? "open" : undefined} onClick={onClose}>
        <p class="menu-who">
          <span class="quiet">Signed in with the key </span>
          {who.key.name}
        </p>
        <GroupList title={undefined}>
          <Entry href="#/projects" name="Projects" here={route.kind === "projects"} />
        </GroupList>
        {route.kind === "project" && <OfProject route={route} />}
        {isOperator(who) && (
          <GroupList title="Operators">
            <Entry
              href="#/operators/keys"
              name="Operator keys"
              here={route.kind === "operator-keys"}
            />
            <Entry
              href="#/operators/activity"
              name="All activity"
              here={route.kind === "operator-activity"}
            />
          </GroupList>
        )}
      </nav>
    </div>
  );
}

function OfProject({ route }: { readonly route: Route & { kind: "project" } }) {
  return (
    <div class="of-project">
      <p class="project-name">{route.project}</p>
      {groups.map(({ title, entries }) => (
        <GroupList key={title} title={title}>
          {title === undefined && (
            <SetUpEntry
              key={route.project}
              project={route.project}
              here={route.page === "set-up"}
            />
          )}
          {entries.map(([page, name]) => (
            <Entry
              key={page}
              href={projectHref(route.project, page)}
              name={name}
              here={route.page === page}
            />
          ))}
        </GroupList>
      ))}
      <GroupList title="Authentication">
        {/* Where Ory's own Console has the switch. It leads to a page that has an entry already, which alone is the current one. */}
        <Entry
          href={projectHref(route.project, "advanced")}
          name="Sessions"
          note="in Advanced Settings"
          here={false}
        />
      </GroupList>
    </div>
  );
}
