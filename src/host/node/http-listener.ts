// The part of node:http that reads a connection, apart from the server that accepts it.
import type { Server } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { Socket } from "node:net";

/**
 * Takes over the connections of a server of `node:http` or `node:https`. `event` says when they can be read. The returned
 * function makes it parse one, as it would have by itself.
 */
export function takeListener(
  server: Server | TlsServer,
  event: "connection" | "secureConnection",
): (this: Server | TlsServer, socket: Socket) => void {
  const [listener] = server.listeners(event);
  if (listener === undefined) throw new Error("node:http no longer listens for connections");
  server.removeAllListeners(event);
  return listener as (this: Server | TlsServer, socket: Socket) => void;
}

/** Whether node:http has paused a connection, because too much of its answers is not sent yet. It resumes it itself. */
export function isPausedByHttp(socket: Socket): boolean {
  return Reflect.get(socket, "_paused") === true;
}
