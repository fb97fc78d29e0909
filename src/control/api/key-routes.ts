// API keys: those of a project, as in Ory's API, and those of the operators.
import { z } from "@hono/zod-openapi";
import { auditRecord } from "../audit.ts";
import { actorOf, may, type Callers } from "../access/callers.ts";
import { makeKey } from "../access/keys.ts";
import { controlScopes, usualScopes } from "../access/scopes.ts";
import {
  instantCharactersMax,
  keyGenerationsMax,
  keyNameCharactersMax,
  keysPerOwnerMax,
} from "../limits.ts";
import type { ControlStorage, KeyRecord } from "../storage.ts";
import {
  content,
  projectRoute,
  refuse,
  route,
  type ApiCall,
  type ApiRoute,
  type Reply,
} from "./route.ts";
import { nameOf } from "./project-schemas.ts";
import { instantSchema } from "./views.ts";

/** What these routes need. */
export interface KeyRoutesParts {
  readonly storage: ControlStorage;
  readonly callers: Callers;
  readonly nowMs: () => number;
}

const keyShape = {
  id: z.uuid(),
  name: z.string(),
  owner_id: z.string().openapi({
    description: "The key that created it, or `control-plane` for the first key.",
  }),
  parent_id: z.uuid().nullable().openapi({
    description: "The key whose revocation revokes this one too. Null if there is none.",
  }),
  project_id: z.uuid().nullable(),
  created_at: instantSchema,
  updated_at: instantSchema,
  expires_at: instantSchema.optional(),
  last_characters: z.string(),
  scopes: z.array(z.enum(controlScopes)),
  last_used_at: instantSchema.nullable(),
};
const keySchema = z.object(keyShape).openapi("ProjectApiKey");
const madeKeySchema = z
  .object({
    ...keyShape,
    value: z.string().openapi({ description: "The key. It is shown only once." }),
  })
  .openapi("CreatedProjectApiKey");

const newKeySchema = z
  .strictObject({
    name: nameOf(keyNameCharactersMax),
    expires_at: z.iso.datetime({ offset: true }).max(instantCharactersMax).nullish(),
    scopes: z.array(z.enum(controlScopes)).min(1).max(controlScopes.length).optional(),
  })
  .openapi("CreateProjectApiKeyBody");

/** What listing, creating and revoking have in common for both kinds of keys. */
const listing = {
  method: "get",
  scope: "read",
  answer: { status: 200, schema: z.array(keySchema) },
} as const;
const creation = {
  method: "post",
  scope: "keys",
  body: newKeySchema,
  answer: { status: 201, schema: madeKeySchema },
} as const;
const revocation = {
  method: "delete",
  scope: "keys",
  answer: { status: 204, schema: undefined },
} as const;

/** The routes. */
export function keyRoutes(parts: KeyRoutesParts): readonly ApiRoute[] {
  const ofProject = "/projects/{project}/tokens";
  const ofOperators = "/operator/tokens";
  const listed = async (projectId: string | undefined): Promise<Reply> =>
    content((await parts.storage.listKeys(projectId)).map(keyView));
  return [
    projectRoute({
      ...listing,
      path: ofProject,
      summary: "List the API keys of a project",
      handle: ({ project }) => listed(project.id),
    }),
    projectRoute({
      ...creation,
      path: ofProject,
      summary: "Create an API key of a project",
      handle: (call) => create(parts, call, call.project.id, call.body),
    }),
    projectRoute({
      ...revocation,
      path: `${ofProject}/{token}`,
      summary: "Revoke an API key of a project",
      handle: (call) => revoke(parts, call, call.project.id),
    }),
    route({
      ...listing,
      operator: true,
      path: ofOperators,
      summary: "List the API keys of the operators",
      handle: () => listed(undefined),
    }),
    route({
      ...creation,
      operator: true,
      path: ofOperators,
      summary: "Create an API key of the operators",
      handle: (call) => create(parts, call, undefined, call.body),
    }),
    route({
      ...revocation,
      operator: true,
      path: `${ofOperators}/{token}`,
      summary: "Revoke an API key of the operators",
      handle: (call) => revoke(parts, call, undefined),
    }),
  ];
}

