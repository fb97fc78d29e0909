// One connection of HAProxy to the agent: the hello, then messages, each answered when the edge has decided.
import type { Socket } from "node:net";
import type { EdgeAnswer, EdgeRequest } from "../../edge/ports.ts";
import { plainAddress } from "../node/addresses.ts";
import { readDecisionMessage, variablesOf } from "./decision-message.ts";
import { FrameSplitter } from "./frame-splitter.ts";
import {
  acknowledgement,
  agentDisconnect,
  agentHello,
  frameBytesMax,
  frameBytesMin,
  readFrame,
  type DisconnectReason,
  type Frame,
  type FrameId,
  type Message,
} from "./frames.ts";
import { FrameFault } from "./octets.ts";

/** What connections need of their listener. */
export interface AgentSettings {
  readonly handle: (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;
  /** The path in front of the edge's paths. Empty for none. */
  readonly basePath: string;
  /** How long HAProxy may take until it has said hello, in milliseconds. */
  readonly helloWaitMs: number;
  /** How long a connection may bring nothing, in milliseconds. */
  readonly idleMs: number;
  /** Gets the cause if an answer could not be given. For the log. */
  readonly onFailure: (cause: unknown) => void;
}

/** Decisions that one connection may wait for. Above that, the agent reads nothing more until one is made. */
export const decisionsPerConnectionMax = 256;

/** How long what was sent last may take to reach HAProxy, in milliseconds. Then its place is given to another connection. */
const endWaitMs = 1_000;

/** Bytes that may wait until HAProxy reads them. Above that, the agent reads nothing more. */
const unreadBytesMax = 1_048_576;

/** Bytes of an error's body that become a variable. */
export const bodyBytesMax = 4_096;

/** A connection. */
export class AgentConnection {
  readonly #socket: Socket;
  readonly #settings: AgentSettings;
  readonly #splitter = new FrameSplitter();
  readonly #gone = new AbortController();
  /** Ends the time for the hello, and later the time for the last bytes. */
  #deadline: NodeJS.Timeout;
  /** Undefined before the hello. */
  #frameBytesMax: number | undefined;
  #deciding = 0;
  #retired = false;

