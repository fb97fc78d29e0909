// Writes head and body of an answer to a socket as one piece.
import { writeSync } from "node:fs";
import type { Socket } from "node:net";
import type { PreparedAnswer } from "../../../edge/ports.ts";

/** Answers up to this length are put together here. Longer ones are written in two pieces. */
const pieceBytesMax = 64 * 1_024;

/** Where answers are put together. Every write either takes its bytes at once, or copies what is left. */
const piece = Buffer.allocUnsafeSlow(pieceBytesMax);

/**
 * Writes an answer from the store. `head` has one character for each byte. `descriptor` is that of the socket, or -1.
 * Nothing else may wait on the socket to be sent.
 */
export function writePrepared(
  socket: Socket,
  descriptor: number,
  head: string,
  answer: PreparedAnswer,
): void {
  const bytes = head.length + answer.bodyBytes;
  if (bytes > pieceBytesMax) {
    const body = Buffer.allocUnsafeSlow(answer.bodyBytes);
    answer.copyBody(body, 0);
    return writeParts(socket, head, body);
  }
  piece.write(head, 0, "latin1");
  answer.copyBody(piece, head.length);
  const sent = descriptor < 0 ? 0 : writeNow(descriptor, bytes);
  // The system takes the rest later, when the piece holds another answer.
  if (sent < bytes) socket.write(Buffer.from(piece.subarray(sent, bytes)));
}

/** Writes the piece's first bytes as far as the system takes them. Returns how many it took. */
function writeNow(descriptor: number, bytes: number): number {
  try {
    return writeSync(descriptor, piece, 0, bytes);
  } catch {
    // There is no room, or the connection is broken. The socket's own write finds out which, and waits or closes it.
    return 0;
  }
}

/** Writes any other answer. */
export function writeParts(socket: Socket, head: string, body: Uint8Array | undefined): void {
  socket.cork();
  socket.write(head, "latin1");
  if (body !== undefined) socket.write(body);
  socket.uncork();
}
