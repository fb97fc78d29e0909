// Clients of an edge without a network: they hand it requests and read what it answers.
import { headerValues } from "../../src/core/header-lines.ts";
import type { EdgeAnswer, EdgeRequest } from "../../src/edge/ports.ts";
import { quiet } from "./scripted-clock.ts";

/** What a client was answered. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly cacheStatus: string;
  readonly cookies: readonly string[];
  readonly headers: readonly string[];
}

/** A request on its way. */
export interface Asking {
  /** The reply, once there is one. */
  reply(): Reply | undefined;
  readonly replied: Promise<Reply>;
}

/** A request as a client sends it. */
export interface Sent {
  readonly method: string;
  readonly host: string;
  readonly target: string;
  readonly headers: readonly string[];
}

/** What is told of the clients; numbers count from 0. */
export interface ClientsWatch {
  asked(n: number, sent: Sent): void;
  replied(n: number, reply: Reply): void;
}

/** Creates what sends requests to an edge, or to several. It resolves when the edge has taken a request in. */
export function createScriptedClients(
  handle: (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>,
  watch: ClientsWatch,
): (sent: Sent) => Promise<Asking> {
  let requests = 0;
  return async (sent) => {
    const n = requests;
    requests += 1;
    let reply: Reply | undefined;
    watch.asked(n, sent);
    const answering = handle({
      method: sent.method,
      target: sent.target,
      headers: ["Host", sent.host, ...sent.headers],
      body: undefined,
      peer: { address: "192.0.2.1", protocol: "http" },
      signal: new AbortController().signal,
    });
    const replied = Promise.resolve(answering).then(async (answer) => {
      reply = await replyOf(answer);
      watch.replied(n, reply);
      return reply;
    });
    await quiet();
    return { replied, reply: () => reply };
  };
}

async function replyOf(answer: EdgeAnswer): Promise<Reply> {
  const { status, headers, body } = answer;
  const decoder = new TextDecoder();
  let text = "";
  if (body instanceof Uint8Array) text = decoder.decode(body);
  else if (body !== undefined) for await (const chunk of body) text += decoder.decode(chunk);
  return {
    status,
    body: text,
    headers,
    cacheStatus: headerValues(headers, "cache-status")[0] ?? "",
    cookies: headerValues(headers, "set-cookie"),
  };
}
