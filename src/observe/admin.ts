// What operators ask of an edge: whether it lives and is ready, and its metrics.
import { errorAnswer } from "../edge/errors.ts";
import type { EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import { createHealth, type Unready } from "./health.ts";
import type { Exposition } from "./metrics/metrics.ts";

/** Where the answers come from. */
export interface OperatorParts {
  /** Asked each time that readiness is. */
  readonly unready: () => Unready;
  /** Why answers are kept for a shorter time than usual, if they are. Asked each time that readiness is. */
  readonly degraded?: (() => string | undefined) | undefined;
  readonly scrape: () => Promise<Exposition>;
  /** Called for a scrape that failed. */
  readonly failed: (error: unknown) => void;
}

/** Answers to operators. The listener has looked at path prefix, method and key. */
export interface OperatorAnswers {
  /** Answers a path of health; undefined for other paths. */
  health(request: EdgeRequest): Promise<EdgeAnswer | undefined>;
  /** Answers a scrape. */
  metrics(request: EdgeRequest): Promise<EdgeAnswer>;
}

const encoder = new TextEncoder();

/** Makes the answers. */
export function createOperatorAnswers(parts: OperatorParts): OperatorAnswers {
  const health = createHealth(parts.unready, parts.degraded);
  return {
    async health({ method, target }) {
      const reply = await health(target.replace(/\?.*$/su, ""));
      return reply === undefined ? undefined : json(method, reply.status, reply.content);
    },
    async metrics({ method }) {
      try {
        const { contentType, text } = await parts.scrape();
        return answer(method, 200, contentType, text);
      } catch (error) {
        parts.failed(error);
        return errorAnswer("edge_failed", method);
      }
    },
  };
}

function json(method: string, status: number, content: unknown): EdgeAnswer {
  return answer(method, status, "application/json; charset=utf-8", `${JSON.stringify(content)}\n`);
}

function answer(method: string, status: number, contentType: string, text: string): EdgeAnswer {
  const body = encoder.encode(text);
  const headers = [
    "Cache-Control",
    "no-store",
    "Content-Type",
    contentType,
    "Content-Length",
    String(body.byteLength),
  ];
  return { status, headers, body: method === "HEAD" ? undefined : body };
}
