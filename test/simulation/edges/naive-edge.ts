// A cache as one writes it in an afternoon: answers of 200 kept for a minute under the session cookie. The judge must object to it.
import { type EdgeAnswer, OriginBodyError } from "../../../src/edge/ports.ts";
import { headerOf } from "../history.ts";
import { textOf } from "../origin/body.ts";
import type { MakeEdge } from "./edge-under-test.ts";
import { failed, passed } from "./forwarding-edge.ts";

interface Kept {
  readonly answer: EdgeAnswer;
  readonly untilMs: number;
}

/** An edge that keeps every good answer for a minute, whatever happens. */
export const naiveEdge: MakeEdge = (parts) => {
  const kept = new Map<string, Kept>();
  return {
    async handle(request) {
      const cookie = headerOf(request.headers, "cookie") ?? "";
      const check = request.target.includes("/sessions/whoami") && request.method === "GET";
      const found = kept.get(cookie);
      if (check && found !== undefined && found.untilMs > parts.clock.nowMs()) return found.answer;
      const sent = passed(request, parts.settings.basePath, parts.forwardTimeoutMs);
      const outcome = await parts.origin.send(
        check ? { ...sent, headers: own(sent.headers) } : sent,
      );
      if (outcome.kind === "failure") return failed(outcome.failure.kind === "timeout" ? 504 : 502);
      const { status, headers, body } = outcome.answer;
      if (!check || status !== 200) return { status, headers, body };
      try {
        const answer = { status, headers, body: Buffer.from(await textOf(body), "latin1") };
        kept.set(cookie, { answer, untilMs: parts.clock.nowMs() + 60_000 });
        return answer;
      } catch (error) {
        if (error instanceof OriginBodyError) return failed(502);
        throw error;
      }
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    applySettings() {
      kept.clear();
    },
  };
};

/** Without the mark of the client, as a call of the edge's own. */
function own(headers: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? "";
    if (["cookie", "x-session-token", "authorization", "origin"].includes(name.toLowerCase())) {
      out.push(name, headers[index + 1] ?? "");
    }
  }
  return out;
}
