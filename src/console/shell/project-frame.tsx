// Loads a project for its pages, and polls whether Edge Sessions is on at the edges.
import { useCallback, useRef } from "preact/hooks";
import { ProblemNotice } from "../parts/notice.tsx";
import { LazyPage } from "../parts/lazy-page.tsx";
import { Loaded, Page } from "../parts/page.tsx";
import { ActivityPage } from "../pages/activity/activity-page.tsx";
import { AdvancedPage } from "../pages/advanced/advanced-page.tsx";
import { OthersChangesProvider, useFollowedChanges } from "../pages/advanced/others-changes.ts";
import { EdgesPage } from "../pages/edges/edges-page.tsx";
import { KeysPage } from "../pages/keys/keys-page.tsx";
import { OverviewPage } from "../pages/overview/overview-page.tsx";
import { SessionsPage } from "../pages/sessions/sessions-page.tsx";
import { useLive } from "../state/live.ts";
import { ProjectProvider, type ShownProject } from "../state/project.ts";
import { useServices } from "../state/services.ts";
import type { Project } from "../api/project.ts";
import type { Route } from "../state/route.ts";

/** What others change must show within 2 s. While the project has not changed, its answer has no body. */
const followEveryMs = 1_500;

const loadManage = async () => {
  const { ManagePage } = await import("../pages/manage/manage-page.tsx");
  return { Shown: ManagePage };
};

const loadSetUp = async () => {
  const { SetUpPage } = await import("../pages/set-up/set-up-page.tsx");
  return { Shown: SetUpPage };
};

const loadPolicies = async () => {
  const { PoliciesPage } = await import("../pages/policies/policies-page.tsx");
  return { Shown: PoliciesPage };
};

interface ProjectFrameProps {
  readonly route: Route & { readonly kind: "project" };
}

/** The pages of the project that the address names. */
export function ProjectFrame({ route }: ProjectFrameProps) {
  const { api } = useServices();
  const known = useRef<Project | undefined>(undefined);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const shown = known.current;
      if (shown === undefined) return api.project(route.project, signal);
      return (await api.projectAfter(shown.id, shown.revision, signal)) ?? shown;
    },
    [api, route.project],
  );
  const settings = useLive(load, followEveryMs);
  known.current = settings.value;
  if (settings.problem?.status === 404)
    return (
      <Page title="Project not found">
        <ProblemNotice problem={settings.problem} />
        <p>
          Your key cannot see a project <code>{route.project}</code>. It may have been deleted, or
          its slug may have changed. Search for it by its id, a host or its name.
        </p>
        <p>
          <a href={`#/projects?q=${encodeURIComponent(route.project)}`}>
            Search for “{route.project}”
          </a>{" "}
          · <a href="#/projects">All projects</a>
        </p>
      </Page>
    );
  return (
    <Loaded live={settings}>
      {(project) => <Followed project={project} settings={settings} route={route} />}
    </Loaded>
  );
}

interface FollowedProps extends ProjectFrameProps, Omit<ShownProject, "edgeSessions"> {}

function Followed({ project, settings, route }: FollowedProps) {
  const { api } = useServices();
  const load = useCallback(
    (signal: AbortSignal) => api.edgeSessions(project.id, signal),
    [api, project.id],
  );
  const edgeSessions = useLive(load, followEveryMs);
  // What a page puts here was changed by this operator. Everything else that is new was changed by others.
  const own = useRef(new Set([project.revision]));
  const put = useCallback(
    (next: Project) => {
      own.current.add(next.revision);
      settings.put(next);
    },
    [settings.put],
  );
  return (
    <ProjectProvider value={{ project, settings: { ...settings, put }, edgeSessions }}>
      <PageOfProject route={route} project={project} own={own.current} />
    </ProjectProvider>
  );
}

interface PageOfProjectProps extends ProjectFrameProps {
  readonly project: Project;
  readonly own: ReadonlySet<number>;
}

function PageOfProject({ route, project, own }: PageOfProjectProps) {
  return (
    <OthersChangesProvider value={useFollowedChanges(own)}>
      {pageOf(route, project)}
    </OthersChangesProvider>
  );
}

function pageOf(route: ProjectFrameProps["route"], project: Project) {
  switch (route.page) {
    case "overview":
      return <OverviewPage />;
    case "set-up":
      return <LazyPage key="set-up" title="Set-up" load={loadSetUp} />;
    case "advanced":
      return <AdvancedPage />;
    case "policies":
      return <LazyPage key="policies" title="Policies" load={loadPolicies} />;
    case "sessions":
      return <SessionsPage lookUp={route.lookUp} />;
    case "edges":
      return <EdgesPage />;
    case "keys":
      return <KeysPage project={project} />;
    case "activity":
      return <ActivityPage project={project} query={route.query ?? ""} />;
    case "manage":
      return <LazyPage key="manage" title="Rename or delete" load={loadManage} />;
    default:
      return route.page satisfies never;
  }
}
