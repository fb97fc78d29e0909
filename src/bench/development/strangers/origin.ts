// An identity server that knows no users, and refuses as Ory Kratos does. Strangers meet it behind an edge.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** More than an edge passes on. */
const headBytesMax = 128 * 1_024;
const jsonType = { "Content-Type": "application/json" };

/** A running identity server. */
export interface StubOrigin {
  readonly url: string;
  /** Requests that reached it. */
  readonly asked: () => number;
  stop(): void;
}

/** Starts one on a free port. */
export async function startOrigin(): Promise<StubOrigin> {
  let asked = 0;
  const server = createServer({ maxHeaderSize: headBytesMax }, (request, response) => {
    asked += 1;
    request.resume();
    request.once("end", () => answer(request, response));
    request.on("error", () => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? "").replace(/\?.*$/s, "");
  if (path.startsWith("/admin/")) {
    response.writeHead(307, { Location: `http://127.0.0.1:4434${path.slice(0, 100)}` }).end();
  } else if (path === "/sessions/whoami") {
    refuse(response, 401, "Unauthorized", { "Ory-Session-Cache-For": "60" });
  } else if (path === "/self-service/logout/api" || path.startsWith("/sessions/")) {
    refuse(response, path.startsWith("/sessions/") ? 401 : 403, "Forbidden", {});
  } else refuse(response, 404, "Not Found", {});
}

function refuse(
  response: ServerResponse,
  code: number,
  status: string,
  headers: Readonly<Record<string, string>>,
): void {
  const error = { code, status, reason: "No.", message: "The request could not be authorized" };
  response.writeHead(code, { ...jsonType, ...headers }).end(`${JSON.stringify({ error })}\n`);
}
