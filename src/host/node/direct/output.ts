// Writes head and body of an answer to a socket as one piece.
import type { Socket } from "node:net";
import type { PreparedAnswer } from "../../../edge/ports.ts";

/** Answers up to this length are put together here. Longer ones are written in two pieces. */
const pieceBytesMax = 64 * 1_024;

/** Where answers are put together. It is used again, unless the system has not taken the bytes yet. */
let piece = Buffer.allocUnsafeSlow(pieceBytesMax);

/** Writes an answer from the store. `head` has one character for each byte. */
export function writePrepared(socket: Socket, head: string, answer: PreparedAnswer): void {
  const bytes = head.length + answer.bodyBytes;
  if (bytes > pieceBytesMax) {
    const body = Buffer.allocUnsafeSlow(answer.bodyBytes);
    answer.copyBody(body, 0);
    return writeParts(socket, head, body);
  }
  piece.write(head, 0, "latin1");
  answer.copyBody(piece, head.length);
  socket.write(piece.subarray(0, bytes));
  // The rest of the piece is sent later, so it must keep its bytes.
  if (socket.writableLength > 0) piece = Buffer.allocUnsafeSlow(pieceBytesMax);
}

/** Writes any other answer. */
export function writeParts(socket: Socket, head: string, body: Uint8Array | undefined): void {
  socket.cork();
  socket.write(head, "latin1");
  if (body !== undefined) socket.write(body);
  socket.uncork();
}
