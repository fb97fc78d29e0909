// The project whose pages are shown.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { EdgeSessionsState, Project } from "../api/project.ts";
import type { Live } from "./live.ts";

/** It, and whether Edge Sessions is in force for it. */
export interface ShownProject {
  readonly project: Project;
  readonly settings: Live<Project>;
  readonly edgeSessions: Live<EdgeSessionsState>;
}

const Context = createContext<ShownProject | undefined>(undefined);

/** Gives the project to its pages. */
export const ProjectProvider = Context.Provider;

/** The project. Throws outside its pages. */
export function useProject(): ShownProject {
  const shown = useContext(Context);
  if (shown === undefined) throw new Error("no project here");
  return shown;
}
