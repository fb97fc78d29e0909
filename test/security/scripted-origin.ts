// An identity server of a few sessions that answers everything else as a test says: for answers that a real one gives
// only now and then.
import type { IncomingMessage, ServerResponse } from "node:http";
import { serveHttp } from "../harness/raw-server.ts";

/** Whose a credential is. */
export interface Bearer {
  readonly session: string;
  readonly identity: string;
}

/** Answers one request; its body has been read. */
export type Script = (request: IncomingMessage, answer: ServerResponse, body: string) => void;

/** A running scripted origin. */
export interface ScriptedOrigin {
  readonly url: string;
  /** Sessions by cookie value or token. Taking one out ends it. */
  readonly bearers: Map<string, Bearer>;
  /** What becomes of requests by `METHOD /path`; anything else is 404. `GET /sessions/whoami` may be taken over too. */
  readonly scripts: Map<string, Script>;
  /** Every request, as `METHOD target`. */
  readonly seen: string[];
  /** The ordinary answer to a check. */
  readonly whoami: Script;
}

/** Session and identity ids for tests: UUIDs that differ in their last digits. */
export function bearer(n: number): Bearer {
  const digits = String(n).padStart(12, "0");
  return {
    session: `0f3a8b1c-2d4e-4f60-8a9b-${digits}`,
    identity: `7dd96aab-0edb-4811-ac02-${digits}`,
  };
}

/** Starts one; it ends with its test. */
export async function startScriptedOrigin(): Promise<ScriptedOrigin> {
  const bearers = new Map<string, Bearer>();
  const scripts = new Map<string, Script>();
  const seen: string[] = [];
  const whoami: Script = (request, answer) => {
    const found = bearers.get(presented(request));
    if (found === undefined) sendError(answer, 401);
    else sendJson(answer, 200, sessionOf(found));
  };
  const { url } = await serveHttp((request, answer) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    seen.push(`${request.method ?? ""} ${request.url ?? ""}`);
    const script = scripts.get(`${request.method ?? ""} ${path}`);
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString("latin1");
    });
    request.on("end", () => {
      if (script !== undefined) script(request, answer, body);
      else if (path === "/sessions/whoami") whoami(request, answer, body);
      else sendError(answer, 404);
    });
  });
  return { url, bearers, scripts, seen, whoami };
}

function presented({ headers }: IncomingMessage): string {
  const token = headers["x-session-token"];
  if (typeof token === "string") return token;
  const cookie = /(?:^|; )ory_kratos_session=([^;]*)/.exec(headers.cookie ?? "")?.[1];
  return cookie ?? /^bearer (.*)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
}

/** A session as whoami tells it. */
export function sessionOf({ session, identity }: Bearer): unknown {
  return {
    id: session,
    active: true,
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    identity: { id: identity },
  };
}

/** Answers with JSON. */
export function sendJson(answer: ServerResponse, status: number, value: unknown): void {
  answer.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  answer.end(JSON.stringify(value));
}

/** Answers with an error of Kratos' shape. */
export function sendError(answer: ServerResponse, status: number): void {
  answer.writeHead(status, { "content-type": "application/json" });
  answer.end(JSON.stringify({ error: { code: status, status: "x", reason: "x", message: "x" } }));
}
