// Where a browser that was sent to sign-in comes back to: the URL that it asked the gateway for. Only a trusted proxy may
// say what that was, and only URLs below those of the policy are used, so no link can lead elsewhere (an open redirect).
import { headerValues } from "../header-lines.ts";
import { returnUrlCharactersMax } from "../limits.ts";

/**
 * The URL that the browser asked the gateway for, as a trusted proxy states it: `X-Original-URL` (ingress-nginx), or
 * `X-Forwarded-Proto`, `-Host` and `-Uri` (Traefik, Caddy, nginx), or instead of the last one what follows the policy in the
 * path (Envoy). Undefined if it is not stated, stated twice, or malformed.
 */
export function originalUrl(lines: readonly string[], pathAfterPolicy: string): string | undefined {
  const whole = headerValues(lines, "x-original-url");
  if (whole.length > 0) return whole.length === 1 ? whole[0] : undefined;
  const [proto, host] = [only(lines, "x-forwarded-proto"), only(lines, "x-forwarded-host")];
  const uris = headerValues(lines, "x-forwarded-uri");
  if (proto === undefined || host === undefined || uris.length > 1) return undefined;
  const uri = uris[0] ?? pathAfterPolicy;
  return `${proto}://${host}${uri === "" ? "/" : uri}`;
}

function only(lines: readonly string[], name: string): string | undefined {
  const values = headerValues(lines, name);
  return values.length === 1 ? values[0] : undefined;
}

/** A URL in the one form in which they are compared. No user information, no fragment, and a path without detours. */
interface PlainUrl {
  /** Scheme, host and port. */
  readonly site: string;
  readonly path: string;
}

/** Path and query consist of what RFC 3986 allows in them, and brackets. A browser rewrites anything else. */
const urlForm =
  /^(https?):\/\/([a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])(?::(\d{1,5}))?(\/[!$-;=@A-Z[\]_~]*)?(\?[!$-;=?@A-Z[\]_~]*)?$/i;

const usualPorts: Readonly<Record<string, string>> = { http: "80", https: "443" };

/** Reads a URL. Undefined if it is malformed, or if a browser could understand it in another way. */
function readPlainUrl(url: string): PlainUrl | undefined {
  if (url.length > returnUrlCharactersMax) return undefined;
  const parts = urlForm.exec(url);
  if (parts === null) return undefined;
  const scheme = (parts[1] ?? "").toLowerCase();
  const path = parts[4] ?? "/";
  // Browsers resolve dot segments, also encoded ones, and so would lead out of the path that was compared.
  if (/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path)) return undefined;
  const port = parts[3] ?? usualPorts[scheme] ?? "";
  return { site: `${scheme}://${(parts[2] ?? "").toLowerCase()}:${port}`, path };
}

/**
 * Whether a browser may be sent back to a URL: it has scheme, host and port of one of the allowed URLs, and its path is
 * that one or below it.
 */
export function isReturnUrl(url: string, allowed: readonly string[]): boolean {
  const asked = readPlainUrl(url);
  if (asked === undefined) return false;
  return allowed.some((one) => {
    const base = readPlainUrl(one);
    return base !== undefined && base.site === asked.site && isBelow(asked.path, base.path);
  });
}

function isBelow(path: string, base: string): boolean {
  if (path === base) return true;
  return path.startsWith(base.endsWith("/") ? base : `${base}/`);
}