  constructor(socket: Socket, settings: AgentSettings) {
    this.#socket = socket;
    this.#settings = settings;
    socket.setNoDelay(true);
    // A byte now and then would put off a limit of silence.
    this.#deadline = setTimeout(() => this.#end("timeout"), settings.helloWaitMs);
    socket.on("timeout", () => this.#end("timeout"));
    socket.on("data", (bytes) => this.#take(bytes));
    socket.on("drain", () => this.#readOn());
    // The close follows each error, and nobody waits for more than that.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(this.#deadline);
      this.#gone.abort();
    });
  }

  /** Decisions that are being made. */
  get deciding(): number {
    return this.#deciding;
  }

  /** Ends the connection once its decisions are made. */
  retire(): void {
    this.#retired = true;
    if (this.#deciding === 0) this.#end("normal");
  }

  #take(bytes: Buffer): void {
    const { frames, isTooBig } = this.#splitter.push(bytes);
    for (const octets of frames) {
      if (this.#socket.destroyed || this.#socket.writableEnded) return;
      const frame = this.#read(octets);
      if (frame === undefined) return;
      this.#answer(frame);
    }
    if (isTooBig) this.#end("tooBig");
    else if (this.#mustWait()) this.#socket.pause();
  }

  #read(octets: Buffer): Frame | undefined {
    try {
      return readFrame(octets);
    } catch (error) {
      if (!(error instanceof FrameFault)) throw error;
      this.#end("invalid");
      return undefined;
    }
  }

  #answer(frame: Frame): void {
    switch (frame.kind) {
      case "hello":
        this.#greet(frame);
        break;
      case "notify":
        if (this.#frameBytesMax === undefined) this.#end("invalid");
        else this.#decide(frame, frame.messages, this.#frameBytesMax);
        break;
      case "disconnect":
        this.#end("normal");
        break;
      case "fragment":
        this.#end("fragmented");
        break;
      case "unknown":
        break;
      default:
        frame satisfies never;
    }
  }

  #greet(hello: Extract<Frame, { kind: "hello" }>): void {
    if (!hello.versions.some((version) => version.startsWith("2."))) {
      this.#end("version");
      return;
    }
    if (hello.frameBytesMax < frameBytesMin) {
      this.#end("frameSize");
      return;
    }
    const bytesMax = Math.min(hello.frameBytesMax, frameBytesMax);
    const capabilities = hello.capabilities.includes("pipelining") ? ["pipelining"] : [];
    const greeting = agentHello(bytesMax, capabilities);
    if (hello.isHealthCheck) {
      this.#endWith(greeting);
      return;
    }
    this.#frameBytesMax = bytesMax;
    clearTimeout(this.#deadline);
    this.#socket.setTimeout(this.#settings.idleMs);
    this.#socket.write(greeting);
  }

  #decide(id: FrameId, messages: readonly Message[], bytesMax: number): void {
    const [message] = messages;
    const wanted = message && readDecisionMessage(message, this.#settings.basePath);
    if (wanted === undefined) {
      this.#acknowledge(id, new Map(), bytesMax);
      return;
    }
    this.#deciding += 1;
    void this.#ask(wanted.target, wanted.headers)
      .then((variables) => this.#acknowledge(id, variables, bytesMax))
      .catch((error: unknown) => {
        this.#settings.onFailure(error);
        this.#socket.destroy();
      })
      .finally(() => {
        this.#deciding -= 1;
        if (this.#retired && this.#deciding === 0) this.#end("normal");
        else this.#readOn();
      });
  }

  async #ask(target: string, headers: readonly string[]): Promise<Map<string, string | number>> {
    const address = plainAddress(this.#socket.remoteAddress ?? "");
    const answer = this.#settings.handle({
      method: "GET",
      target,
      headers,
      body: undefined,
      peer: { address, protocol: "http" },
      signal: this.#gone.signal,
    });
    // A hit is in the store only now, so it is read before anything else happens.
    return answer instanceof Promise ? readVariables(await answer) : readVariables(answer);
  }

  #acknowledge(
    id: FrameId,
    variables: ReadonlyMap<string, string | number>,
    bytesMax: number,
  ): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    const octets = acknowledgement(id, variables);
    // A frame that HAProxy could not take would end the connection of others. Without variables, the request is refused.
    const fits = octets.length - 4 <= bytesMax;
    this.#socket.write(fits ? octets : acknowledgement(id, new Map()));
  }

  #mustWait(): boolean {
    return (
      this.#deciding >= decisionsPerConnectionMax || this.#socket.writableLength > unreadBytesMax
    );
  }

  #readOn(): void {
    if (this.#socket.isPaused() && !this.#mustWait()) this.#socket.resume();
  }

  #end(reason: DisconnectReason): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    this.#endWith(agentDisconnect(reason));
  }

  #endWith(octets: Buffer): void {
    clearTimeout(this.#deadline);
    // A peer that reads nothing would keep its place for ever.
    this.#deadline = setTimeout(() => this.#socket.destroy(), endWaitMs);
    this.#socket.end(octets, () => this.#socket.destroy());
  }
}

async function readVariables(answer: EdgeAnswer): Promise<Map<string, string | number>> {
  return variablesOf(answer, answer.status < 400 ? "" : await readBody(answer));
}

async function readBody({ body }: EdgeAnswer): Promise<string> {
  if (body === undefined) return "";
  if (body instanceof Uint8Array) return Buffer.from(body).toString("latin1", 0, bodyBytesMax);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= bodyBytesMax) break;
  }
  return Buffer.concat(chunks).toString("latin1", 0, bodyBytesMax);
}
