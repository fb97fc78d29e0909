// A receiver of web hooks for stories that record some: holds each call until the story answers it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { RecordedAnswer } from "./recording.ts";

/** A web hook that arrived and waits for its answer. */
export interface HookCall {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** Answers as recorded; the call is over then. */
  answer(recorded: RecordedAnswer): void;
}

/** Listens on a free loopback port. */
export class HookReceiver {
  private readonly arrived: HookCall[] = [];
  private readonly waiting: ((call: HookCall) => void)[] = [];
  private readonly server: Server = createServer((request, response) => {
    void this.receive(request, response);
  });

  /** The receiver's base URL; valid once started. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** The next call, as soon as it arrives. */
  async next(): Promise<HookCall> {
    const call = this.arrived.shift();
    return call ?? new Promise((resolve) => this.waiting.push(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call: HookCall = {
      method: request.method ?? "",
      path: request.url ?? "",
      body: Buffer.concat(chunks).toString("utf8"),
      answer: (recorded) => {
        response.writeHead(recorded.status, recorded.headers.flat());
        response.end(recorded.body ?? "");
      },
    };
    const waiter = this.waiting.shift();
    if (waiter === undefined) this.arrived.push(call);
    else waiter(call);
  }
}
