// Ory's project API: list, get, create, set, patch and delete.
import { z } from "@hono/zod-openapi";
import { actorOf, isOperator } from "../access/callers.ts";
import type { ControlProjects, ProjectResult } from "../projects/projects.ts";
import {
  patchOperationsMax,
  planNameCharactersMax,
  pointerCharactersMax,
  projectNameCharactersMax,
} from "../limits.ts";
import { changeTo, patched, type ChangeResult } from "../projects/project-change.ts";
import type { PlanTable } from "../projects/plans.ts";
import type { Addressing } from "../projects/addressing.ts";
import { projectMetadata, projectView } from "../projects/project-view.ts";
import { slugPattern, slugRule } from "../projects/slug.ts";
import type { ControlStorage, ProjectRecord } from "../storage.ts";
import {
  content,
  projectRoute,
  refuse,
  route,
  type ApiCall,
  type ApiRoute,
  type ProjectCall,
  type ProjectPath,
  type Reply,
} from "./route.ts";
import { nameOf, projectMetadataSchema, projectSchema, updateSchema } from "./project-schemas.ts";

/** What these routes need. */
export interface ProjectRoutesParts {
  readonly storage: ControlStorage;
  readonly projects: ControlProjects;
  readonly plans: () => PlanTable;
  readonly addressing: Addressing;
}

const newProjectSchema = z
  .strictObject({
    name: nameOf(projectNameCharactersMax),
    environment: z.enum(["prod", "stage", "dev"]),
    home_region: z
      .string()
      .regex(/^[a-z][a-z-]{0,39}$/, {
        error: "must be 1 to 40 of a-z and -, starting with a letter",
      })
      .optional(),
    workspace_id: z.null().optional(),
    slug: z.string().regex(slugPattern, { error: slugRule }).optional(),
    subscription_plan: z.string().max(planNameCharactersMax).optional(),
  })
  .openapi("CreateProjectBody");

const pointer = () =>
  z
    .string()
    .max(pointerCharactersMax)
    .regex(/^(?:\/[^\0]*)?$/, { error: "must be a JSON pointer such as /name" });

const patchSchema = z
  .array(
    z.strictObject({
      op: z.enum(["add", "remove", "replace", "move", "copy", "test"]),
      path: pointer(),
      from: pointer().optional(),
      value: z.unknown().optional(),
    }),
  )
  .min(1)
  .max(patchOperationsMax)
  .openapi("JsonPatchDocument");

const setSchema = z
  .looseObject({ name: z.string(), services: z.looseObject({}) })
  .openapi("SetProject");

