// The only source of chance in a simulated run: a small seeded generator, so that a seed replays a run exactly.

/** A stream of pseudo-random choices. Two streams with the same seed and label make the same choices. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** `label` separates streams of one seed: a change in one does not shift the choices of another. */
  constructor(seed: number, label: string) {
    let hash = 2_166_136_261 ^ seed;
    for (let index = 0; index < label.length; index += 1) {
      hash = Math.imul(hash ^ label.charCodeAt(index), 16_777_619);
    }
    this.#a = hash | 0;
    this.#b = Math.imul(seed + 1, 0x9e3779b1) | 0;
    this.#c = (hash >>> 7) ^ seed;
    this.#d = 1;
    for (let turn = 0; turn < 12; turn += 1) this.next();
  }

  /** The next number in [0, 1): sfc32, whose 128 bits of state never fall into a short cycle. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number in [0, below). */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One element. Throws a RangeError on an empty list. */
  pick<T>(list: readonly T[]): T {
    const index = this.int(list.length);
    if (index >= list.length) throw new RangeError("nothing to pick from");
    return list[index] as T;
  }

  /** One value, the weights being relative to their sum. */
  weighted<T>(pairs: readonly (readonly [weight: number, value: T])[]): T {
    let sum = 0;
    for (const [weight] of pairs) sum += weight;
    let left = this.next() * sum;
    for (const [weight, value] of pairs) {
      left -= weight;
      if (left < 0) return value;
    }
    return this.pick(pairs)[1];
  }

  /** A UUID of version 4, unique for all practical purposes within a run. */
  uuid(): string {
    let text = "";
    while (text.length < 32) text += this.int(0x1_0000).toString(16).padStart(4, "0");
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20, 32)}`;
  }
}
