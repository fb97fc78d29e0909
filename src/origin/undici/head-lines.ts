// Header lines on their way to and from the wire: order, case and repetition kept, framing left to the adapter.
import { headerValues } from "../../core/header-lines.ts";
import { withoutTrailing } from "../../core/trim.ts";

/** Fields that the adapter writes itself, and `Expect`, which undici cannot send and the edge has answered. */
const ownFields: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/** The lines of a request as undici takes them. The body's length is a line there; undici writes it in the last place. */
export function requestLines(lines: readonly string[], bodyBytes: number | undefined): string[] {
  const sent: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] ?? "";
    if (!ownFields.has(name.toLowerCase())) sent.push(name, lines[i + 1] ?? "");
  }
  if (bodyBytes !== undefined) sent.push("content-length", String(bodyBytes));
  return sent;
}

/**
 * The lines of an answer from undici's raw pieces; undefined where no two readers could agree on them. The parser has
 * refused most of those already: two lengths, a length beside a transfer coding, folded lines, control characters.
 */
export function answerLines(raw: unknown): readonly string[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  const lines: string[] = [];
  for (const piece of raw) lines.push(withoutTrailing(pieceText(piece), "\t "));
  const codings = headerValues(lines, "transfer-encoding");
  const framed = codings.length === 0 || (codings.length === 1 && isChunked(codings[0]));
  return framed ? lines : undefined;
}

function pieceText(piece: unknown): string {
  return piece instanceof Uint8Array
    ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString("latin1")
    : String(piece);
}

/** Any other transfer coding would have to be undone before the body could be passed on. */
function isChunked(coding: string | undefined): boolean {
  return coding?.toLowerCase() === "chunked";
}
