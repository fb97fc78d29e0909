// How far the set-up of a project is, and what helps with its steps.
import { z } from "@hono/zod-openapi";
import { readCookieText } from "../../core/health/pasted-cookies.ts";
import { doneCount, setUpStepIds } from "../../core/health/set-up-steps.ts";
import { operatorWaitMs } from "../../intake/limits.ts";
import { reachShape } from "../../intake/reach.ts";
import { actorOf } from "../access/callers.ts";
import { auditRecord } from "../audit.ts";
import { pastedCookiesCharactersMax } from "../limits.ts";
import type { ControlEdges } from "../ports.ts";
import type { ProjectsIntake } from "../projects-intake.ts";
import type { SetUps } from "../set-up/set-ups.ts";
import type { ControlStorage } from "../storage.ts";
import { content, projectRoute, refuse, type ApiRoute } from "./route.ts";
import { count } from "./views.ts";

/** What these routes need. */
export interface SetUpRoutesParts {
  readonly storage: ControlStorage;
  readonly edges: ControlEdges;
  readonly setUps: SetUps;
  readonly intake: Pick<ProjectsIntake, "test">;
  readonly nowMs: () => number;
}

const stepSchema = z
  .object({
    id: z.enum(setUpStepIds),
    title: z.string(),
    state: z.enum(["done", "todo", "problem", "waiting"]).openapi({
      description: "`todo` waits for the operator, and `waiting` for another step or for an event.",
    }),
    sentence: z.string().openapi({
      description: "What is so, or what is wrong and what would be right.",
    }),
  })
  .openapi("SetUpStep");

const setUpSchema = z
  .object({ steps: z.array(stepSchema).readonly(), done: count(), total: count() })
  .openapi("SetUp");

const cookiesSchema = z
  .strictObject({
    cookies: z.string().min(1).max(pastedCookiesCharactersMax).openapi({
      description:
        "Cookies of a browser that is signed in, as `name=value; name2=value2`. They are sent to the identity server one by one, and neither stored nor logged.",
    }),
  })
  .openapi("CookieNameBody");

const foundSchema = z
  .object({
    result: z.enum(["session", "second-factor", "refused", "unknown"]).openapi({
      description:
        "`session`: the cookie `name` is that of a live session. `second-factor`: it is, and the session lacks its second factor. `refused`: the identity server accepts none of the cookies. `unknown`: it did not say.",
    }),
    name: z.string().nullable(),
  })
  .openapi("CookieNameFound");

/** The routes. */
export function setUpRoutes(parts: SetUpRoutesParts): readonly ApiRoute[] {
  const { storage, edges, setUps, intake, nowMs } = parts;
  return [
    projectRoute({
      method: "get",
      path: "/projects/{project}/set-up",
      summary: "Get the steps of setting up a project, and how each stands",
      scope: "read",
      answer: { status: 200, schema: setUpSchema },
      handle: async ({ project }) => {
        const steps = await setUps.stepsOf(project);
        return content({ steps, done: doneCount(steps), total: steps.length });
      },
    }),
    projectRoute({
      method: "post",
      path: "/projects/{project}/set-up/cookie-name",
      summary: "Find the name of the session cookie among the cookies of a browser",
      scope: "settings",
      body: cookiesSchema,
      answer: { status: 200, schema: foundSchema },
      handle: async ({ caller, project, body }) => {
        const read = readCookieText(body.cookies);
        if (read.kind === "problem") {
          const problems = [{ path: "/cookies", problem: read.what }];
          return refuse({ error: "control_body_malformed", problems });
        }
        const found = await setUps.findCookieName(project, read.cookies);
        if (found === "no-origin" || found === "busy") {
          const problem =
            found === "busy"
              ? "are being tried already by another request; try again in a few seconds"
              : "cannot be tried, because the project has no identity server URL yet";
          return refuse({ error: "control_conflict", problems: [{ path: "/cookies", problem }] });
        }
        const { is: result, name = null } = found;
        const after = { cookies: read.cookies.length, result };
        const about = { projectId: project.id, subject: project.slug, after };
        await storage.appendAudit(auditRecord(nowMs(), actorOf(caller), "live-check", about));
        return content({ result, name });
      },
    }),
    projectRoute({
      method: "post",
      path: "/projects/{project}/set-up/test-hook",
      summary:
        "Handle a web hook as Kratos would send it, for a made-up identity, and wait up to 3 s for every edge",
      scope: "invalidate",
      answer: { status: 200, schema: z.object(reachShape).openapi("HookTested") },
      handle: async ({ caller, project }) => {
        const refusal = await intake.test(caller, project);
        if (refusal !== undefined) throw new Error(`the test hook was refused: ${refusal.error}`);
        return content(await edges.findReach(true, operatorWaitMs));
      },
    }),
  ];
}
