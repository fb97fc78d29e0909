// A reverse relay between an edge and its origin that does what a live identity server can not be asked to do:
// holds calls back, answers in the origin's place, breaks off, and is gone for a while. It logs every call it gets.
import { once } from "node:events";
import {
  Agent,
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { Agent as TlsAgent, request as askTls } from "node:https";
import {
  Rules,
  type RelayedAnswer,
  type RelayedCall,
  type RelayHandle,
  type RelayRule,
} from "./relay-rules.ts";

/** A running relay. */
export interface Relay {
  readonly url: string;
  readonly calls: readonly RelayedCall[];
  /** Calls for checks so far. */
  whoamis(): number;
  add(rule: RelayRule): RelayHandle;
  /** Refuses connections from now on. */
  leave(): Promise<void>;
  /** Accepts connections again, on the same port. */
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether a call is a check. */
export function isWhoami(call: RelayedCall): boolean {
  return call.target.split("?")[0] === "/sessions/whoami";
}

/** The values of a call's header lines of a name, in any case. */
export function linesOf(
  { headers }: { readonly headers: readonly string[] },
  name: string,
): string[] {
  return headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name);
}

/** Starts a relay on a free port in front of `origin`. */
export async function startRelay(origin: string): Promise<Relay> {
  const upstream = createUpstream(origin);
  const rules = new Rules();
  const calls: RelayedCall[] = [];
  let server = await listen(0, serve);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  function serve(incoming: IncomingMessage, response: ServerResponse): void {
    // Whoever has gone away gets nothing; that is what some tests are about.
    const broken = (): void => {
      response.destroy();
    };
    relay(upstream, rules, calls, incoming, response).catch(broken);
  }

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    whoamis: () => calls.filter(isWhoami).length,
    add: (rule) => rules.add(rule),
    leave: () => close(server),
    comeBack: async () => {
      server = await listen(port, serve);
    },
    stop: async () => {
      rules.clear();
      if (server.listening) await close(server);
      upstream.close();
    },
  };
}

async function relay(
  upstream: Upstream,
  rules: Rules,
  calls: RelayedCall[],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(incoming);
  const { method = "", url: target = "", rawHeaders, socket } = incoming;
  const call = { method, target, headers: rawHeaders, bodyBytes: body.byteLength, socket };
  calls.push(call);
  const struck = rules.strike(call);
  const effect = struck?.effect;
  switch (effect?.kind) {
    case "break":
      struck?.arrived();
      socket.destroy();
      return;
    case "answer":
      struck?.arrived();
      send(call, response, effect.answer);
      return;
    case "hold-call":
      struck?.arrived();
      await struck?.held;
      break;
    case undefined:
    case "hold-answer":
    case "change":
    case "linger":
    case "truncate":
      break;
    default:
      effect satisfies never;
  }
  const answer = await upstream.ask(call, body);
  if (effect?.kind === "hold-answer") {
    struck?.arrived();
    await struck?.held;
  }
  if (effect?.kind === "linger") {
    for (let left = effect.turns(); left > 0; left -= 1) await turn();
  }
  if (effect?.kind === "truncate") {
    response.sendDate = false;
    response.writeHead(answer.status, [
      ...answer.headers,
      "Content-Length",
      String(answer.body.byteLength),
    ]);
    response.write(answer.body.subarray(0, answer.body.byteLength >> 1), () => socket.destroy());
    return;
  }
  send(call, response, effect?.kind === "change" ? effect.change(answer) : answer);
}

function send(call: RelayedCall, response: ServerResponse, answer: RelayedAnswer): void {
  const { status, headers, body } = answer;
  response.sendDate = false;
  const bodiless = call.method === "HEAD" || status === 204 || status === 304;
  const framing = bodiless ? [] : ["Content-Length", String(body.byteLength)];
  response.writeHead(status, [...headers, ...framing]);
  response.end(bodiless ? undefined : body);
}

/** The identity server itself. */
interface Upstream {
  ask(call: RelayedCall, body: Buffer): Promise<RelayedAnswer>;
  close(): void;
}

const framingNames = new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
]);

function createUpstream(origin: string): Upstream {
  const { protocol, hostname, host, port, pathname } = new URL(origin);
  const secure = protocol === "https:";
  const agent = secure ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const send = secure ? askTls : ask;
  const prefix = pathname.replace(/\/+$/, "");
  return {
    async ask(call, body) {
      const headers = ["Host", host, ...withoutFraming(call.headers)];
      if (body.byteLength > 0) headers.push("Content-Length", String(body.byteLength));
      const path = prefix + call.target;
      const request = send({ hostname, port, method: call.method, path, headers, agent });
      request.end(body);
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        request.once("response", resolve);
        request.once("error", reject);
      });
      return {
        status: answer.statusCode ?? 0,
        headers: withoutFraming(answer.rawHeaders),
        body: await bodyOf(answer),
      };
    },
    close: () => {
      agent.destroy();
    },
  };
}

function withoutFraming(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [name = "", value = ""] = lines.slice(i, i + 2);
    if (!framingNames.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

async function listen(
  port: number,
  serve: (incoming: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer({ maxHeaderSize: 128 * 1_024, keepAliveTimeout: 60_000 }, serve);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
