// The key that a request presents, and the request without it.
import { headerValues } from "../core/header-lines.ts";
import { percentDecoded } from "../core/percent.ts";
import { keyCharactersMax, keyCharactersMin } from "./limits.ts";
import type { KeyRing } from "./key-ring.ts";

const bearer = /^bearer ([\w.~+/-]+=*)$/i;
const basic = /^basic ([A-Za-z\d+/]+=*)$/i;
/** What a key may consist of, wherever one stands. */
const keyLike = /[\w.~+/-]+=*/g;
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
  if (apiKeys.length > 1 || authorizations.length > 1) return undefined;
  const [apiKey] = apiKeys;
  if (apiKey !== undefined) return apiKey.length <= keyCharactersMax ? apiKey : undefined;
  const [authorization] = authorizations;
  if (authorization === undefined) return undefined;
  return bearer.exec(authorization)?.[1] ?? (basicToo ? passwordOf(authorization) : undefined);
}

/**
 * The header lines without any admin key: the server that the request is passed on to must not learn one. A line that carries a
 * key in any header and any spelling goes as a whole, and so does every line by which one could be presented here.
 */
export function withoutKeys(
  lines: readonly string[],
  keys: KeyRing,
  presented: string | undefined,
): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [name = "", value = ""] = [lines[at], lines[at + 1]];
    // Servers that hand headers on as variables read `X_Api_Key` as the same name.
    const presents = name.toLowerCase().replaceAll("_", "-") === apiKeyName;
    if (!presents && !carriesKey(value, keys, presented)) kept.push(name, value);
  }
  return kept;
}

/** Whether a key stands anywhere in a text: a header's value, or a target. Costs time in proportion to its length. */
export function carriesKey(text: string, keys: KeyRing, presented: string | undefined): boolean {
  if (text.length < keyCharactersMin) return false;
  return [text, ...decodedIn(text)].some(
    (read) =>
      (presented !== undefined && read.includes(presented)) ||
      keyLikeIn(read).some((piece) => keys.find(piece) !== undefined),
  );
}

/** Everything in a text that is long enough to be a key, with and without the signs that may pad one. */
function keyLikeIn(text: string): readonly string[] {
  return (text.match(keyLike) ?? [])
    .flatMap((piece) => (piece.endsWith("=") ? [piece, ...piece.split("=", 1)] : [piece]))
    .filter((piece) => piece.length >= keyCharactersMin && piece.length <= keyCharactersMax);
}

/** What stands encoded in a text: in percent signs, and in the base64 of basic authentication. */
function decodedIn(text: string): string[] {
  const plain = percentDecoded(text);
  const basicValue = /^\s*basic\s+([A-Za-z\d+/]+)/i.exec(text)?.[1];
  return [
    ...(plain === undefined || plain === text ? [] : [plain]),
    ...(basicValue === undefined ? [] : [Buffer.from(basicValue, "base64").toString("latin1")]),
  ];
}

function passwordOf(authorization: string): string | undefined {
  const encoded = basic.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, "base64").toString("latin1");
  const colon = decoded.indexOf(":");
  return colon < 0 ? undefined : decoded.slice(colon + 1);
}
