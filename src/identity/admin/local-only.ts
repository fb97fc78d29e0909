// The admin API asks for no key, so it answers programs of this machine alone. A browser on it can be led here too: by a
// page whose own host was given this machine's address, or by a form of another site.
import { errorAnswer } from "../http/errors.ts";
import type { Answer } from "../http/answer.ts";
import { headerLines, type Request } from "../http/request.ts";

const local = /^(?:(?:[^/]+\.)?localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])(?::\d*)?$/i;

/** The refusal of a request that a page of another site may have caused; undefined for any other. */
export function refusedFromElsewhere(request: Request): Answer | undefined {
  const hosts = headerLines(request.headers, "host");
  const origins = headerLines(request.headers, "origin").map((origin) =>
    origin.replace(/^https?:\/\//i, ""),
  );
  if ([...hosts, ...origins].every((host) => local.test(host))) return undefined;
  const message = "The admin API answers only requests for this machine's own names";
  return errorAnswer(request, 403, { message });
}
