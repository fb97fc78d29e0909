// `return_to`: where a browser goes after a flow, if the configuration allows that URL.

import type { Context } from "../context.ts";
import { uiUrl } from "../context.ts";
import type { Answer } from "../http/answer.ts";
import { badRequest, errorAnswer } from "../http/errors.ts";
import { queryValue, type Request } from "../http/request.ts";

/** What a request says about `return_to`: an allowed URL or none, or the answer that refuses it. */
export type ReturnUrl =
  | { readonly kind: "allowed"; readonly url: string | undefined }
  | { readonly kind: "refused"; readonly answer: Answer };

/**
 * Reads `return_to` as Kratos does: the scheme, the host and the start of the path must be those of one of
 * `allowedReturnUrls`, or of the server's own self-service flows (x/redir/secure_redirect.go).
 */
export function readReturnUrl(context: Context, request: Request): ReturnUrl {
  const given = queryValue(request, "return_to");
  if (given === "") return { kind: "allowed", url: undefined };
  const base = uiUrl(context, "");
  if (!URL.canParse(given, base)) {
    const answer = badRequest(request, "Unable to parse the return_to query parameter as an URL.");
    return { kind: "refused", answer };
  }
  const wanted = new URL(given, base);
  const allowed = [...context.config.allowedReturnUrls, `${context.publicBase()}/self-service`];
  if (allowed.some((one) => isBelow(wanted, new URL(one)))) {
    return { kind: "allowed", url: wanted.href };
  }
  const answer = errorAnswer(request, 400, {
    id: "self_service_flow_return_to_forbidden",
    reason: `Requested return_to URL "${wanted.href}" is not allowed.`,
    message: "The request was malformed or contained invalid parameters",
  });
  return { kind: "refused", answer };
}

/** `url` with `return_to` added, if there is one. */
export function passReturnUrl(url: string, returnTo: string | undefined): string {
  if (returnTo === undefined) return url;
  return `${url}${url.includes("?") ? "&" : "?"}return_to=${encodeURIComponent(returnTo)}`;
}

function isBelow(wanted: URL, allowed: URL): boolean {
  return wanted.origin === allowed.origin && wanted.pathname.startsWith(allowed.pathname);
}
