// Takes an accepted connection over into a socket that reads into a given buffer. Node offers that (`onread`) only for
// sockets that a program makes itself, so the handle of the accepted socket is moved to such a one. The handle is not
// documented. Where there is none, nothing is taken over, and node:http reads the connection as usual.
import { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Moves a paused connection to a new socket. `receive` is called with the number of bytes that are in the buffer. */
export function adoptSocket(
  accepted: Socket,
  buffer: Buffer,
  receive: (count: number) => void,
): Socket | undefined {
  const handle: unknown = Reflect.get(accepted, "_handle");
  if (typeof handle !== "object" || handle === null) return undefined;
  Reflect.set(accepted, "_handle", null);
  const options = {
    handle,
    allowHalfOpen: true,
    readable: true,
    writable: true,
    onread: {
      buffer,
      callback: (count: number) => {
        receive(count);
        return true;
      },
    },
  };
  // The types of Node do not know such a handle here.
  const socket: unknown = Reflect.construct(Socket, [options]);
  if (!(socket instanceof Socket)) return undefined;
  // The server counts the accepted one, and waits for its end when it stops.
  socket.once("close", () => accepted.destroy());
  return socket;
}

/** The descriptor of a socket, for writing to it without the layers of a stream. -1 if there is none. */
export function descriptorOf(socket: Socket): number {
  // What is written to the descriptor of a TLS socket would leave without encryption.
  if (socket instanceof TLSSocket) return -1;
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null) return -1;
  const fd: unknown = Reflect.get(handle, "fd");
  return typeof fd === "number" ? fd : -1;
}
