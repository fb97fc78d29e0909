// The admin API's identities: create, read, change, delete.

import { isTaken, newIdentity, saveIdentity, setPassword, setTraits } from "../accounts.ts";
import type { Context } from "../context.ts";
import { jsonTree } from "../flows/submission.ts";
import { empty, json, type Answer } from "../http/answer.ts";
import { badRequest, errorAnswer, notFound } from "../http/errors.ts";
import { queryValue, type Params, type Request } from "../http/request.ts";
import { applyPatch, PatchError } from "../json-patch.ts";
import { memberOf, parseTree, stringOf, treeText, type JsonTree } from "../json-tree.ts";
import type { Identity } from "../model.ts";
import { pageOf } from "../paging.ts";
import { hashPassword } from "../passwords.ts";
import { traitFault } from "../person-schema.ts";
import { identityJson } from "../session-json.ts";

const identitiesMax = 10_000;

/** GET /admin/identities, by `ids`, `credentials_identifier`, or all. */
export function listIdentities(context: Context, request: Request): Answer {
  const identifier = queryValue(request, "credentials_identifier");
  const ids = new URLSearchParams(request.rawQuery ?? "").getAll("ids");
  const found = (): (Identity | undefined)[] => {
    if (identifier !== "") return [context.store.identities.byIdentifier(identifier)];
    if (ids.length > 0) return ids.map((id) => context.store.identities.get(id));
    return context.store.identities.list(identitiesMax, 0);
  };
  const page = pageOf(
    request,
    found().filter((identity) => identity !== undefined),
  );
  const shown = page.items.map((identity) => identityJson(context, identity, { admin: true }));
  return json(200, shown, page.headers);
}

/** GET /admin/identities/{id} */
export function getIdentity(context: Context, request: Request, params: Params): Answer {
  const identity = context.store.identities.get(params["id"] ?? "");
  if (identity === undefined) return notFound(request);
  const credentials = new URLSearchParams(request.rawQuery ?? "").getAll("include_credential");
  return json(200, identityJson(context, identity, { admin: true, credentials }));
}

/** POST /admin/identities */
export async function createIdentity(context: Context, request: Request): Promise<Answer> {
  const made = await identityFrom(context, jsonTree(request.body.toString("utf8")));
  if (typeof made === "string") return badRequest(request, made);
  if (isTaken(context, made)) return conflict(request);
  saveIdentity(context, made);
  const location: [string, string] = ["Location", `${context.adminBase()}/identities/${made.id}`];
  return json(201, identityJson(context, made, adminView(made)), [location]);
}

/** PATCH /admin/identities: creates many. */
export async function createIdentities(context: Context, request: Request): Promise<Answer> {
  const list = memberOf(jsonTree(request.body.toString("utf8")), "identities");
  if (list?.kind !== "array") return badRequest(request, "identities must be an array");
  const results: unknown[] = [];
  for (const item of list.items) {
    const patchId = stringOf(memberOf(item, "patch_id"));
    const made = await identityFrom(context, memberOf(item, "create"));
    if (typeof made === "string") return badRequest(request, made);
    if (isTaken(context, made)) {
      results.push({ action: "error", identity: null, patch_id: patchId });
      continue;
    }
    saveIdentity(context, made);
    results.push({ action: "create", identity: made.id, patch_id: patchId });
  }
  return json(200, { identities: results });
}

/** PUT /admin/identities/{id} */
export async function replaceIdentity(
  context: Context,
  request: Request,
  params: Params,
): Promise<Answer> {
  const body = jsonTree(request.body.toString("utf8"));
  const password = stringOf(passwordPath(body));
  const hash = password === undefined ? undefined : await hashPassword(context, password);
  const identity = context.store.identities.get(params["id"] ?? "");
  if (identity === undefined) return notFound(request);
  const fault = changeIdentity(context, identity, body);
  if (fault !== undefined) return badRequest(request, fault);
  identity.metadataPublic = rawMember(body, "metadata_public");
  identity.metadataAdmin = rawMember(body, "metadata_admin");
  if (hash !== undefined) setPassword(context, identity, hash);
  return saved(context, request, identity, adminView(identity));
}

