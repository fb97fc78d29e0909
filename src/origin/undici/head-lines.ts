// Converts header lines for the wire and from the wire. Order, case and repetition are kept, and the adapter does the
// framing.
import { headerValues } from "../../core/header-lines.ts";
import { withoutTrailing } from "../../core/trim.ts";
import { eachSentLine } from "../sent-lines.ts";

/** The lines of a request as undici takes them. The body's length is one of the lines, and undici writes it last. */
export function requestLines(lines: readonly string[], bodyBytes: number | undefined): string[] {
  const sent: string[] = [];
  eachSentLine(lines, (name, value) => sent.push(name, value));
  if (bodyBytes !== undefined) sent.push("content-length", String(bodyBytes));
  return sent;
}

/**
 * The lines of an answer from undici's raw pieces. Undefined if two readers could read them differently. The parser has
 * already refused most of those: two lengths, a length beside a transfer coding, folded lines, control characters.
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

/**
 * Whether the transfer coding is chunked alone. Any other coding would have to be decoded before the body could be
 * passed on.
 */
function isChunked(coding: string | undefined): boolean {
  return coding?.toLowerCase() === "chunked";
}
