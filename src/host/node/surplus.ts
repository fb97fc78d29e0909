// Whether anything came in behind a request's head. After a request that offers an upgrade, Node's parser drops what the same
// read brought, as if it were of the other protocol; whatever comes later it reads as requests again.
import type { Socket } from "node:net";

const headEnd = "\r\n\r\n";

/**
 * Whether the head that is being handed over ends with the bytes that the parser is at, so that dropping the rest drops
 * nothing. To be asked while the request is handed over. False if that is not certain: then the connection
 * has to end with the answer, as its next request might begin in the middle of something.
 */
export function endsWithItsHead(socket: Socket): boolean {
  const bytes = bytesAtHand(socket);
  if (bytes === undefined || bytes.length < headEnd.length) return false;
  const text = bytes.toString("latin1");
  // A read that begins with a line's end may be the end of the head itself, with a whole request behind it.
  if (text.startsWith("\r") || text.startsWith("\n")) return false;
  return text.indexOf(headEnd) === text.length - headEnd.length;
}

/** What the parser of a connection is reading. Node has no other way to ask, and none that is documented. */
function bytesAtHand(socket: Socket): Buffer | undefined {
  const parser: unknown = Reflect.get(socket, "parser");
  if (typeof parser !== "object" || parser === null) return undefined;
  const read: unknown = Reflect.get(parser, "getCurrentBuffer");
  if (typeof read !== "function") return undefined;
  const bytes: unknown = read.call(parser);
  return Buffer.isBuffer(bytes) ? bytes : undefined;
}
