// The page for an address.
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { ActivityPage } from "../pages/activity/activity-page.tsx";
import { KeysPage } from "../pages/keys/keys-page.tsx";
import { ProjectsPage } from "../pages/projects/projects-page.tsx";
import { isOperator, useWho } from "../state/who.ts";
import { ProjectFrame } from "./project-frame.tsx";
import type { Route } from "../state/route.ts";

interface PageOfProps {
  readonly route: Route;
}

/** Identifies a page. When it changes, the page is drawn from scratch. */
export function pageKey(route: Route): string {
  return route.kind === "project" ? `project ${route.project}` : route.kind;
}

/** Draws the page. */
export function PageOf({ route }: PageOfProps) {
  const operator = isOperator(useWho());
  switch (route.kind) {
    case "projects":
      return <ProjectsPage query={route.query} />;
    case "project":
      return <ProjectFrame route={route} />;
    case "operator-keys":
      return operator ? <KeysPage project={undefined} /> : <NotForProjectKeys />;
    case "operator-activity":
      return operator ? (
        <ActivityPage project={undefined} query={route.query ?? ""} />
      ) : (
        <NotForProjectKeys />
      );
    case "unknown":
      return (
        <Page title="Page not found">
          <p>
            There is no page at this address. <a href="#/projects">Projects</a>
          </p>
        </Page>
      );
    default:
      return route satisfies never;
  }
}

function NotForProjectKeys() {
  return (
    <Page title="For operators">
      <Notice kind="note">
        <p>This page needs an operator key. You are signed in with the key of one project.</p>
      </Notice>
    </Page>
  );
}