async function create(
  { storage, nowMs }: KeyRoutesParts,
  { caller }: ApiCall,
  projectId: string | undefined,
  { name, expires_at: expires, scopes = [...usualScopes] }: z.output<typeof newKeySchema>,
): Promise<Reply> {
  const lacking = scopes.filter((scope) => !may(caller, scope));
  if (lacking.length > 0) {
    const problem = `must not include ${lacking.join(", ")}, which the key that creates it does not have`;
    return refuse({ error: "control_key_insufficient", problems: [{ path: "/scopes", problem }] });
  }
  const atMs = nowMs();
  const { expiresAtMs: makerEndsAtMs } = caller.key;
  // Without `expires_at`, a key expires together with the key that creates it.
  const expiresAtMs = typeof expires === "string" ? Date.parse(expires) : makerEndsAtMs;
  if (expiresAtMs !== undefined && expiresAtMs <= atMs) {
    return refuse({
      error: "control_body_malformed",
      problems: [{ path: "/expires_at", problem: "must be in the future" }],
    });
  }
  if (makerEndsAtMs !== undefined && expiresAtMs !== undefined && expiresAtMs > makerEndsAtMs) {
    const end = new Date(makerEndsAtMs).toISOString();
    const problem = `must not be later than ${end}, when the key that creates it expires`;
    return refuse({
      error: "control_key_insufficient",
      problems: [{ path: "/expires_at", problem }],
    });
  }
  const about = {
    name,
    projectId,
    scopes: [...new Set(scopes)],
    madeBy: caller.key.id,
    parentId: parentOf(caller.key),
    nowMs: atMs,
    expiresAtMs,
  };
  const { record, value } = makeKey(about);
  const audit = auditRecord(atMs, actorOf(caller), "key.create", {
    projectId,
    subject: name,
    after: keyView(record),
  });
  const inserted = await storage.insertKey(record, audit);
  switch (inserted) {
    case "done":
      return { status: 201, content: { ...keyView(record), value } };
    // The creating key was revoked while this request was under way.
    case "parent-gone":
      return refuse({ error: "control_key_required" });
    // The project was deleted while this request was under way.
    case "project-gone":
      return refuse({ error: "control_not_found" });
    case "full":
      return conflict(
        `there are already ${keysPerOwnerMax} keys, which is the maximum; revoke one first`,
      );
    case "too-deep":
      return conflict(
        `a chain of keys that created one another has at most ${keyGenerationsMax} keys; create this key with an earlier one of the chain`,
      );
    default:
      return inserted satisfies never;
  }
}

/**
 * The key whose revocation revokes the new one too: the key that creates it. Keys that the first key creates have none,
 * because they replace the first key, which is then revoked (decision 0025).
 */
function parentOf(maker: KeyRecord): string | undefined {
  return maker.madeBy === undefined ? undefined : maker.id;
}

function conflict(problem: string): Reply {
  return refuse({ error: "control_conflict", problems: [{ path: "/", problem }] });
}

async function revoke(
  { storage, callers, nowMs }: KeyRoutesParts,
  { caller, params }: ApiCall,
  projectId: string | undefined,
): Promise<Reply> {
  const key = await storage.findKey(params["token"] ?? "");
  if (key === undefined || key.projectId !== projectId)
    return refuse({ error: "control_not_found" });
  const about = { projectId, subject: key.name, before: keyView(key) };
  const audit = auditRecord(nowMs(), actorOf(caller), "key.revoke", about);
  const deleted = await storage.deleteKey(key.id, audit);
  if (deleted === "last") {
    return conflict(
      "no operator key with the scope keys would be left, because a key is revoked together with the keys that it created; create another one first",
    );
  }
  callers.forget(key.id);
  return deleted === "done" ? { status: 204 } : refuse({ error: "control_not_found" });
}

/** An API key as the API shows it. */
function keyView(key: KeyRecord): z.input<typeof keySchema> {
  const createdAt = new Date(key.createdAtMs).toISOString();
  return {
    id: key.id,
    name: key.name,
    owner_id: key.madeBy ?? "control-plane",
    parent_id: key.parentId ?? null,
    project_id: key.projectId ?? null,
    created_at: createdAt,
    updated_at: createdAt,
    ...(key.expiresAtMs === undefined
      ? {}
      : { expires_at: new Date(key.expiresAtMs).toISOString() }),
    last_characters: key.lastCharacters,
    scopes: [...key.scopes],
    last_used_at: key.lastUsedAtMs === undefined ? null : new Date(key.lastUsedAtMs).toISOString(),
  };
}
