// A list of slots that grows without moving what it holds.

const chunkBits = 12;
const chunkMask = (1 << chunkBits) - 1;

/** A list of slots in chunks of typed arrays. */
export class SlotList {
  readonly #chunks: Int32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#chunks[index >>> chunkBits]?.[index & chunkMask] ?? 0;
  }

  set(index: number, slot: number): void {
    const chunk = this.#chunks[index >>> chunkBits];
    if (chunk !== undefined) chunk[index & chunkMask] = slot;
  }

  push(slot: number): void {
    const index = this.#length;
    this.#length += 1;
    if (index >>> chunkBits === this.#chunks.length)
      this.#chunks.push(new Int32Array(chunkMask + 1));
    this.set(index, slot);
  }

  /** Removes the last slot, if there is one. One empty chunk is kept. */
  pop(): void {
    if (this.#length === 0) return;
    this.#length -= 1;
    if (this.#chunks.length > (this.#length >>> chunkBits) + 2) this.#chunks.pop();
  }
}
