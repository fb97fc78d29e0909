// The HTTP client of the control plane: one question, one answer, whatever came of it as a value.
import { readReply, type Reply } from "./reply.ts";

/** Which control plane, by which key, how patiently. */
export interface ControlAccess {
  /** Without trailing slash. */
  readonly url: string;
  readonly key: string;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** One question. */
interface Question {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Begins with a slash. Values in it must be safe in a path. */
  readonly path: string;
  readonly body?: unknown;
  /** Only if the project still has this revision. */
  readonly ifRevision?: number | undefined;
}

/** Asks the control plane. Never rejects for what a server or a network does. */
export type Ask = (question: Question) => Promise<Reply>;

/** No answer of the API comes near: a thousand projects are less than 1 MB. */
const answerBytesMax = 16 * 1_024 * 1_024;

/** The key stands in the Authorization header and nowhere else: also where a server echoes it, it is taken out. */
export function createAsk({ url, key, waitMs, signal }: ControlAccess): Ask {
  return async ({ method, path, body, ifRevision }) => {
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${key}`,
          Accept: "application/json",
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...(ifRevision === undefined ? {} : { "If-Match": `"${ifRevision}"` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // A redirect would take the key somewhere else.
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(waitMs)]),
      });
      const text = await textOf(response);
      if (text === undefined) return { kind: "foreign", what: "answered with more than 16 MiB" };
      return readReply(response, text.replaceAll(key, "[key]"));
    } catch (error) {
      if (signal.aborted) return { kind: "interrupted", unsure: method !== "GET" };
      const why = reasonOf(error);
      return { kind: "silent", why, unsure: method !== "GET" && !neverSent.test(why) };
    }
  };
}

/** Failures from before the first byte of a request was sent. */
const neverSent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT|CONNECT_TIMEOUT/u;

async function textOf({ body }: Response): Promise<string | undefined> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  if (error.name === "TimeoutError") return "it took too long";
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return "code" in cause ? String(cause.code) : cause.message;
}
