// Finds bytes that came in after a request's head. After a request that offers an upgrade, Node's parser drops the rest
// of the same read as if it belonged to the other protocol. It parses later bytes as requests again.
import type { Socket } from "node:net";

const headEnd = "\r\n\r\n";

/**
 * Whether the head that is being handed over ends with the bytes that the parser is processing, so that dropping the
 * rest loses nothing. Call it while the request is handed over. Returns false if that is not certain. The connection
 * must then end with the answer, because its next request might begin in the middle of something.
 */
export function endsWithItsHead(socket: Socket): boolean {
  const bytes = bytesAtHand(socket);
  if (bytes === undefined || bytes.length < headEnd.length) return false;
  const text = bytes.toString("latin1");
  // A read that begins with a line end may contain the end of the head, with a whole request after it.
  if (text.startsWith("\r") || text.startsWith("\n")) return false;
  return text.indexOf(headEnd) === text.length - headEnd.length;
}

/**
 * The bytes that a connection's parser is reading. Node offers no other way to get them, and none that is documented.
 */
function bytesAtHand(socket: Socket): Buffer | undefined {
  const parser: unknown = Reflect.get(socket, "parser");
  if (typeof parser !== "object" || parser === null) return undefined;
  const read: unknown = Reflect.get(parser, "getCurrentBuffer");
  if (typeof read !== "function") return undefined;
  const bytes: unknown = read.call(parser);
  return Buffer.isBuffer(bytes) ? bytes : undefined;
}
