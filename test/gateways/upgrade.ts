// Opens a WebSocket by hand: what follows the upgrade is bytes that the app sends back.
import { request } from "node:http";
import type { Duplex } from "node:stream";

/** What became of the request for an upgrade. */
export type Upgrade =
  | { readonly kind: "refused"; readonly status: number }
  | {
      readonly kind: "open";
      /** Sends a text and resolves with the same number of bytes that came back. */
      echo(text: string): Promise<string>;
      close(): void;
    };

/** Asks for an upgrade as a program would. */
export function openUpgrade(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Upgrade> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/socket`, {
      headers: {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-Fetch-Mode": "websocket",
        ...headers,
      },
      agent: false,
    });
    asked.once("error", reject);
    asked.once("response", (response) => {
      response.resume();
      resolve({ kind: "refused", status: response.statusCode ?? 0 });
    });
    asked.once("upgrade", (_response, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve({
        kind: "open",
        echo: (text) => echo(socket, text),
        close: () => {
          socket.destroy();
        },
      });
    });
    asked.end();
  });
}

async function echo(socket: Duplex, text: string): Promise<string> {
  socket.write(text);
  let back = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    back += String(chunk);
    if (back.length >= text.length) break;
  }
  return back;
}
