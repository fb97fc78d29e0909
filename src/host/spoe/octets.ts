// Reads and writes what frames consist of: octets, variable-length integers, strings and typed values (SPOE 1.2, section
// 3.1). Strings are of any bytes, with one character for each.

/** A value with a type. Integers beyond 2⁵³ lose digits: the agent repeats none of those. */
export type TypedValue = string | number | boolean | undefined;

/** Thrown by a reader if the octets end too early, or are of no known type. */
export class FrameFault extends Error {
  override name = "FrameFault";
}

/** From this on an integer takes more than one octet. */
const oneOctetMax = 240;
/** Octets of an integer of 64 bits. */
const integerOctetsMax = 10;

/** Reads octets in order. */
export class OctetReader {
  readonly #octets: Buffer;
  #at = 0;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#octets.length;
  }

  octet(): number {
    const octet = this.#octets[this.#at];
    if (octet === undefined) throw new FrameFault("the frame ends too early");
    this.#at += 1;
    return octet;
  }

  uint32(): number {
    if (this.#at + 4 > this.#octets.length) throw new FrameFault("the frame ends too early");
    const value = this.#octets.readUInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  /** An integer of 1 to 10 octets. */
  integer(): number {
    let octet = this.octet();
    let value = octet;
    if (value < oneOctetMax) return value;
    let factor = 16;
    for (let octets = 1; octets < integerOctetsMax; octets += 1) {
      octet = this.octet();
      value += octet * factor;
      if (octet < 128) return value;
      factor *= 128;
    }
    throw new FrameFault("an integer is too long");
  }

  string(): string {
    const length = this.integer();
    if (this.#at + length > this.#octets.length) throw new FrameFault("the frame ends too early");
    const text = this.#octets.toString("latin1", this.#at, this.#at + length);
    this.#at += length;
    return text;
  }

  /** A value with its type in front. Addresses are read over, and given as undefined. */
  value(): TypedValue {
    const tag = this.octet();
    switch (tag & 0x0f) {
      case 0:
        return undefined;
      case 1:
        return (tag & 0x10) !== 0;
      case 2:
      case 3:
      case 4:
      case 5:
        return this.integer();
      case 6:
        return this.#skip(4);
      case 7:
        return this.#skip(16);
      case 8:
      case 9:
        return this.string();
      default:
        throw new FrameFault("a value has no known type");
    }
  }

  #skip(octets: number): undefined {
    this.#at += octets;
    if (this.#at > this.#octets.length) throw new FrameFault("the frame ends too early");
  }
}

/** Octets of an integer that is not negative. */
export function integerOctets(value: number): readonly number[] {
  if (value < oneOctetMax) return [value];
  const octets = [oneOctetMax + (value % 16)];
  let rest = Math.floor((value - oneOctetMax) / 16);
  while (rest >= 128) {
    octets.push(128 + (rest % 128));
    rest = Math.floor((rest - 128) / 128);
  }
  octets.push(rest);
  return octets;
}

/** Octets of a string of bytes. */
export function stringOctets(text: string): Buffer {
  const octets = Buffer.from(text, "latin1");
  return Buffer.concat([Buffer.from(integerOctets(octets.length)), octets]);
}

/** Octets of a value with its type in front. Numbers are unsigned integers of 32 bits. */
export function valueOctets(value: string | number): Buffer {
  return typeof value === "number"
    ? Buffer.from([3, ...integerOctets(value)])
    : Buffer.concat([Buffer.from([8]), stringOctets(value)]);
}
