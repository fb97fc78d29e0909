// Signing in to the Console: an API key is exchanged for a cookie, and the key is not stored.
import type { Context, Hono } from "hono";
import { z } from "@hono/zod-openapi";
import { secureConsoleCookie } from "../../core/console-cookie.ts";
import { auditRecord } from "../audit.ts";
import type { Attempts } from "../access/attempts.ts";
import { actorOf, type Caller, type Callers } from "../access/callers.ts";
import { cookieNameFor, signInIds, type Door } from "../access/door.ts";
import { signInBodyBytesMax } from "../limits.ts";
import type { Refusals } from "../access/refusals.ts";
import type { Addressing } from "../projects/addressing.ts";
import type { SignIn, SignIns } from "../access/sign-ins.ts";
import type { AuditRecord } from "../storage.ts";
import { isJsonType, json, jsonIn, refusalResponse, type ServeBindings } from "./serve.ts";

/** What signing in needs. */
export interface SignInParts {
  readonly callers: Callers;
  readonly signIns: SignIns;
  readonly door: Door;
  readonly attempts: Attempts;
  readonly refusals: Refusals;
  readonly addressing: Addressing;
  readonly edgeUrl: () => string | undefined;
  readonly version: string;
  readonly nowMs: () => number;
}

type SignInContext = Context<{ Bindings: ServeBindings }>;

const bodySchema = z.strictObject({ key: z.string().min(1).max(512) });

/** Where the Console signs in and out. */
export const signInPath = "/console/api/session";

/** Adds `POST`, `GET` and `DELETE` for that path. */
export function addSignInRoutes(app: Hono<{ Bindings: ServeBindings }>, parts: SignInParts): void {
  app.post(signInPath, (context) => signIn(context, parts));
  app.get(signInPath, (context) => whoIsIn(context, parts));
  app.delete(signInPath, (context) => signOut(context, parts));
}

async function signIn(context: SignInContext, parts: SignInParts): Promise<Response> {
  const type = context.req.header("content-type") ?? "";
  if (!isJsonType(type)) {
    return refusalResponse(context, { error: "control_content_type_refused" });
  }
  const key = await presentedKey(context);
  const caller = key === undefined ? undefined : await parts.callers.byKey(key);
  if (caller === undefined) return wrongKey(context, parts);
  const audit = lineOf(caller, "sign-in", parts);
  const begun = await parts.signIns.begin(caller.key.id, signInIds(header(context)), audit);
  // The key was revoked while this request was under way.
  if (begun === undefined) return refusalResponse(context, { error: "control_key_required" });
  const { id, signIn: made } = begun;
  return json(200, view(caller, made, parts), { "Set-Cookie": cookie(context, id) });
}

/** Refuses a wrong key. A valid key never has to wait, because a look-up costs as little as counting wrong keys. */
async function wrongKey(context: SignInContext, parts: SignInParts): Promise<Response> {
  const { peer } = context.env;
  const waitSeconds = parts.attempts.waitSeconds(peer);
  parts.attempts.failed(peer);
  const error = waitSeconds === undefined ? "control_key_required" : "control_sign_in_limited";
  const subject = `POST ${signInPath}`;
  await parts.refusals.note({ peer, caller: undefined, projectId: undefined, subject, error });
  const headers = waitSeconds === undefined ? {} : { "Retry-After": String(waitSeconds) };
  return refusalResponse(context, { error, headers });
}

async function presentedKey(context: SignInContext): Promise<string | undefined> {
  const read = await context.env.readBody(signInBodyBytesMax);
  if (read.kind === "large") return undefined;
  const body = bodySchema.safeParse(jsonIn(read.text)?.value);
  return body.success ? body.data.key.trim() : undefined;
}

async function whoIsIn(context: SignInContext, parts: SignInParts): Promise<Response> {
  const entered = await current(context, parts);
  return entered === undefined
    ? refusalResponse(context, { error: "control_key_required" })
    : json(200, view(entered.caller, entered.signIn, parts));
}

async function current(
  context: SignInContext,
  { signIns, callers }: SignInParts,
): Promise<{ readonly caller: Caller; readonly signIn: SignIn } | undefined> {
  const found = await signIns.only(signInIds(header(context)));
  const caller = found === undefined ? undefined : await callers.bySignIn(found.keyId);
  return caller === undefined || found === undefined ? undefined : { caller, signIn: found };
}

async function signOut(context: SignInContext, parts: SignInParts): Promise<Response> {
  const entered = await parts.door.enter({
    method: context.req.method,
    header: header(context),
    byConsole: true,
  });
  if (entered.kind === "refused") return refusalResponse(context, entered.refusal);
  const audit = lineOf(entered.caller, "sign-in.end", parts);
  await parts.signIns.end(signInIds(header(context)), audit);
  const gone = `${cookie(context, "")}; Max-Age=0`;
  return new Response(null, {
    status: 204,
    headers: { "Set-Cookie": gone, "Cache-Control": "no-store" },
  });
}

/** The line of the audit log for a sign-in that begins or ends. */
function lineOf(
  caller: Caller,
  action: "sign-in" | "sign-in.end",
  { nowMs }: SignInParts,
): AuditRecord {
  const about = { projectId: caller.key.projectId, subject: caller.key.name };
  return auditRecord(nowMs(), actorOf(caller), action, about);
}

/**
 * Over TLS the cookie's name has the prefix that binds it to this host, which demands the root path. Without TLS it has no
 * path, so the browser sends it only to the Console's API, whatever prefix a proxy has put before that.
 */
function cookie(context: SignInContext, id: string): string {
  // If a client lies about TLS, its browser does not accept the cookie.
  const name = cookieNameFor(header(context));
  const secure = name === secureConsoleCookie ? "; Path=/; Secure" : "";
  return `${name}=${id}; HttpOnly; SameSite=Strict${secure}`;
}

function header(context: SignInContext): (name: string) => string | undefined {
  return (name) => context.req.header(name);
}

function view(caller: Caller, { csrfToken }: SignIn, parts: SignInParts): unknown {
  const { id, name, scopes, projectId } = caller.key;
  return {
    csrf_token: csrfToken,
    key: { id, name, scopes, project_id: projectId ?? null },
    version: parts.version,
    edge: { url: parts.edgeUrl() ?? null, projects_domain: parts.addressing.projectsDomain },
  };
}
