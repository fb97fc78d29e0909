// Writes head and body of an answer to a socket as one piece.
import type { Socket } from "node:net";

/** Answers up to this length are put together here. Longer ones are written in two pieces. */
const pieceBytesMax = 64 * 1_024;

/** Where answers are put together. It is used again, unless the system has not taken the bytes yet. */
let piece = Buffer.allocUnsafeSlow(pieceBytesMax);

/** Writes an answer. `head` has one character for each byte. */
export function writeWhole(socket: Socket, head: string, body: Uint8Array | undefined): void {
  const bytes = head.length + (body?.byteLength ?? 0);
  if (bytes > pieceBytesMax) {
    socket.cork();
    socket.write(head, "latin1");
    if (body !== undefined) socket.write(body);
    socket.uncork();
    return;
  }
  piece.write(head, 0, "latin1");
  if (body !== undefined) piece.set(body, head.length);
  socket.write(piece.subarray(0, bytes));
  // The rest of the piece is sent later, so it must keep its bytes.
  if (socket.writableLength > 0) piece = Buffer.allocUnsafeSlow(pieceBytesMax);
}
