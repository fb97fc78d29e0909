// Writes head and body of an answer to a socket as one piece.
import { writeSync } from "node:fs";
import type { Socket } from "node:net";
import type { PreparedAnswer } from "../../../edge/ports.ts";
import { preparedParts } from "./answer-head.ts";

/** Answers up to this length are put together in one place. Each longer one gets its own. */
const pieceBytesMax = 64 * 1_024;

/** Where answers are put together. Every write either takes its bytes at once, or copies what is left. */
const piece = Buffer.allocUnsafeSlow(pieceBytesMax);

/**
 * Writes an answer from the store. `last` announces the end of the connection. `descriptor` is that of the socket, or -1.
 * Nothing else may wait on the socket to be sent.
 */
export function writePrepared(
  socket: Socket,
  descriptor: number,
  answer: PreparedAnswer,
  last: boolean,
): void {
  const { headText, bodyBytes } = answer;
  const begin = answer.status === 200 ? preparedParts[200] : preparedParts[401];
  const end = last ? preparedParts.last : preparedParts.open;
  const headBytes = begin.byteLength + headText.length + end.byteLength;
  const bytes = headBytes + bodyBytes;
  const target = bytes > pieceBytesMax ? Buffer.allocUnsafeSlow(bytes) : piece;
  target.set(begin, 0);
  target.write(headText, begin.byteLength, "latin1");
  target.set(end, headBytes - end.byteLength);
  answer.copyBody(target, headBytes);
  // Once a socket is destroyed, another connection may have its descriptor.
  const sent = descriptor < 0 || socket.destroyed ? 0 : writeNow(descriptor, target, bytes);
  if (sent === bytes) return;
  // The system takes the rest later, when the piece holds another answer.
  const rest = target.subarray(sent, bytes);
  socket.write(target === piece ? Buffer.from(rest) : rest);
}

/** Writes the first bytes as far as the system takes them. Returns how many it took. */
function writeNow(descriptor: number, from: Buffer, bytes: number): number {
  try {
    return writeSync(descriptor, from, 0, bytes);
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
