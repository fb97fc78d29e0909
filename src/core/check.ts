// Whether a request is a check that may be answered from the store.
import {
  presentedCredentials,
  type Ambiguity,
  type OpaqueAuthorization,
  type RawCredential,
} from "./credential.ts";
import type { Directives } from "./directives.ts";
import { requestIdCharactersMax } from "./error-body.ts";
import type { RequestHead } from "./head.ts";
import { anonymousKey, checkKey, type CheckKey, type DigestText } from "./key.ts";
import type { Limits } from "./limits.ts";
import { percentDecoded } from "./percent.ts";
import type { ProjectSettings } from "./settings.ts";
import { requestedTemplate } from "./tokenized.ts";

/** Where the origin answers checks. */
export const whoamiPath = "/sessions/whoami";

/** Why a request for whoami is forwarded as it came. `Cache-Status` gives it as `detail`. */
export type BypassReason =
  | Ambiguity
  | "method"
  | "body"
  | "tokenize"
  | "tokens-off"
  | "cookies-unknown"
  | "cookies-other"
  | "authorization-alone"
  | "origin-malformed"
  | "origins-many"
  | "connection"
  | "expect"
  | "absolute-form"
  | "request-id-large"
  | "no-store"
  /** The feature is off, and a gateway asks for a decision. */
  | "off";

/** A request that may be answered from the store. */
export interface CacheableCheck extends CheckKey {
  readonly method: "GET" | "HEAD";
  /** What the canonical upstream request presents. */
  readonly presented: readonly RawCredential[];
  /** An `Authorization` that is not a session credential. It is part of the key and is sent to the origin. */
  readonly opaque?: OpaqueAuthorization | undefined;
  readonly origin: string | undefined;
  /** The tokenizer template that it asks for. It is part of the key and is sent to the origin. */
  readonly template?: string | undefined;
}

/** How the edge treats a request for whoami. */
export type Classified =
  | { readonly kind: "check"; readonly check: CacheableCheck }
  | { readonly kind: "bypass"; readonly why: BypassReason };

/** The parts of a request that classifying looks at. */
export interface WhoamiRequest {
  readonly method: string;
  readonly target: string;
  readonly hasBody: boolean;
  readonly absoluteForm: boolean;
  readonly head: RequestHead;
}

/** What the edge has learnt about the project while it runs. */
export interface ProjectKnowledge {
  /** Whether a recent 200 confirmed that the configured cookie name is the origin's. */
  readonly cookieNameConfirmed: boolean;
}

/**
 * Whether the raw path is exactly the base path and whoami, without percent-encoding, an extra slash or another case.
 */
export function isWhoami(target: string, basePath: string): boolean {
  const length = basePath.length + whoamiPath.length;
  if (target.length !== length && target.charCodeAt(length) !== 0x3f) return false;
  return target.startsWith(basePath) && target.startsWith(whoamiPath, basePath.length);
}

/** Classifies a request for whoami (`isWhoami` holds). Anything unusual is forwarded and never stored. */
export function classifyWhoami(
  request: WhoamiRequest,
  directives: Directives,
  settings: ProjectSettings,
  knowledge: ProjectKnowledge,
  limits: Limits,
  digest: DigestText,
): Classified {
  const { method, head } = request;
  if (method !== "GET" && method !== "HEAD") return bypass("method");
  if (request.hasBody) return bypass("body");
  if (request.absoluteForm) return bypass("absolute-form");
  if (head.nominates) return bypass("connection");
  if (head.expects) return bypass("expect");
  const template = requestedTemplate(request.target, settings.tokenizeTemplates);
  if (template === undefined && mayTokenize(request.target)) return bypass("tokenize");
  if ((head.requestId?.length ?? 0) > requestIdCharactersMax) return bypass("request-id-large");
  const origin = head.origin;
  if (head.originLines > 1) return bypass("origin-malformed");
  if (origin !== undefined && !isKeyableOrigin(origin, limits)) return bypass("origin-malformed");

  const presented = presentedCredentials(head, settings.cookieName, limits);
  switch (presented.kind) {
    case "ambiguous":
      return bypass(presented.why);
    case "none": {
      // There is no session to make a token from, so the origin's refusal is passed on.
      if (template !== undefined) return bypass("tokenize");
      if (presented.opaque !== undefined) return bypass("authorization-alone");
      if (presented.otherCookies) {
        if (!knowledge.cookieNameConfirmed) return bypass("cookies-unknown");
        // A forced check gets the origin's answer to all its cookies, because the name may have changed just now.
        if (directives.forced && !directives.onlyIfCached) return bypass("cookies-other");
      }
      const key = anonymousKey(settings.project, origin);
      return { kind: "check", check: { ...key, method, presented: [], origin } };
    }
    case "credentials": {
      const { credentials, opaque } = presented;
      if (!settings.sessionTokens && needsTokens(credentials)) return bypass("tokens-off");
      const key = checkKey(settings.project, credentials, origin, digest, opaque, template);
      return {
        kind: "check",
        check: {
          key: key.key,
          credentials: key.credentials,
          method,
          presented: credentials,
          opaque,
          origin,
          template,
        },
      };
    }
    default:
      return presented satisfies never;
  }
}

/**
 * Whether these credentials are cached only with `sessionTokens`. A bearer token beside a session cookie belongs to the
 * application and does not count.
 */
function needsTokens([first, ...more]: readonly RawCredential[]): boolean {
  return first?.header !== "cookie" || more.some(({ header }) => header === "x-session-token");
}

/**
 * Whether an answer accepts a check. A 200 to another method proves nothing, because a proxy in front of the origin may
 * answer preflights with one.
 */
export function acceptsCheck(method: string, status: number): boolean {
  return status === 200 && (method === "GET" || method === "HEAD");
}

/**
 * Whether a request carries cookies, but neither the session cookie nor a token. A 200 to it contradicts the cookie's
 * name.
 */
export function lacksSessionCookie(head: RequestHead, cookieName: string, limits: Limits): boolean {
  const presented = presentedCredentials(head, cookieName, limits);
  return presented.kind === "none" && presented.otherCookies;
}

function bypass(why: BypassReason): Classified {
  return { kind: "bypass", why };
}

/**
 * Whether a target is whoami for a request that asks for no token, or for one of a listed template. The origin ignores
 * the rest of its query.
 */
export function isPlainWhoami(target: string, settings: ProjectSettings): boolean {
  if (!isWhoami(target, settings.basePath)) return false;
  return (
    !mayTokenize(target) || requestedTemplate(target, settings.tokenizeTemplates) !== undefined
  );
}

/** Whether an `Origin` may be a part of a key: visible ASCII, and not too long. */
export function isKeyableOrigin(origin: string, limits: Limits): boolean {
  return origin.length <= limits.originHeaderBytesMax && /^[\x21-\x7e]+$/.test(origin);
}

/** Whether the query asks for tokenization in any spelling that the origin might understand. */
function mayTokenize(target: string): boolean {
  const mark = target.indexOf("?");
  if (mark === -1 || mark === target.length - 1) return false;
  const query = target.slice(mark + 1);
  if (query.includes(";")) return true;
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    const name = percentDecoded(equals === -1 ? pair : pair.slice(0, equals));
    if (name === undefined || name.toLowerCase() === "tokenize_as") return true;
  }
  return false;
}
