// The simplest lawful edge: it passes everything through and stores nothing. The judge must have no objection to it.
import type { EdgeAnswer, EdgeRequest, OriginRequest } from "../../../src/edge/ports.ts";
import type { MakeEdge } from "./edge-under-test.ts";

/** An edge that forwards every request. */
export const forwardingEdge: MakeEdge = (parts) => {
  let basePath = parts.settings.basePath;
  return {
    async handle(request) {
      const outcome = await parts.origin.send(passed(request, basePath, parts.forwardTimeoutMs));
      if (outcome.kind === "answer") {
        const { status, headers, body } = outcome.answer;
        return { status, headers, body };
      }
      return failed(outcome.failure.kind === "timeout" ? 504 : 502);
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    applySettings(settings) {
      ({ basePath } = settings);
    },
  };
};

/** The request as the origin should see it. */
export function passed(request: EdgeRequest, basePath: string, waitMs: number): OriginRequest {
  return {
    method: request.method,
    target: request.target.slice(basePath.length),
    headers: request.headers,
    body: request.body,
    bodyBytes: undefined,
    headWaitMs: waitMs,
    totalWaitMs: undefined,
    purpose: "forwarded",
    signal: undefined,
  };
}

/** An error of the edge's own. */
export function failed(status: 502 | 504): EdgeAnswer {
  const id = status === 504 ? "edge_origin_timeout" : "edge_origin_unreachable";
  const body = Buffer.from(`{"error":{"code":${status},"id":"${id}"}}\n`);
  return { status, headers: ["Content-Type", "application/json"], body };
}
