// One question to a server: a request, its whole answer, or in words why there is none. Never follows a redirect.
import { request, type Dispatcher } from "undici";

/** A question. */
interface Question {
  readonly url: string;
  readonly method?: "GET" | "OPTIONS";
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer. Its texts come from a stranger: nothing of them may be shown unread. */
export interface Reply {
  readonly kind: "reply";
  readonly status: number;
  /** Values by lower-case name. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
  /** Epoch milliseconds by this machine's clock. */
  readonly sentAtMs: number;
  readonly repliedAtMs: number;
}

/** No answer. `why` is a clause made of fixed words and the system's code. */
export interface Silence {
  readonly kind: "silence";
  readonly why: string;
}

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

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "its host name is not known",
  EAI_AGAIN: "its host name could not be looked up",
  EHOSTUNREACH: "its network cannot be reached",
  ENETUNREACH: "its network cannot be reached",
  ECONNRESET: "it closed the connection",
  UND_ERR_SOCKET: "it closed the connection",
  UND_ERR_CONNECT_TIMEOUT: "it could not be reached in time",
  EPROTO: "it does not speak TLS; check whether the URL must begin with http: instead of https:",
  ERR_SSL_WRONG_VERSION_NUMBER:
    "it does not speak TLS; check whether the URL must begin with http: instead of https:",
  ERR_SSL_PACKET_LENGTH_TOO_LONG:
    "it does not speak TLS; check whether the URL must begin with http: instead of https:",
};

/** Why there was no answer, from the error's code alone: messages may quote what was sent. */
function silenceOf(error: unknown, waitMs: number): string {
  if (!(error instanceof Error)) return "the call failed";
  if (error.name === "TimeoutError") return `it did not answer within ${waitMs / 1_000}s`;
  if (error.name === "AbortError") return "the examination was interrupted";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (!/^[A-Z][A-Z\d_]{1,63}$/u.test(code)) return "the call failed";
  const reason = reasons[code];
  if (reason !== undefined) return reason;
  if (code.startsWith("HPE_")) return `it does not speak HTTP (${code})`;
  return /CERT|SIGNATURE|SELF_SIGNED|ALTNAME/u.test(code)
    ? `its TLS certificate is not accepted (${code})`
    : `the call failed (${code})`;
}
