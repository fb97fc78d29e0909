// One question to a server: a request, its whole answer, or in words why there is none. Never follows a redirect.
import { callFailureWords } from "../core/health/call-failure.ts";
import type { SeenReply, Silence } from "../core/health/whoami-seen.ts";
import { request, type Dispatcher } from "undici";

/** A question. */
interface Question {
  readonly url: string;
  readonly method?: "GET" | "OPTIONS";
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer. Its texts come from a stranger: nothing of them may be shown unread. */
export type Reply = SeenReply;

/** Asks a server. Never throws. */
export type Ask = (question: Question) => Promise<Reply | Silence>;

/** What asking needs. */
export interface AskParts {
  /** Time for one whole answer. */
  readonly waitMs: number;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
  readonly dispatcher?: Dispatcher;
}

const bodyBytesMax = 2 * 1_024 * 1_024;

/** A way to ask. */
export function createAsk({ waitMs, signal, nowMs, dispatcher }: AskParts): Ask {
  return async ({ url, method = "GET", headers = {} }) => {
    const sentAtMs = nowMs();
    try {
      const answer = await request(url, {
        method,
        headers: { Accept: "application/json", "User-Agent": "edge-sessions-doctor", ...headers },
        signal: AbortSignal.any([signal, AbortSignal.timeout(waitMs)]),
        ...(dispatcher === undefined ? {} : { dispatcher }),
      });
      const repliedAtMs = nowMs();
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of answer.body) {
        const piece: unknown = chunk;
        if (!Buffer.isBuffer(piece)) continue;
        bytes += piece.byteLength;
        // Leaving the loop closes the connection; so long an answer is none that is looked for.
        if (bytes > bodyBytesMax) return { kind: "silence", why: "its answer is too long" };
        chunks.push(piece);
      }
      return {
        kind: "reply",
        status: answer.statusCode,
        headers: new Map(
          Object.entries(answer.headers).map(([name, value]) => [
            name.toLowerCase(),
            listOf(value),
          ]),
        ),
        text: Buffer.concat(chunks).toString("utf8"),
        sentAtMs,
        repliedAtMs,
      };
    } catch (error) {
      return { kind: "silence", why: silenceOf(error, waitMs) };
    }
  };
}

function listOf(value: string | string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** Why there was no answer, from the error's code alone: messages may quote what was sent. */
function silenceOf(error: unknown, waitMs: number): string {
  if (!(error instanceof Error)) return "the call failed";
  if (error.name === "TimeoutError") return `it did not answer within ${waitMs / 1_000}s`;
  if (error.name === "AbortError") return "the examination was interrupted";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return callFailureWords(code);
}
