// Answers to checks: from the store, from a fill, or an error.
import { filledLines } from "../../core/answer-lines.ts";
import { cacheStatus } from "../../core/cache-status.ts";
import type { FetchWhy } from "../../core/decide.ts";
import { withContentLength, type Entry } from "../../core/entry.ts";
import { echoesRequestId, withRequestId } from "../../core/error-body.ts";
import type { EdgeErrorId } from "../../core/errors.ts";
import { isHeadAlone } from "../../core/framing.ts";
import { splitHeadText } from "../../core/header-lines.ts";
import type { Serving } from "../../core/hit.ts";
import type { ReadAnswer } from "../../core/outcome.ts";
import { streamOf } from "../call/body.ts";
import type { EdgeContext } from "../context.ts";
import { errorAnswer } from "../errors.ts";
import type { ByteStream, EdgeAnswer, PreparedAnswer } from "../ports.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The parts of a check that shape its answer. */
export interface AnswerFor {
  readonly method: "GET" | "HEAD";
  readonly requestId: string | undefined;
}

/**
 * An answer from the store. Header lines and body are made only for a host that does not take the prepared form. The body
 * must be read, or held, before anything else happens to the store.
 */
export class StoredAnswer implements EdgeAnswer, PreparedAnswer {
  readonly status: 200 | 401;
  readonly headText: string;
  readonly bodyBytes: number;
  readonly #entry: Entry;
  #body: Uint8Array | undefined;

  constructor(entry: Entry, headText: string, forHead: boolean) {
    this.status = entry.status;
    this.headText = headText;
    this.bodyBytes = forHead ? 0 : entry.bodyBytes;
    this.#entry = entry;
  }

  get prepared(): PreparedAnswer {
    return this;
  }

  get headers(): readonly string[] {
    return splitHeadText(this.headText);
  }

  get body(): Uint8Array | undefined {
    if (this.bodyBytes > 0) this.#body ??= this.#entry.body;
    return this.#body;
  }

  /** Takes the body from the store now, so that it can be read at any time. */
  hold(): this {
    void this.body;
    return this;
  }

  copyBody(target: Uint8Array, at: number): void {
    if (this.#body !== undefined) target.set(this.#body, at);
    else if (this.bodyBytes > 0) this.#entry.copyBody(target, at);
  }
}

/** The answer as it can be given later too, when the store may have changed. */
export function holdAnswer(answer: EdgeAnswer): EdgeAnswer {
  return answer instanceof StoredAnswer ? answer.hold() : answer;
}

/** An answer from the store, to be taken at once. Synchronous, and nothing is parsed. */
export function storedAnswer(
  context: EdgeContext,
  entry: Entry,
  to: AnswerFor,
  arrivedAtMs: number,
  serving: Serving,
): EdgeAnswer {
  const forHead = isHeadAlone(to.method);
  const head = context.hitHeads.of(entry, forHead, arrivedAtMs, context.settings, serving);
  const { requestId } = to;
  if (echoesRequestId(entry.status, requestId)) {
    const body = encoder.encode(withRequestId(decoder.decode(entry.body), requestId));
    const headers = withContentLength(splitHeadText(head), body.byteLength);
    return { status: entry.status, headers, body: forHead ? undefined : body };
  }
  return new StoredAnswer(entry, head, forHead);
}

/** How one of the waiting checks gets a fill's answer. */
export interface Delivery {
  readonly why: FetchWhy;
  readonly stored: boolean;
  /** Whether this client's request started the call. Only it gets the cookies (L6). */
  readonly starter: boolean;
  /** The rest of a body that is too large to be read whole. */
  readonly rest: ByteStream | undefined;
  /** Whether a 401 carries the client's own request id. */
  readonly echoes: boolean;
  readonly detail: "origin-age" | undefined;
}

/** The origin's answer as it came, for one check. */
export function filledAnswer(
  context: EdgeContext,
  answer: ReadAnswer,
  to: AnswerFor,
  delivery: Delivery,
): EdgeAnswer {
  const forHead = isHeadAlone(to.method);
  let headers = [...filledLines(answer.headers, delivery.starter, forHead)];
  let body: Uint8Array = answer.body;
  if (answer.ending === "whole") {
    const { requestId } = to;
    if (delivery.echoes && echoesRequestId(answer.status, requestId)) {
      body = encoder.encode(withRequestId(answer.text, requestId));
    }
    headers = withContentLength(headers, body.byteLength);
  }
  const { why, stored, starter, detail } = delivery;
  const status = cacheStatus(context.options.name, {
    kind: "fetched",
    why,
    stored,
    collapsed: !starter,
    ...(detail === undefined ? {} : { detail }),
  });
  headers.push("Cache-Status", status);
  if (forHead) return { status: answer.status, headers, body: undefined };
  if (answer.ending === "whole") return { status: answer.status, headers, body };
  const broken = answer.ending === "broken" ? { cause: undefined } : undefined;
  return { status: answer.status, headers, body: streamOf(answer.body, delivery.rest, broken) };
}

/** An error that the edge answers a check with. */
export function checkError(
  context: EdgeContext,
  id: EdgeErrorId,
  to: AnswerFor,
  why: FetchWhy | undefined,
): EdgeAnswer {
  const { status, headers, body } = errorAnswer(id, to.method);
  context.ports.emit({ kind: "error-answered", project: context.settings.project, id, status });
  const how = cacheStatus(
    context.options.name,
    why === undefined
      ? { kind: "unsatisfied" }
      : { kind: "fetched", why, stored: false, collapsed: false },
  );
  return { status, headers: [...headers, "Cache-Status", how], body };
}