/** The routes. */
export function projectRoutes(parts: ProjectRoutesParts): readonly ApiRoute[] {
  const { storage, projects, plans, addressing } = parts;

  async function change(
    call: ProjectCall,
    decide: (project: ProjectRecord) => ChangeResult,
    action: "project.patch" | "project.set",
  ): Promise<Reply> {
    const meant = revisionMeant(call);
    const guarded = (project: ProjectRecord): ChangeResult => {
      const decided = decide(project);
      if (decided.kind === "refused" || isOperator(call.caller)) return decided;
      const problems = [
        ...(decided.change.plan === project.plan ? [] : [operatorOnly("/subscription_plan")]),
        ...(decided.change.slug === project.slug ? [] : [operatorOnly("/slug")]),
      ];
      return problems.length === 0
        ? decided
        : { kind: "refused", refusal: { error: "control_key_insufficient", problems } };
    };
    const result = await projects.change(
      call.project.id,
      meant,
      guarded,
      actorOf(call.caller),
      action,
      call.askedHost,
    );
    return updated(result, projects);
  }

  const patch = (path: ProjectPath, summary: string): ApiRoute =>
    projectRoute({
      method: "patch",
      path,
      summary,
      scope: "settings",
      body: patchSchema,
      answer: { status: 200, schema: updateSchema },
      handle: (call) =>
        change(call, (project) => patched(project, call.body, plans()), "project.patch"),
    });

  return [
    route({
      method: "get",
      path: "/projects",
      summary: "List projects",
      scope: "read",
      answer: { status: 200, schema: z.array(projectMetadataSchema) },
      handle: async ({ caller }) => {
        const { projectId } = caller.key;
        const all =
          projectId === undefined
            ? await storage.listProjects()
            : [await storage.findProject(projectId)].filter((one) => one !== undefined);
        return content(all.map((project) => projectMetadata(project, addressing)));
      },
    }),
    route({
      method: "post",
      path: "/projects",
      summary: "Create a project",
      scope: "settings",
      operator: true,
      body: newProjectSchema,
      answer: { status: 201, schema: projectSchema },
      handle: async ({ body, caller }) => {
        const {
          name,
          environment,
          home_region = "eu-central",
          slug,
          subscription_plan: plan,
        } = body;
        const wanted = { name, environment, homeRegion: home_region, slug, plan };
        const result = await projects.create(wanted, actorOf(caller));
        if (result.kind === "refused") return refuse(result.refusal);
        return { status: 201, content: projectView(result.project), headers: etag(result.project) };
      },
    }),
    projectRoute({
      method: "get",
      path: "/projects/{project}",
      summary: "Get a project",
      scope: "read",
      answer: { status: 200, schema: projectSchema },
      handle: ({ project, params, header }) =>
        params["project"] === project.id && has(header("if-none-match"), project)
          ? { status: 304, headers: etag(project) }
          : content(projectView(project), etag(project)),
    }),
    projectRoute({
      method: "put",
      path: "/projects/{project}",
      summary: "Set a project's name and settings",
      scope: "settings",
      body: setSchema,
      answer: { status: 200, schema: updateSchema },
      handle: (call) =>
        change(
          call,
          (project) => changeTo(project, { ...projectView(project), ...call.body }, plans()),
          "project.set",
        ),
    }),
    projectRoute({
      method: "delete",
      path: "/projects/{project}",
      summary: "Delete a project",
      scope: "settings",
      operator: true,
      answer: { status: 204, schema: undefined },
      handle: async (call) => {
        const { project, caller } = call;
        const result = await projects.delete(project.id, revisionMeant(call), actorOf(caller));
        return result.kind === "refused" ? refuse(result.refusal) : { status: 204 };
      },
    }),
    patch("/projects/{project}", "Patch a project (JSON Patch)"),
    patch(
      "/projects/{project}/revision/{revision}",
      "Patch one revision of a project (JSON Patch)",
    ),
  ];
}

const operatorOnly = (path: string) => ({
  path,
  problem: "can be changed only with an operator key",
});

/** Checks for the revision that the request names, by `If-Match` (RFC 9110 section 13.1.1) or by its path. Undefined if it names none. */
function revisionMeant({
  header,
  params,
}: ApiCall): ((project: ProjectRecord) => boolean) | undefined {
  const ifMatch = header("if-match");
  const { revision } = params;
  if (ifMatch === undefined && revision === undefined) return undefined;
  return (project) =>
    (revision === undefined || revision === project.revisionId) &&
    (ifMatch === undefined ||
      ifMatch.trim() === "*" ||
      ifMatch.split(",").some((tag) => tag.trim() === `"${project.revision}"`));
}

/**
 * Whether the client has this revision, by `If-None-Match` (RFC 9110 section 13.1.2). It counts only in requests by id, because
 * another project can take over a slug.
 */
function has(ifNoneMatch: string | undefined, { revision }: ProjectRecord): boolean {
  const tags = (ifNoneMatch ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(`"${revision}"`);
}

function etag(project: ProjectRecord): Readonly<Record<string, string>> {
  return { ETag: `"${project.revision}"` };
}

function updated(result: ProjectResult, projects: ControlProjects): Reply {
  if (result.kind === "refused") return refuse(result.refusal);
  const { project } = result;
  return content(
    { project: projectView(project), warnings: projects.warningsOf(result) },
    etag(project),
  );
}
