// The client of the edge's own calls: HTTP/1.1 over sockets of Node, for requests without a body. It costs a quarter of
// what a general client does, and refuses more.
import type {
  OriginFailure,
  OriginOutcome,
  OriginQuestion,
  OriginRequest,
} from "../../edge/ports.ts";
import { Deadlines } from "./deadlines.ts";
import { socketOpener, type SocketOptions } from "./open-socket.ts";
import { OwnCall, type OwnCallLimits } from "./own-call.ts";
import { OwnConnections, type OwnConnectionsOptions } from "./own-connections.ts";
import { RequestHeads } from "./request-head.ts";
import { SentQuestion } from "./sent-question.ts";

/** The options of a client. */
export interface OwnClientOptions extends SocketOptions, Omit<OwnConnectionsOptions, "open"> {}

/** Makes calls to one origin. */
export class OwnClient {
  readonly #connections: OwnConnections;
  readonly #deadlines = new Deadlines();
  readonly #heads: RequestHeads;
  #closed = false;

  /** A client that has no connection yet. The path of the URL prefixes every target. */
  constructor(options: OwnClientOptions) {
    const { url } = options;
    this.#connections = new OwnConnections(
      { ...options, open: socketOpener(options) },
      this.#deadlines,
    );
    this.#heads = new RequestHeads(url.host, url.pathname.replace(/\/$/, ""));
  }

  /** As in `Origin`. */
  ask(question: OriginQuestion): void {
    this.#start(question, undefined, { headMs: question.waitMs, totalMs: question.waitMs });
  }

  /** As in `Origin`, for a request without a body. */
  send(request: OriginRequest): Promise<OriginOutcome> {
    const { signal, bodyBytes, headWaitMs, totalWaitMs } = request;
    return new Promise((resolve) => {
      const question = new SentQuestion(request, resolve);
      if (signal?.aborted === true) {
        question.onFailure({ kind: "aborted", cause: signal.reason });
        return;
      }
      const call = this.#start(question, bodyBytes, {
        headMs: headWaitMs,
        totalMs: totalWaitMs ?? Number.POSITIVE_INFINITY,
      });
      if (signal === undefined || call === undefined) return;
      call.abandonOn(signal);
    });
  }

  /** Gives up every call and closes every connection. Later calls fail as unreachable. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#connections.close();
    this.#deadlines.stop();
  }

  /** Starts a call. Undefined if it has failed at once. */
  #start(
    question: OriginQuestion,
    bodyBytes: number | undefined,
    limits: OwnCallLimits,
  ): OwnCall | undefined {
    if (this.#closed) {
      refuse(question, "the origin's connections are closed");
      return undefined;
    }
    const { method, target, headers } = question;
    const head = this.#heads.make(method, target, headers, bodyBytes);
    if (head === undefined) {
      refuse(question, "the request has a line that cannot be sent");
      return undefined;
    }
    const call = new OwnCall(question, head, this.#connections, this.#deadlines);
    call.start(limits);
    return call;
  }
}

/** Later, so that no outcome comes before the call that asked for it has returned. */
function refuse(question: OriginQuestion, why: string): void {
  const failure: OriginFailure = { kind: "unreachable", cause: new Error(why) };
  queueMicrotask(() => question.onFailure(failure));
}