/** PATCH /admin/identities/{id}: a JSON patch on the identity. */
export function patchIdentity(context: Context, request: Request, params: Params): Answer {
  const identity = context.store.identities.get(params["id"] ?? "");
  if (identity === undefined) return notFound(request);
  const patch = jsonTree(request.body.toString("utf8"));
  if (patch === undefined) return badRequest(request, "The body is not JSON.");
  const document = parseTree(
    JSON.stringify({ schema_id: identity.schemaId, state: identity.state }),
  );
  if (document.kind !== "object") return badRequest(request, "The identity must be an object.");
  document.members.set("traits", parseTree(identity.traits));
  document.members.set("metadata_public", parseTree(identity.metadataPublic));
  document.members.set("metadata_admin", parseTree(identity.metadataAdmin));
  if (identity.externalId !== undefined) {
    document.members.set("external_id", parseTree(JSON.stringify(identity.externalId)));
  }
  try {
    applyPatch(document, patch);
  } catch (error) {
    if (error instanceof PatchError) return badRequest(request, error.message);
    throw error;
  }
  const fault = changeIdentity(context, identity, document);
  if (fault !== undefined) return badRequest(request, fault);
  identity.metadataPublic = rawMember(document, "metadata_public");
  identity.metadataAdmin = rawMember(document, "metadata_admin");
  return saved(context, request, identity, { admin: true, credentials: [] });
}

/** DELETE /admin/identities/{id} */
export function deleteIdentity(context: Context, request: Request, params: Params): Answer {
  const id = params["id"] ?? "";
  if (!context.store.identities.remove(id)) return notFound(request);
  for (const session of context.store.sessions.ofIdentity(id)) {
    context.store.sessions.remove(session.id);
  }
  return empty(204);
}

/** DELETE /admin/identities/{id}/credentials/{type} */
export function deleteCredential(context: Context, request: Request, params: Params): Answer {
  const identity = context.store.identities.get(params["id"] ?? "");
  if (identity === undefined) return notFound(request);
  const type = params["type"];
  if (type !== "totp" && type !== "lookup_secret") {
    return badRequest(request, "You cannot remove the last first factor credential.");
  }
  if (identity.credentials[type] === undefined) {
    return errorAnswer(request, 404, {
      reason: `You tried to remove a ${type} but this user have no ${type} set up.`,
      message: "The requested resource could not be found",
    });
  }
  delete identity.credentials[type];
  identity.updatedAt = context.clock.micro();
  saveIdentity(context, identity);
  return empty(204);
}

/** A new identity from a request body; or what is wrong with it. */
async function identityFrom(
  context: Context,
  body: JsonTree | undefined,
): Promise<Identity | string> {
  const traits = memberOf(body, "traits");
  const fault = traitFault(traits);
  if (traits === undefined || fault !== undefined) return fault?.text ?? "traits are missing";
  const password = stringOf(passwordPath(body));
  const imported = stringOf(memberOf(passwordConfig(body), "hashed_password"));
  const hash = password === undefined ? imported : await hashPassword(context, password);
  const identity = newIdentity(context, traits);
  const wrong = changeIdentity(context, identity, body);
  if (wrong !== undefined) return wrong;
  identity.metadataPublic = rawMember(body, "metadata_public");
  identity.metadataAdmin = rawMember(body, "metadata_admin");
  if (hash !== undefined) setPassword(context, identity, hash);
  return identity;
}

/** Applies schema, state, external id and traits; returns what is wrong, if anything. */
function changeIdentity(
  context: Context,
  identity: Identity,
  body: JsonTree | undefined,
): string | undefined {
  const traits = memberOf(body, "traits");
  const fault = traitFault(traits);
  if (traits === undefined || fault !== undefined) {
    return `I[#/traits] S[#/properties/traits] ${fault?.text ?? "missing"}`;
  }
  const state = stringOf(memberOf(body, "state")) ?? "active";
  if (state !== "active" && state !== "inactive") return `unknown state "${state}"`;
  if (state !== identity.state) {
    identity.state = state;
    identity.stateChangedAt = context.clock.nano();
  }
  const externalId = stringOf(memberOf(body, "external_id"));
  if (externalId === undefined) delete identity.externalId;
  else identity.externalId = externalId;
  setTraits(context, identity, traits);
  return undefined;
}

function saved(
  context: Context,
  request: Request,
  identity: Identity,
  view: { admin: boolean; credentials: string[] },
): Answer {
  if (isTaken(context, identity)) return conflict(request);
  identity.updatedAt = context.clock.micro();
  saveIdentity(context, identity);
  return json(200, identityJson(context, identity, view));
}

/** POST and PUT leave `metadata_admin` out where it was not given. */
function adminView(identity: Identity): { admin: boolean; credentials: string[] } {
  return { admin: identity.metadataAdmin !== "null", credentials: [] };
}

function conflict(request: Request): Answer {
  return errorAnswer(request, 409, {
    reason: "This identity conflicts with another identity that already exists.",
    message: "The resource could not be created due to a conflict",
  });
}

function passwordConfig(body: JsonTree | undefined): JsonTree | undefined {
  return memberOf(memberOf(memberOf(body, "credentials"), "password"), "config");
}

function passwordPath(body: JsonTree | undefined): JsonTree | undefined {
  return memberOf(passwordConfig(body), "password");
}

function rawMember(body: JsonTree | undefined, name: string): string {
  const member = memberOf(body, name);
  return member === undefined ? "null" : treeText(member);
}
