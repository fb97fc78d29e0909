// The commands for the control plane, in the order of the overview.
import type { CommandEntry } from "../command.ts";

/** Each by its two words. */
export const clientCommands: readonly (readonly [string, CommandEntry])[] = [
  [
    "list projects",
    {
      does: "list the projects of a control plane, with their state",
      load: async () => (await import("./list-projects.ts")).listProjectsCommand,
    },
  ],
  [
    "get project",
    {
      does: "show one project with its settings",
      load: async () => (await import("./get-project.ts")).getProjectCommand,
    },
  ],
  [
    "create project",
    {
      does: "create a project",
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
    "delete project",
    {
      does: "delete a project with its hosts and keys",
      load: async () => (await import("./delete-project.ts")).deleteProjectCommand,
    },
  ],
  [
    "list edges",
    {
      does: "list the edges of all processes, with their state",
      load: async () => (await import("./list-edges.ts")).listEdgesCommand,
    },
  ],
  [
    "list sessions",
    {
      does: "list what each edge has stored of a session, or the sessions with most hits",
      load: async () => (await import("./list-sessions.ts")).listSessionsCommand,
    },
  ],
  [
    "list keys",
    {
      does: "list the keys of a project or of the operators, with their scopes",
      load: async () => (await import("./list-keys.ts")).listKeysCommand,
    },
  ],
  [
    "create key",
    {
      does: "create a key, which is shown only once",
      load: async () => (await import("./create-key.ts")).createKeyCommand,
    },
  ],
  [
    "revoke key",
    {
      does: "revoke a key",
      load: async () => (await import("./revoke-key.ts")).revokeKeyCommand,
    },
  ],
];
