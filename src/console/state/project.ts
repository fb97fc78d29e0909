// The project whose pages are shown.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { EdgeSessionsState, Project } from "../api/project.ts";
import type { Live } from "./live.ts";

/** The project, and whether Edge Sessions is on for it at the edges. */
export interface ShownProject {
  readonly project: Project;
  readonly settings: Live<Project>;
  readonly edgeSessions: Live<EdgeSessionsState>;
}

const Context = createContext<ShownProject | undefined>(undefined);

/** Provides the project to its pages. */
export const ProjectProvider = Context.Provider;

/** The project. Throws outside its pages. */
export function useProject(): ShownProject {
  const shown = useContext(Context);
  if (shown === undefined) throw new Error("no project here");
  return shown;
}
