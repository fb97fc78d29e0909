// The identity server of a fault run. It answers like Kratos, after a delay, and writes down every call that it got, with
// what it said and when.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { instantMs } from "../instant.ts";
import { readCall, type Reading } from "../../simulation/origin/reading.ts";
import { refusal } from "../../simulation/origin/whoami.ts";
import { Random } from "../../simulation/random.ts";
import { carryOut, type Said } from "./acts.ts";
import { People } from "./people.ts";
import type { OriginCall, OriginLog, SessionRecord } from "./records.ts";

/** How the server answers: shares of the answers, and delays in milliseconds. */
interface Weather {
  readonly slow: number;
  readonly fastMs: readonly [number, number];
  readonly slowMs: readonly [number, number];
  readonly cookies: number;
}

const usual: Weather = { slow: 0.03, fastMs: [1, 8], slowMs: [50, 300], cookies: 0.02 };
/** It answers at once. */
export const calm: Weather = { slow: 0, fastMs: [0, 0], slowMs: [0, 0], cookies: 0 };

/** Below this path is the identity server of another project, which nobody judges. */
export const sidePath = "/side";

/** Fields of the connection, which no law speaks of. */
const ofConnection = /^(?:host|connection|keep-alive|transfer-encoding)$/iu;

/** The server. */
export interface LoggedOrigin {
  readonly port: number;
  readonly people: People;
  /** Signs somebody in. */
  signIn(identityId?: string): SessionRecord;
  /** Changes a profile without any request, as another system does. No edge can know of it. */
  changeElsewhere(identityId: string): void;
  log(): OriginLog;
  close(): Promise<void>;
}

/** Starts it on a free port of loopback. */
export async function startLoggedOrigin(seed: number, weather = usual): Promise<LoggedOrigin> {
  const people = new People();
  const random = new Random(seed, "origin");
  const calls: OriginCall[] = [];
  const connections = new WeakMap<object, number>();
  let connected = 0;
  let elsewhere = 0;
  let cookies = 0;

  function begin(request: IncomingMessage): { call: OriginCall; reading: Reading } {
    const beganAtMs = instantMs();
    const headers = withoutConnection(request.rawHeaders);
    const target = request.url ?? "";
    const reading = readCall(target, headers, "ory_kratos_session");
    const trace = /^00-([\da-f]{32})-/u.exec(String(request.headers["traceparent"] ?? ""))?.[1];
    const call: OriginCall = {
      connection: connections.get(request.socket) ?? 0,
      beganAtMs,
      exchange: reading.exchange,
      startedBy: trace === undefined ? undefined : Number.parseInt(trace, 16),
      method: request.method ?? "",
      target,
      headers,
      presented: reading.presented,
      forced: reading.maxAgeSeconds === 0,
      requestBody: "",
      headAtMs: undefined,
      endedAtMs: undefined,
      status: undefined,
      answerHeaders: [],
      body: "",
      sessionId: undefined,
      identityId: undefined,
      sessionEndsAtMs: undefined,
    };
    calls.push(call);
    return { call, reading };
  }

  function check(call: OriginCall, reading: Reading): Said {
    const { token, cookie, bearer } = reading.presented;
    const session = people.of(token ?? cookie ?? bearer);
    const always = ["Cache-Control", "private, no-cache, no-store, must-revalidate"];
    // A front's own cookie. It must reach one client only.
    if (random.chance(weather.cookies))
      always.push("Set-Cookie", `front=${(cookies += 1)}; Path=/`);
    if (session === undefined) {
      const headers = [...always, "Content-Type", "application/json", "Vary", "Cookie"];
      return { status: 401, headers, body: refusal(reading.requestId) };
    }
    call.sessionId = session.id;
    call.identityId = session.identityId;
    call.sessionEndsAtMs = people.endsAtMs(session);
    return {
      status: 200,
      headers: [
        ...always,
        "Content-Type",
        "application/json; charset=utf-8",
        "Vary",
        "Cookie",
        "X-Kratos-Authenticated-Identity-Id",
        session.identityId,
      ],
      body: people.json(session),
    };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith(`${sidePath}/`) === true) {
      const reading = readCall(request.url, request.rawHeaders, "ory_kratos_session");
      const session = people.of(reading.presented.cookie);
      const json = { "Content-Type": "application/json" };
      response.writeHead(session === undefined ? 401 : 200, json);
      response.end(session === undefined ? refusal(undefined) : people.json(session));
      return;
    }
    const { call, reading } = begin(request);
    // What a check says is what was true when it came, however late it is said.
    const isCheck = reading.path === "/sessions/whoami" && /^(?:GET|HEAD)$/u.test(call.method);
    let said = isCheck ? check(call, reading) : undefined;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const [least, most] = random.chance(weather.slow) ? weather.slowMs : weather.fastMs;
    const delayMs = random.between(least, most);
    if (said === undefined) {
      await pause(delayMs * random.between(0, 1));
      said = carryOut(people, call.method, reading, body);
    }
    await pause(delayMs);
    if (response.destroyed) {
      call.endedAtMs = instantMs();
      return;
    }
    const { status, headers } = said;
    const length = status === 204 ? [] : ["Content-Length", String(Buffer.byteLength(said.body))];
    call.answerHeaders = [...headers, ...length, "Date", new Date().toUTCString()];
    response.sendDate = false;
    Object.assign(call, { requestBody: body, status, body: said.body });
    call.headAtMs = instantMs();
    response.writeHead(status, [...call.answerHeaders]);
    const ended = once(response, "close");
    response.end(said.body);
    call.endedAtMs = instantMs();
    await ended;
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  server.on("connection", (socket) => {
    connections.set(socket, (connected += 1));
    socket.setNoDelay(true);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    people,
    signIn: (identityId) => people.signIn(identityId),
    changeElsewhere(identityId) {
      elsewhere += 1;
      people.change(identityId);
    },
    log: () => ({ calls, sessions: people.sessions, elsewhere }),
    async close() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

function withoutConnection(raw: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    if (!ofConnection.test(name)) kept.push(name, raw[index + 1] ?? "");
  }
  return kept;
}

function pause(ms: number): Promise<void> {
  if (ms === 0) return Promise.resolve();
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
