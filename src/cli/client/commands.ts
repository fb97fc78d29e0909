// The commands for the control plane, in the order of the overview.
import type { CommandEntry } from "../command.ts";

/** Each by its two words. */
export const clientCommands: readonly (readonly [string, CommandEntry])[] = [
  [
    "list projects",
    {
      does: "the projects of a control plane",
      load: async () => (await import("./list-projects.ts")).listProjectsCommand,
    },
  ],
  [
    "get project",
    {
      does: "one project with its settings",
      load: async () => (await import("./get-project.ts")).getProjectCommand,
    },
  ],
  [
    "create project",
    {
      does: "make a project",
      load: async () => (await import("./create-project.ts")).createProjectCommand,
    },
  ],
  [
    "patch project",
    {
      does: "change settings of a project, such as turning Edge Sessions on",
      load: async () => (await import("./patch-project.ts")).patchProjectCommand,
    },
  ],
  [
    "list keys",
    {
      does: "keys of a project or of the operators: who may do what",
      load: async () => (await import("./list-keys.ts")).listKeysCommand,
    },
  ],
  [
    "create key",
    {
      does: "make a key, which is shown once",
      load: async () => (await import("./create-key.ts")).createKeyCommand,
    },
  ],
  [
    "revoke key",
    {
      does: "end a key",
      load: async () => (await import("./revoke-key.ts")).revokeKeyCommand,
    },
  ],
];
