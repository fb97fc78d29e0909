// A wire tap between a gateway and an edge: it passes bytes on and keeps what the gateway sent, line by line.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A request's head as it went over the wire. */
interface TappedRequest {
  readonly method: string;
  readonly target: string;
  /** Names in lower case with their values, in order. */
  readonly headers: readonly (readonly [string, string])[];
}

/** A running tap. */
export interface Tap extends AsyncDisposable {
  /** Requests so far, all of them answered. Throws if any had a body. */
  requests(): readonly TappedRequest[];
  /** Connections that the gateway has opened so far. */
  connections(): number;
  /** Cuts every connection and refuses new ones: as if the edge were gone. */
  leave(): Promise<void>;
}

/** Starts a tap on a port, in front of a server on another port of this machine. */
export async function startTap(port: number, targetPort: number): Promise<Tap> {
  const received: Buffer[][] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const chunks: Buffer[] = [];
    received.push(chunks);
    const target = connect(targetPort, "127.0.0.1");
    for (const [one, other] of [
      [socket, target],
      [target, socket],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.pipe(target);
    target.pipe(socket);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const leave = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    for (const socket of open) socket.destroy();
    await once(server, "close");
  };
  return {
    requests: () => received.flatMap((chunks) => headsIn(Buffer.concat(chunks).toString("latin1"))),
    connections: () => received.length,
    leave,
    [Symbol.asyncDispose]: leave,
  };
}

/** Reads the heads of requests that follow each other; throws if there is anything between or after them. */
function headsIn(text: string): TappedRequest[] {
  const heads = text.split("\r\n\r\n");
  // What follows the last head. It is not read while a head is still arriving.
  const rest = heads.pop() ?? "";
  if (rest !== "") throw new Error(`a body: ${rest.slice(0, 80)}`);
  return heads.map((head) => {
    const [first = "", ...lines] = head.split("\r\n");
    const request = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(first);
    if (request === null) throw new Error(`no request line, a body perhaps: ${first.slice(0, 80)}`);
    const [, method = "", target = ""] = request;
    const headers = lines.map((line) => {
      const cut = line.indexOf(":");
      return [line.slice(0, cut).toLowerCase(), line.slice(cut + 1).trim()] as const;
    });
    return { method, target, headers };
  });
}
