// The app behind a gateway: answers 200 to everything that reaches it, and remembers it.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** What servers add to a client's key (RFC 6455, section 1.3). */
const webSocketId = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** What reached the app. */
export interface AppRequest {
  readonly method: string;
  readonly target: string;
  /** Alternating names and values, as received. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** A running app. */
export interface App extends AsyncDisposable {
  readonly port: number;
  readonly requests: readonly AppRequest[];
}

/** Starts an app on a free port. With `upgrades` it also speaks a protocol of its own: it sends back what it gets. */
export async function startApp({ upgrades = false } = {}): Promise<App> {
  const requests: AppRequest[] = [];
  const upgraded = new Set<Duplex>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      requests.push({
        method: request.method ?? "",
        target: request.url ?? "",
        headers: request.rawHeaders,
        body: Buffer.concat(chunks).toString(),
      });
      response.end("the app");
    });
  });
  if (upgrades) {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
      const { method = "", url: target = "", rawHeaders: headers } = request;
      requests.push({ method, target, headers, body: "" });
      upgraded.add(socket);
      const accept = createHash("sha1")
        .update(`${request.headers["sec-websocket-key"] ?? ""}${webSocketId}`)
        .digest("base64");
      const lines = [
        "Connection: Upgrade",
        "Upgrade: websocket",
        `Sec-WebSocket-Accept: ${accept}`,
      ];
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`);
      socket.pipe(socket);
    });
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // Listening on TCP, so the address has a port.
    port: (server.address() as AddressInfo).port,
    requests,
    [Symbol.asyncDispose]: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** All values of a header, by name as an app would read it that takes `_` and `.` for `-`. */
export function valuesRead(request: AppRequest, name: string): readonly string[] {
  const wanted = plainName(name);
  return request.headers.filter(
    (_value, at) => at % 2 === 1 && plainName(request.headers[at - 1] ?? "") === wanted,
  );
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[_.]/gu, "-");
}
