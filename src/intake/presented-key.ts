// The key that a request presents, and the request without it.
import { headerValues } from "../core/header-lines.ts";
import type { KeyRing } from "./key-ring.ts";

const bearer = /^bearer ([\w.~+/-]+=*)$/i;
const basic = /^basic ([A-Za-z\d+/]+=*)$/i;
const apiKeyName = "x-api-key";
const authorizationName = "authorization";

/**
 * The presented key: `X-Api-Key`, or without one `Authorization: Bearer`. A header twice presents nothing.
 * `basicToo` takes a key as the password of basic authentication: senders of hooks that can be given a URL alone send it
 * so. Browsers add it to other sites' forms by themselves, so only paths that demand JSON may take it.
 */
export function presentedKey(headers: readonly string[], basicToo: boolean): string | undefined {
  const apiKeys = headerValues(headers, apiKeyName);
  const authorizations = headerValues(headers, authorizationName);
  if (apiKeys.length > 0) return apiKeys.length === 1 ? apiKeys[0] : undefined;
  const [authorization] = authorizations;
  if (authorization === undefined || authorizations.length > 1) return undefined;
  return bearer.exec(authorization)?.[1] ?? (basicToo ? passwordOf(authorization) : undefined);
}

/** The header lines without any admin key: whoever the request is passed on to must not learn one. */
export function withoutKeys(lines: readonly string[], keys: KeyRing): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [name = "", value = ""] = lines.slice(at, at + 2);
    const lowerName = name.toLowerCase();
    const holdsKey =
      lowerName === apiKeyName || (lowerName === authorizationName && carriesKey(value, keys));
    if (!holdsKey) kept.push(name, value);
  }
  return kept;
}

function carriesKey(authorization: string, keys: KeyRing): boolean {
  const candidates = [authorization, bearer.exec(authorization)?.[1], passwordOf(authorization)];
  return candidates.some((text) => text !== undefined && keys.find(text) !== undefined);
}

function passwordOf(authorization: string): string | undefined {
  const encoded = basic.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, "base64").toString("latin1");
  const colon = decoded.indexOf(":");
  return colon < 0 ? undefined : decoded.slice(colon + 1);
}
