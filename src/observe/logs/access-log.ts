// The access log: one line for each request at the public listener, if the operator asks for it. It has no query, no
// header of the client but its address and host, and no body, so it has no credential.
import { clientAddress, type ProxyTrust } from "../../core/forwarding.ts";
import { headerValues } from "../../core/header-lines.ts";
import type { EdgeAnswer, EdgeRequest } from "../../edge/ports.ts";
import { cacheStatusOf } from "../cache-status.ts";
import { bounded, shownPath } from "../path.ts";
import { createLogger } from "./logs.ts";

/** Answers a request. */
type Answers = (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;

/** The parts of an access log. */
export interface AccessLogParts {
  /** The edge's name in `Cache-Status`. */
  readonly name: string;
  readonly write: (line: string) => void;
  /** Members of each line. */
  readonly base: Readonly<Record<string, unknown>>;
  /** Which peers may say who the client is. */
  readonly trust: ProxyTrust;
  /** The project that a request is for. Undefined if none has its host. */
  readonly projectOf: (request: EdgeRequest) => string | undefined;
  /** Milliseconds of the edge's clock. */
  readonly nowMs: () => number;
}

/**
 * Returns a function that makes an answering function write a line for each answer. The line is written when the
 * answer's head is known. Lines are written whatever the level of the log is.
 */
export function createAccessLog(parts: AccessLogParts): (answers: Answers) => Answers {
  const log = createLogger("info", parts.write, parts.base);
  const note = (request: EdgeRequest, answer: EdgeAnswer, startedAtMs: number): EdgeAnswer => {
    log.info(lineOf(parts, request, answer, startedAtMs), "request");
    return answer;
  };
  return (answers) => (request) => {
    const startedAtMs = parts.nowMs();
    const answer = answers(request);
    // A hit must be taken at once, so it gets no promise here either.
    return answer instanceof Promise
      ? answer.then((later) => note(request, later, startedAtMs))
      : note(request, answer, startedAtMs);
  };
}

function lineOf(
  { name, trust, projectOf, nowMs }: AccessLogParts,
  request: EdgeRequest,
  answer: EdgeAnswer,
  startedAtMs: number,
) {
  const { method, target, headers, peer } = request;
  const [host] = headerValues(headers, "host");
  return {
    kind: "access",
    project: projectOf(request),
    client: peer === undefined ? undefined : clientAddress(headers, peer.address, trust),
    host: host === undefined ? undefined : bounded(host),
    method: bounded(method),
    path: shownPath(target),
    status: answer.status,
    cache: cacheStatusOf(answer, name),
    bytes: bytesOf(answer),
    durationMs: nowMs() - startedAtMs,
  };
}

/** The bytes of the body, as far as they are known with the head. */
function bytesOf({ prepared, body, headers }: EdgeAnswer): number | undefined {
  if (prepared !== undefined) return prepared.bodyBytes;
  if (body === undefined) return 0;
  if (body instanceof Uint8Array) return body.byteLength;
  const [length = ""] = headerValues(headers, "content-length");
  return /^\d{1,15}$/u.test(length) ? Number(length) : undefined;
}
