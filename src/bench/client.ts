// One kept connection that asks for one session after the other and looks at every answer: whose it is, and that it is
// whole. Raw, so that the load costs little beside what is measured.
import { connect, type Socket } from "node:net";
import type { Asking } from "./questions.ts";
import { cookieLineOf, decisionHeader, decisionPath, idOffset, sessionIdOf } from "./sample.ts";

const headEnd = "\r\n\r\n";
const contentLength = /\r\ncontent-length: *(\d+)/i;
const paths = { check: "/sessions/whoami", decision: decisionPath } as const;

/** A connection to one server. */
export class Client {
  readonly #socket: Socket;
  readonly #asks: Asking;
  #text = "";
  #index = 0;
  #answered: (() => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  private constructor(socket: Socket, asks: Asking) {
    this.#socket = socket;
    this.#asks = asks;
    // One character a byte, as HTTP heads are.
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => this.#take(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the server closed the connection")));
  }

  /** Connects. Rejects if nothing listens there. */
  static open(port: number, asks: Asking = "check"): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new Client(socket, asks));
      });
    });
  }

  /** Asks for a session; calls one of the two when its answer is there. One question at a time. */
  ask(index: number, answered: () => void, failed: (error: Error) => void): void {
    this.#index = index;
    this.#answered = answered;
    this.#failed = failed;
    this.#socket.write(
      `GET ${paths[this.#asks]} HTTP/1.1\r\nHost: bench.example\r\nAccept: application/json\r\n` +
        `User-Agent: edge-sessions-bench\r\nCookie: ${cookieLineOf(index)}${headEnd}`,
      "latin1",
    );
  }

  /** Ends the connection. */
  close(): void {
    this.#failed = undefined;
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#text += chunk;
    const end = this.#text.indexOf(headEnd);
    if (end === -1) return;
    const problem = this.#headProblem(end);
    if (problem !== undefined) return this.#fail(new Error(problem));
    const bodyAt = end + headEnd.length;
    const length = Number(contentLength.exec(this.#text)?.[1]);
    const got = this.#text.length - bodyAt;
    if (got < length) return;
    const idAt = this.#idAt(bodyAt);
    const id = this.#text.slice(idAt, idAt + sessionIdOf(0).length);
    if (got > length) return this.#fail(new Error("the server sent more than it announced"));
    if (id !== sessionIdOf(this.#index)) {
      return this.#fail(new Error("the answer is for another session than the one asked for"));
    }
    this.#text = "";
    this.#answered?.();
  }

  /** Where the session's id begins: in the body of a check, in the head of a decision. */
  #idAt(bodyAt: number): number {
    if (this.#asks === "check") return bodyAt + idOffset;
    const line = `\r\n${decisionHeader}: `;
    return this.#text.indexOf(line) + line.length;
  }

  #headProblem(end: number): string | undefined {
    const head = this.#text.slice(0, end);
    if (!head.startsWith("HTTP/1.1 200 ")) return `answered with ${head.slice(0, 40)}`;
    return contentLength.test(head) ? undefined : "the answer has no Content-Length";
  }

  #fail(error: Error): void {
    const failed = this.#failed;
    this.#failed = undefined;
    this.#socket.destroy();
    failed?.(error);
  }
}

/** Asks over and over, each time as soon as the answer before is there, until `next` gives no session any more. */
export function askOnAndOn(client: Client, next: () => number | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const step = (): void => {
      const index = next();
      if (index === undefined) resolve();
      else client.ask(index, step, reject);
    };
    step();
  });
}

/** Asks for one session; resolves with the time until its answer was there, in milliseconds. */
export function askTimed(client: Client, index: number): Promise<number> {
  const begunMs = performance.now();
  return new Promise((resolve, reject) => {
    client.ask(index, () => resolve(performance.now() - begunMs), reject);
  });
}
