// The stored answers of an identity or a session.
import { z } from "@hono/zod-openapi";
import type { ControlEdges } from "../ports.ts";
import { content, projectRoute, type ApiRoute } from "./route.ts";
import { sessionEntrySchema } from "./views.ts";

/** What these routes need. */
export interface SessionRoutesParts {
  readonly edges: ControlEdges;
}

/** The most entries that one look-up lists. */
const entriesMax = 200;

const sessionsQuery = z
  .strictObject({ identity: z.uuid().optional(), session: z.uuid().optional() })
  .refine(({ identity, session }) => (identity === undefined) !== (session === undefined), {
    error: "must have exactly one of identity and session",
  });
/** The routes. */
export function sessionRoutes({ edges }: SessionRoutesParts): readonly ApiRoute[] {
  return [
    projectRoute({
      method: "get",
      path: "/projects/{project}/sessions",
      summary: "List the stored answers of an identity or a session",
      scope: "read",
      query: sessionsQuery,
      answer: {
        status: 200,
        schema: z.object({
          entries: z.array(sessionEntrySchema),
          truncated: z.boolean(),
          edge: z.string().nullable().openapi({
            description:
              "The edge whose entries these are: the one in the process that answers. Null if that process has no edge. Entries of other edges cannot be listed.",
          }),
          other_edges: z
            .array(z.string())
            .openapi({ description: "The edges of other processes. Each has its own entries." }),
        }),
      },
      handle: ({ project, query: { identity, session } }) => {
        const scope =
          identity === undefined
            ? { kind: "session" as const, value: session ?? "" }
            : { kind: "identity" as const, value: identity };
        // One more than is shown, to know if there are more.
        const found = edges.sessions(project.id, scope, entriesMax + 1);
        return content({
          entries: found.slice(0, entriesMax),
          truncated: found.length > entriesMax,
          ...edges.looksAt(),
        });
      },
    }),
  ];
}
