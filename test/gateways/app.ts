// The app behind a gateway: answers 200 to everything that reaches it, and remembers it.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

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

/** Starts an app on a free port. */
export async function startApp(): Promise<App> {
  const requests: AppRequest[] = [];
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
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // Listening on TCP, so the address has a port.
    port: (server.address() as AddressInfo).port,
    requests,
    [Symbol.asyncDispose]: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** All values of a header, by name as an app would read it that takes `_` for `-`. */
export function valuesRead(request: AppRequest, name: string): readonly string[] {
  const wanted = name.toLowerCase().replaceAll("_", "-");
  return request.headers.filter(
    (_value, at) =>
      at % 2 === 1 && (request.headers[at - 1] ?? "").toLowerCase().replaceAll("_", "-") === wanted,
  );
}
