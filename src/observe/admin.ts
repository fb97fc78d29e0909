// What operators ask of an edge: whether it lives and is ready, and its metrics.
import { errorAnswer } from "../edge/errors.ts";
import type { EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import type { Exposition } from "./metrics/metrics.ts";

/** Where the answers come from. */
export interface OperatorParts {
  /** What keeps the edge from being ready, by the part's name; nothing means ready. */
  readonly unready: () => Readonly<Record<string, string>>;
  readonly scrape: () => Promise<Exposition>;
  /** Called for a scrape that failed. */
  readonly failed: (error: unknown) => void;
}

/** Answers to operators. The listener has looked at path prefix, method and key. */
export interface OperatorAnswers {
  /** Answers `/health/alive` and `/health/ready` as Ory's servers do; undefined for other paths. */
  health(request: EdgeRequest): EdgeAnswer | undefined;
  /** Answers a scrape. */
  metrics(request: EdgeRequest): Promise<EdgeAnswer>;
}

const encoder = new TextEncoder();

/** Makes the answers. */
export function createOperatorAnswers(parts: OperatorParts): OperatorAnswers {
  return {
    health({ method, target }) {
      const path = target.replace(/\?.*$/su, "");
      if (path === "/health/alive") return json(method, 200, { status: "ok" });
      if (path !== "/health/ready") return undefined;
      const errors = parts.unready();
      return Object.keys(errors).length === 0
        ? json(method, 200, { status: "ok" })
        : json(method, 503, { errors });
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
