// The connections of one client to one edge: over TLS through a link, or without anything in between.
import { Agent, request as requestPlain, type IncomingMessage } from "node:http";
import { Agent as TlsAgent, request as requestTls, type RequestOptions } from "node:https";
import type { Ask, Reply } from "./flows.ts";

/** An answer, and how long it took. */
export interface TimedReply extends Reply {
  /** From sending, or from connecting if that was needed, until the answer was complete. */
  readonly waitMs: number;
  readonly newConnection: boolean;
}

/** Longer than anything may take. */
const patienceMs = 20_000;

/** The connections. */
export class Line {
  readonly #tls: { readonly certificate: string } | undefined;
  readonly #port: number;
  readonly #connections: number;
  #agent: Agent;
  /** Requests without an answer yet. */
  #open = 0;

  /** To a port of this machine, with at most so many connections. With a certificate, over TLS. */
  constructor(port: number, connections: number, tls?: { readonly certificate: string }) {
    this.#port = port;
    this.#connections = connections;
    this.#tls = tls;
    this.#agent = this.#createAgent();
  }

  /** Closes the connections, unless one is in use. The next request opens one. */
  hangUp(): void {
    if (this.#open > 0) return;
    this.#agent.destroy();
  }

  /** Sends a request. Resolves when the answer is complete, and rejects if there is none. */
  readonly ask: (...request: Parameters<Ask>) => Promise<TimedReply> = (
    method,
    path,
    headers = {},
    body,
  ) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const typed =
      text === undefined
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) };
    const options: RequestOptions = {
      host: "127.0.0.1",
      port: this.#port,
      agent: this.#agent,
      method,
      path,
      headers: { ...headers, ...typed },
      timeout: patienceMs,
    };
    this.#open += 1;
    return new Promise<TimedReply>((resolve, reject) => {
      const sentAtMs = performance.now();
      const sent = this.#tls === undefined ? requestPlain(options) : requestTls(options);
      sent.on("timeout", () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
      sent.on("error", reject);
      sent.on("response", (answer: IncomingMessage) => {
        let received = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => (received += part));
        answer.on("error", reject);
        answer.on("end", () => {
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: received,
            waitMs: performance.now() - sentAtMs,
            newConnection: !sent.reusedSocket,
          });
        });
      });
      sent.end(text);
    }).finally(() => {
      this.#open -= 1;
    });
  };

  #createAgent(): Agent {
    const options = { keepAlive: true, maxSockets: this.#connections, scheduling: "lifo" } as const;
    if (this.#tls === undefined) return new Agent(options);
    return new TlsAgent({ ...options, ca: this.#tls.certificate, minVersion: "TLSv1.3" });
  }
}
