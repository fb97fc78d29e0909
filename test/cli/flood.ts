// A flood of session checks that cannot be in any store: each has its own cookie, which the origin refuses.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { listenOnLoopback } from "../harness/loopback.ts";

const headEnd = "\r\n\r\n";
const refusal = JSON.stringify({ error: { code: 401, status: "Unauthorized" } });
const answer =
  "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n" +
  `Content-Length: ${refusal.length}${headEnd}${refusal}`;

/** An identity server that refuses every request, as fast as a raw socket goes. */
export async function startRefusingOrigin(): Promise<{ url: string; server: Server }> {
  const server = createServer({ noDelay: true }, (socket) => {
    onEach(socket, headEnd, () => socket.write(answer, "latin1"));
  });
  return { url: await listenOnLoopback(server), server };
}

/** Sends checks over this many connections; resolves once each was answered. */
export async function flood(port: number, checks: number, connections: number): Promise<void> {
  let sent = 0;
  const one = async (): Promise<void> => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const ask = (): void => {
      sent += 1;
      if (sent > checks) socket.destroy();
      else socket.write(headOf(sent), "latin1");
    };
    socket.once("connect", ask);
    onEach(socket, refusal, ask);
    await once(socket, "close");
  };
  await Promise.all(Array.from({ length: connections }, one));
  if (sent < checks) throw new Error(`only ${sent} of ${checks} checks were answered`);
}

function headOf(count: number): string {
  const cookie = `ory_kratos_session=stranger-${count}-${"x".repeat(200)}`;
  return `GET /sessions/whoami HTTP/1.1\r\nHost: flood.example\r\nCookie: ${cookie}${headEnd}`;
}

/** Calls for each time that a text has come. */
function onEach(socket: Socket, text: string, act: () => void): void {
  let got = "";
  socket.setEncoding("latin1");
  // An edge that ends takes its connections along.
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: string) => {
    got += chunk;
    for (let at = got.indexOf(text); at !== -1; at = got.indexOf(text)) {
      got = got.slice(at + text.length);
      act();
    }
  });
}
