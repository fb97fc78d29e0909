// Sends requests to edges, and writes down what came back and when.
import { Agent, request } from "node:http";
import { exchangeHeader } from "../../simulation/origin/reading.ts";
import { instantMs } from "../instant.ts";
import type { Built, Reached, SentExchange } from "./sent.ts";

/** Longer than anything that an edge may take. */
const patienceMs = 20_000;

/** The connections of the clients, and everything that was sent on them. */
export class Sender {
  readonly exchanges: SentExchange[] = [];
  /** How many exchanges have no answer yet. */
  open = 0;
  readonly #host: string;
  readonly #agents = new Map<number, Agent>();
  readonly #idle = new Set<() => void>();
  readonly #following = new Set<() => void>();
  #count = 0;

  /** `host` is the project's. */
  constructor(host: string) {
    this.#host = host;
  }

  /** Sends a request. Resolves when it is over, whatever came of it. */
  send(edge: Reached, built: Built): Promise<SentExchange> {
    const n = (this.#count += 1);
    const headers = [
      "Host",
      this.#host,
      exchangeHeader,
      String(n),
      "Traceparent",
      `00-${n.toString(16).padStart(32, "0")}-0000000000000001-01`,
      "User-Agent",
      "fault-run",
      ...built.lines,
    ];
    const exchange: SentExchange = {
      n,
      edge: edge.name,
      sentAtMs: instantMs(),
      method: built.method,
      target: built.target,
      headers,
      body: built.body,
      presented: built.presented,
      asked: built.asked,
      act: built.act,
      answeredAtMs: undefined,
      endedAtMs: undefined,
      failedAtMs: undefined,
      failure: undefined,
      status: undefined,
      answerHeaders: [],
      answerBody: "",
    };
    this.exchanges.push(exchange);
    this.open += 1;
    return new Promise((resolve) => {
      const over = (failure?: string): void => {
        if (exchange.endedAtMs !== undefined || exchange.failedAtMs !== undefined) return;
        if (failure === undefined) exchange.endedAtMs = instantMs();
        else Object.assign(exchange, { failedAtMs: instantMs(), failure });
        this.open -= 1;
        for (const look of this.#following) look();
        this.#following.clear();
        if (this.open === 0) for (const look of this.#idle) look();
        resolve(exchange);
      };
      const sent = request({
        host: "127.0.0.1",
        port: edge.port,
        agent: this.#agentOf(edge.port),
        method: built.method,
        path: built.target,
        headers,
        setHost: false,
        timeout: patienceMs,
      });
      sent.on("timeout", () => sent.destroy(new Error("no answer")));
      sent.on("error", (error: NodeJS.ErrnoException) => over(error.code ?? error.message));
      sent.on("response", (answer) => {
        exchange.answeredAtMs = instantMs();
        exchange.status = answer.statusCode;
        exchange.answerHeaders = answer.rawHeaders;
        answer.setEncoding("utf8");
        answer.on("data", (text: string) => (exchange.answerBody += text));
        answer.on("end", () => over());
        answer.on("error", (error: NodeJS.ErrnoException) => over(error.code ?? error.message));
      });
      sent.end(built.body);
    });
  }

  /** Resolves when the next exchange is over. */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#following.add(resolve);
    });
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    if (this.open === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle.add(resolve);
    });
  }

  /** Closes the connections that are not in use. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  #agentOf(port: number): Agent {
    const existing = this.#agents.get(port);
    if (existing !== undefined) return existing;
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });
    this.#agents.set(port, agent);
    return agent;
  }
}
