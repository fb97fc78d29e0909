// The projects of an edge that follows a control plane: from the bus, or from the file of last known settings while the
// bus has not answered.
import { forgetDeletions, isDeleted } from "../core/deleted-project.ts";
import { takesOver, type ServedProject } from "../core/served-project.ts";
import type { BusLink } from "../edge/link/bus-link.ts";
import type { ProjectBus } from "../edge/ports.ts";
import type { SettingsFile } from "./settings-file.ts";
import type { Logger } from "pino";

/** The projects as the edges of this process hear of them. */
export interface FollowedProjects extends ProjectBus {
  /** Whether any project is known, from wherever. */
  readonly known: boolean;
}

/** Follows the projects on a link, and keeps them in the file. */
export function followProjects(
  link: Pick<BusLink, "connected" | "publishProject" | "watchProjects">,
  file: SettingsFile,
  log: Logger,
): FollowedProjects {
  const held = new Map<string, ServedProject>();
  return {
    get known() {
      return held.size > 0;
    },
    publishProject: (project) => link.publishProject(project),
    async watchProjects(receive) {
      if (!link.connected) await startFromFile(receive);
      return link.watchProjects((project) => {
        const { project: id } = project.settings;
        // A region that was cut off may still have what was deleted, or changed, before this process started.
        if (!takesOver(held.get(id), project)) return;
        held.set(id, project);
        forgetDeletions(held, project);
        file.keep(held.values());
        receive(project);
      });
    },
  };

  async function startFromFile(receive: (project: ServedProject) => void): Promise<void> {
    const read = await file.read();
    const { path } = file;
    switch (read.kind) {
      case "projects":
        for (const project of read.projects) {
          held.set(project.settings.project, project);
          receive(project);
        }
        log.warn(
          { path, projects: read.projects.filter((project) => !isDeleted(project)).length },
          "the bus cannot be reached, so this edge starts with the last known settings",
        );
        return;
      case "absent":
        log.error(
          { path },
          "the bus cannot be reached, and there are no last known settings; this edge is ready once the bus answers",
        );
        return;
      case "unreadable":
        log.error(
          { path, problem: read.problem },
          "the bus cannot be reached, and the file of last known settings cannot be read; this edge is ready once the bus answers",
        );
        return;
      default:
        read satisfies never;
    }
  }
}
