// Answers the services that verify signed sessions: the public keys of the project.
import { cacheForbidden } from "../../core/cache-control.ts";
import { isHeadAlone } from "../../core/framing.ts";
import { hasSignedSessions, isKeySetTarget, readsTokens } from "../../core/tokens/token-paths.ts";
import { keySetMaxAgeSeconds } from "../../core/tokens/token-limits.ts";
import type { EdgeContext } from "../context.ts";
import { errorAnswer } from "../errors.ts";
import type { EdgeAnswer, EdgeRequest } from "../ports.ts";

const encoder = new TextEncoder();

/**
 * Answers a request for the key set. Undefined if the request is for something else, or if the project signs no sessions.
 * An empty set may not be cached, so that services find the first key at once.
 */
export function answerKeySet(
  { ports, settings }: EdgeContext,
  { method, target }: EdgeRequest,
): EdgeAnswer | undefined {
  const { basePath, policies, project } = settings;
  if (!isKeySetTarget(target, basePath) || !hasSignedSessions(policies)) return undefined;
  if (!readsTokens(method)) {
    const refused = errorAnswer("edge_method_not_allowed", method);
    return { ...refused, headers: [...refused.headers, "Allow", "GET, HEAD"] };
  }
  const { text, keys } = ports.signer?.keySet(project) ?? { text: '{"keys":[]}\n', keys: 0 };
  const body = encoder.encode(text);
  const headers = [
    "Cache-Control",
    keys === 0 ? cacheForbidden : `public, max-age=${keySetMaxAgeSeconds}`,
    "Content-Type",
    "application/json; charset=utf-8",
    "Content-Length",
    String(body.byteLength),
  ];
  return { status: 200, headers, body: isHeadAlone(method) ? undefined : body };
}
