// What the edges hold of sessions: the stored answers of an identity, a session or a credential, and the sessions with
// most hits. And the look-up of an identity by e-mail.
import { z } from "@hono/zod-openapi";
import { canonicalUuid } from "../../core/mutation.ts";
import type { CredentialDigest } from "../../core/credential.ts";
import type { SessionMatter } from "../../core/session-question.ts";
import { actorOf } from "../access/callers.ts";
import { auditRecord } from "../audit.ts";
import { emailCharactersMax, ownEntriesMax } from "../limits.ts";
import type { ControlEdges } from "../ports.ts";
import { flagsPointer } from "../projects/project-view.ts";
import { findByEmail } from "../sessions/email-look-up.ts";
import { notAnId } from "../sessions/typed-text.ts";
import type { ControlStorage } from "../storage.ts";
import { content, projectRoute, refuse, type ApiRoute } from "./route.ts";
import {
  edgeEntriesSchema,
  edgeEntriesView,
  edgeAskedSchema,
  edgeAskedView,
} from "./session-views.ts";
import { sessionEntrySchema } from "./views.ts";

/** What these routes need. */
export interface SessionRoutesParts {
  readonly storage: ControlStorage;
  readonly edges: ControlEdges;
  readonly nowMs: () => number;
}

/** An id in every spelling that the identity server takes. */
function idOf(what: "identity" | "session") {
  return z
    .string()
    .transform((text, context) => {
      const id = canonicalUuid(text);
      if (id !== undefined) return id;
      context.addIssue({ code: "custom", message: notAnId(text, what) });
      return z.NEVER;
    })
    .optional()
    .openapi({
      type: "string",
      description: `The id of ${what === "identity" ? "an identity" : "a session"}: a UUID in any usual spelling.`,
    });
}

const sessionsQuery = z
  .strictObject({
    identity: idOf("identity"),
    session: idOf("session"),
    credential: z
      .string()
      .regex(/^[\w-]{43}$/, {
        error:
          "must be the digest of a cookie or a session token, which has 43 characters; never send the cookie or the token itself",
      })
      .optional()
      .openapi({
        description:
          "The digest of a session cookie's value or of a session token: SHA-256 as base64url. docs/internals/keys.md says of what.",
      }),
  })
  .refine((query) => Object.values(query).filter((value) => value !== undefined).length === 1, {
    error: "must have exactly one of identity, session and credential",
  });

/** What is asked. The query has exactly one of them. */
function matterOf({
  identity,
  session,
  credential,
}: z.output<typeof sessionsQuery>): SessionMatter {
  if (identity !== undefined) return { kind: "identity", value: identity };
  if (session !== undefined) return { kind: "session", value: session };
  // The pattern is that of a digest.
  return { kind: "credential", value: (credential ?? "") as CredentialDigest };
}

/** The setting that allows to look up by e-mail. */
const emailFlag = "session_lookup_by_email";

/** The sessions with most hits that one edge lists. */
const askedSessionsMax = 20;

const emailSchema = z
  .strictObject({
    email: z
      .string({ error: "must be an e-mail address" })
      .trim()
      .max(emailCharactersMax, { error: `must be at most ${emailCharactersMax} characters long` })
      .regex(/^[^\s@]+@[^\s@]+$/, { error: "must be an e-mail address such as ada@example.com" }),
  })
  .openapi("EmailLookUp");

const foundSchema = z
  .object({
    identities: z
      .array(z.string())
      .openapi({ description: "The ids of the identities that have the address." }),
    problem: z.string().nullable().openapi({
      description: "Why the admin API could not be asked, as a sentence. Null if it answered.",
    }),
  })
  .openapi("FoundIdentities");

/** The routes. */
export function sessionRoutes({ storage, edges, nowMs }: SessionRoutesParts): readonly ApiRoute[] {
  return [
    projectRoute({
      method: "get",
      path: "/projects/{project}/sessions",
      summary: "List what each edge has stored for an identity, a session or a credential",
      scope: "read",
      query: sessionsQuery,
      answer: {
        status: 200,
        schema: z.object({
          entries: z
            .array(sessionEntrySchema)
            .openapi({ description: "Those of the edge in the process that answers." }),
          truncated: z.boolean(),
          edge: z.string().nullable().openapi({
            description: "The edge in the process that answers. Null if that process has no edge.",
          }),
          other_edges: z
            .array(z.string())
            .openapi({ description: "The edges of other processes." }),
          edges: z.array(edgeEntriesSchema).openapi({
            description:
              "What each edge has stored, first the one in the process that answers. Edges of other processes have about 1 s to answer, and list at most 20 entries.",
          }),
        }),
      },
      handle: async ({ project, query }) => {
        const found = await edges.findSessions(project.id, matterOf(query), ownEntriesMax);
        const shown = found.map((one) => edgeEntriesView(one, nowMs()));
        const looksAt = edges.looksAt();
        const own = looksAt.edge === null ? undefined : shown[0];
        return content({
          entries: own?.entries ?? [],
          truncated: own?.truncated ?? false,
          ...looksAt,
          edges: shown,
        });
      },
    }),
    projectRoute({
      method: "get",
      path: "/projects/{project}/sessions/most-asked",
      summary: "List the sessions with most hits in the last minutes, for each edge",
      scope: "read",
      answer: { status: 200, schema: z.object({ edges: z.array(edgeAskedSchema) }) },
      handle: async ({ project }) => {
        const found = await edges.findSessions(
          project.id,
          { kind: "most-asked" },
          askedSessionsMax,
        );
        return content({ edges: found.map((one) => edgeAskedView(one)) });
      },
    }),
    projectRoute({
      method: "post",
      path: "/projects/{project}/sessions/look-up",
      summary: "Find the identity of an e-mail address, where the project allows it",
      scope: "invalidate",
      body: emailSchema,
      answer: { status: 200, schema: foundSchema },
      handle: async ({ caller, project, body: { email } }) => {
        const missing = (name: string, problem: string) =>
          refuse({
            error: "control_conflict",
            problems: [{ path: `${flagsPointer}/${name}`, problem }],
          });
        if (!project.flags[emailFlag]) {
          return missing(
            emailFlag,
            "is off, so this project's sessions cannot be looked up by e-mail",
          );
        }
        const adminOrigin = edges.adminOrigin(project.id);
        if (adminOrigin === undefined) {
          return missing("admin_origin_url", "must be set, because it is asked for the address");
        }
        const found = await findByEmail(adminOrigin, email);
        const identities = found.kind === "found" ? found.identities : [];
        const about = {
          projectId: project.id,
          subject: project.slug,
          // Not the address, which would make the log a list of people.
          after: { by: "email", found: identities.length, failed: found.kind === "failed" },
        };
        await storage.appendAudit(auditRecord(nowMs(), actorOf(caller), "session.look-up", about));
        return content({ identities, problem: found.kind === "failed" ? found.problem : null });
      },
    }),
  ];
}
