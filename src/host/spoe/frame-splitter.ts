// Splits the bytes of a connection into frames. Each byte is copied once, whatever pieces they arrive in.
import { frameBytesMax } from "./frames.ts";

/** What a piece of bytes brought. */
export interface Split {
  readonly frames: readonly Buffer[];
  /** Whether the next frame announces more than `frameBytesMax` bytes. Nothing after it can be read. */
  readonly isTooBig: boolean;
}

/** Octets of the length in front of each frame. */
const lengthOctets = 4;

/** Splits one connection's bytes. */
export class FrameSplitter {
  readonly #length = Buffer.alloc(lengthOctets);
  #lengthFilled = 0;
  #frame: Buffer | undefined;
  #filled = 0;

  /** Takes the next bytes. */
  push(bytes: Buffer): Split {
    const frames: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#frame === undefined) {
        const taken = bytes.copy(this.#length, this.#lengthFilled, at, at + this.#lengthLeft());
        this.#lengthFilled += taken;
        at += taken;
        if (this.#lengthFilled < lengthOctets) break;
        const length = this.#length.readUInt32BE();
        if (length > frameBytesMax) return { frames, isTooBig: true };
        this.#frame = Buffer.alloc(length);
        this.#filled = 0;
      }
      const frame = this.#frame;
      const taken = bytes.copy(frame, this.#filled, at, at + frame.length - this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled < frame.length) break;
      frames.push(frame);
      this.#frame = undefined;
      this.#lengthFilled = 0;
    }
    return { frames, isTooBig: false };
  }

  #lengthLeft(): number {
    return lengthOctets - this.#lengthFilled;
  }
}
