// The part of node:http that reads a connection, apart from the server that accepts it.
import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Takes over the connections of a server of `node:http`. The returned function makes it parse one, as it would have by
 * itself.
 */
export function takeListener(server: Server): (this: Server, socket: Socket) => void {
  const [listener] = server.listeners("connection");
  if (listener === undefined) throw new Error("node:http no longer listens for connections");
  server.removeAllListeners("connection");
  return listener as (this: Server, socket: Socket) => void;
}
