// Endless bytes of which every position is known, to tell whether a long stream arrived whole and in order without
// keeping it.
import { createHash } from "node:crypto";

/** A prime, so that no buffer or chunk of a power of two falls on the same phase twice in a row. */
const periodBytes = 1_048_573;
const chunkBytes = 128 * 1_024;

/** Two periods, so that a chunk can be cut out at any phase. */
const pattern = twoPeriods();

/** The first so many bytes, in chunks that share their memory: they must not be changed. */
export function* patternChunks(bytes: number): Generator<Buffer, void, undefined> {
  for (let at = 0; at < bytes;) {
    const chunk = slice(at, Math.min(chunkBytes, bytes - at));
    at += chunk.length;
    yield chunk;
  }
}

/** Compares what arrives with what was sent. */
export class PatternCheck {
  /** Bytes so far, up to the first that was wrong. */
  bytes = 0;
  /** Whether all of them were right. */
  intact = true;

  /** Takes the next chunk. */
  take(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && this.intact;) {
      const piece = chunk.subarray(at, at + periodBytes);
      this.intact = slice(this.bytes, piece.length).equals(piece);
      if (this.intact) this.bytes += piece.length;
      at += piece.length;
    }
  }

  /** What one end tells the other: how much arrived, and how. */
  get verdict(): string {
    return `${this.bytes} bytes ${this.intact ? "intact" : "and then a wrong one"}`;
  }
}

function slice(position: number, bytes: number): Buffer {
  const phase = position % periodBytes;
  return pattern.subarray(phase, phase + bytes);
}

function twoPeriods(): Buffer {
  const blocks: Buffer[] = [];
  for (let block = 0; block * 64 < periodBytes; block += 1) {
    blocks.push(createHash("sha512").update(String(block)).digest());
  }
  const period = Buffer.concat(blocks).subarray(0, periodBytes);
  return Buffer.concat([period, period]);
}
