// Trying a policy: what the edge would answer to a gateway.
import { z } from "@hono/zod-openapi";
import { auditRecord } from "../audit.ts";
import { actorOf } from "../access/callers.ts";
import { policiesOfStored } from "../../config/policies/policies.ts";
import { urlCharactersMax } from "../../config/values/setting-limits.ts";
import type { ControlEdges } from "../ports.ts";
import type { Addressing } from "../projects/addressing.ts";
import { hostsOf } from "../projects/project-view.ts";
import type { ControlStorage } from "../storage.ts";
import { cookieSchema, shownWord, wordSchema } from "./edge-words.ts";
import { content, projectRoute, refuse, type ApiRoute } from "./route.ts";

/** What these routes need. */
export interface DecisionRoutesParts {
  readonly storage: ControlStorage;
  readonly edges: ControlEdges;
  readonly addressing: Addressing;
  readonly nowMs: () => number;
}

const questionSchema = z
  .strictObject({
    cookie: cookieSchema.optional().openapi({
      description:
        "The value of the session cookie. It is sent once, and neither stored nor logged.",
    }),
    token: z
      .string()
      .regex(/^[\x21-\x7e]{1,4096}$/, {
        error: "must be a session token of 1 to 4096 visible characters",
      })
      .optional()
      .openapi({ description: "A session token. It is sent once, and neither stored nor logged." }),
    browser: z.boolean().openapi({
      description: "Whether the request is that of a browser which opens a page.",
    }),
    original_url: z
      .string()
      .regex(/^[\x21-\x7e]+$/, { error: "must be a URL of visible ASCII characters" })
      .max(urlCharactersMax)
      .optional()
      .openapi({ description: "The URL that the browser wanted, as a trusted gateway states it." }),
  })
  .openapi("DecisionQuestion");

const decisionSchema = z
  .object({
    edge: z.string().nullable().openapi({
      description:
        "The edge that was asked, in the process that answers. Null if that process has no edge. A stand-in with the same settings was then asked.",
    }),
    decision: wordSchema,
  })
  .openapi("TriedDecision");

/** The routes. */
export function decisionRoutes(parts: DecisionRoutesParts): readonly ApiRoute[] {
  const { storage, edges, addressing, nowMs } = parts;
  return [
    projectRoute({
      method: "post",
      path: "/projects/{project}/policies/{policy}/decision",
      summary: "Ask a project's edge for a decision by a policy, as a gateway would",
      scope: "invalidate",
      body: questionSchema,
      answer: { status: 200, schema: decisionSchema },
      handle: async ({ caller, project, params, body }) => {
        const { policies, cookie_name: cookieName } = project.flags;
        // Without the policy, the question could be passed to the identity server with the credentials.
        const policy = policiesOfStored(policies)?.find(({ name }) => name === params["policy"]);
        if (policy === undefined) return refuse({ error: "control_not_found" });
        const { cookie, token, browser, original_url: originalUrl } = body;
        const [host = ""] = hostsOf(project, addressing);
        const headers = ["Host", host, "Accept", browser ? "text/html" : "application/json"];
        if (cookie !== undefined) headers.push("Cookie", `${cookieName}=${cookie}`);
        if (token !== undefined) headers.push("X-Session-Token", token);
        if (originalUrl !== undefined) headers.push("X-Original-URL", originalUrl);
        const word = await edges.decide(project.id, policy.name, headers);
        if (word === undefined) {
          const problem = "cannot be asked yet, because no edge of this process serves the project";
          return refuse({ error: "control_conflict", problems: [{ path: "/policy", problem }] });
        }
        const after = {
          policy: policy.name,
          with_cookie: cookie !== undefined,
          with_token: token !== undefined,
        };
        const about = { projectId: project.id, subject: project.slug, after };
        await storage.appendAudit(auditRecord(nowMs(), actorOf(caller), "live-check", about));
        // A signed session is a credential.
        const signed = policy.signedSession?.header?.toLowerCase();
        const decision = shownWord(word, signed === undefined ? [] : [signed]);
        return content({ edge: edges.looksAt().edge, decision });
      },
    }),
  ];
}
