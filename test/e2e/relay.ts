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
import type { Socket } from "node:net";

/** A call as it came from the edge. */
export interface RelayedCall {
  readonly method: string;
  readonly target: string;
  /** Alternating names and values, as received. */
  readonly headers: readonly string[];
  readonly bodyBytes: number;
  /** The connection it came by. */
  readonly socket: Socket;
}

/** An answer with its body read. */
export interface RelayedAnswer {
  readonly status: number;
  /** Alternating names and values without framing and hop-by-hop lines. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** What a rule does to a call. */
export type RelayEffect =
  /** Asks the origin and keeps its answer back until released. */
  | { readonly kind: "hold-answer" }
  /** Does not even ask the origin until released. */
  | { readonly kind: "hold-call" }
  /** Answers in the origin's place. */
  | { readonly kind: "answer"; readonly answer: RelayedAnswer }
  /** Changes the origin's answer. */
  | { readonly kind: "change"; readonly change: (answer: RelayedAnswer) => RelayedAnswer }
  /** Passes the origin's answer on after so many turns of the event loop. */
  | { readonly kind: "linger"; readonly turns: () => number }
  /** Closes the connection without a byte. */
  | { readonly kind: "break" }
  /** Closes the connection after half of the origin's body. */
  | { readonly kind: "truncate" };

/** A rule for the calls to come. */
export interface RelayRule {
  readonly matches: (call: RelayedCall) => boolean;
  /** How many calls it is for; by default all of them. */
  readonly times?: number;
  readonly effect: RelayEffect;
}

/** A rule in force. */
export interface RelayHandle {
  /** Resolves when the rule has struck so often (a held answer: has come from the origin). */
  struck(times: number): Promise<void>;
  /** Lets everything held go, now and later. */
  release(): void;
  /** Takes the rule away and lets everything held go. */
  remove(): void;
}

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

interface Strike {
  readonly effect: RelayEffect;
  readonly held: Promise<void>;
  arrived(): void;
}

class Rules {
  readonly #active = new Set<{ readonly rule: RelayRule; left: number; strike: Strike }>();
  readonly #handles = new Set<RelayHandle>();

  add(rule: RelayRule): RelayHandle {
    let open = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    const waiting: { times: number; resolve: () => void }[] = [];
    let arrivals = 0;
    const arrived = (): void => {
      arrivals += 1;
      for (const one of waiting) if (arrivals >= one.times) one.resolve();
    };
    const strike = { effect: rule.effect, held, arrived };
    const active = { rule, left: rule.times ?? Number.POSITIVE_INFINITY, strike };
    this.#active.add(active);
    const handle: RelayHandle = {
      struck: (times) =>
        new Promise((resolve) => {
          if (arrivals >= times) resolve();
          else waiting.push({ times, resolve });
        }),
      release: () => open(),
      remove: () => {
        this.#active.delete(active);
        open();
      },
    };
    this.#handles.add(handle);
    return handle;
  }

  strike(call: RelayedCall): Strike | undefined {
    for (const active of this.#active) {
      if (active.left <= 0 || !active.rule.matches(call)) continue;
      active.left -= 1;
      return active.strike;
    }
    return undefined;
  }

  clear(): void {
    for (const handle of this.#handles) handle.remove();
  }
}

async function listen(
  port: number,
  serve: (incoming: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 60_000 }, serve);
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
