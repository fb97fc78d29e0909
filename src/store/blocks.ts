// Blocks of bytes outside the JavaScript heap. Blocks of one size lie packed in pages: when a block is given back, the
// last one of its size moves into its place. So a size has at most one page that is partly used and one that is empty,
// whatever was taken and given back before.
//
// A reader must copy what it needs before the next `take` or `release`, because either may move any block.

/** Each block begins with the number of its owner. */
const ownerBytes = 4;
/** The difference between sizes of small blocks. Larger sizes differ by at most a sixteenth. */
const granuleBytes = 16;
const sizesPerDoubling = 16;
const firstPageBytes = 16 * 1_024;
const lastPageBytes = 256 * 1_024;
/** An address is the page's number and, in these last bits, the block's place in it. */
const placeBits = 14;
const placeMask = (1 << placeBits) - 1;

/** Memory for blocks of one size. */
export interface Page {
  readonly id: number;
  readonly bytes: Uint8Array;
  /** The same bytes as numbers of two and four bytes. */
  readonly shorts: Uint16Array;
  readonly words: Int32Array;
  readonly size: Size;
  readonly blockBytes: number;
  readonly blocks: number;
  used: number;
}

/** The pages of one block size. All but the last two are full. */
interface Size {
  readonly blockBytes: number;
  readonly pages: Page[];
}

/** Is told that a block has moved. */
export type OnMoved = (owner: number, from: number, to: number) => void;

/** The size of the block that holds this many bytes. */
function blockBytesFor(bytes: number): number {
  const whole = bytes + ownerBytes;
  const doubling = 2 ** Math.floor(Math.log2(Math.max(whole, granuleBytes)));
  const step = Math.max(granuleBytes, doubling / sizesPerDoubling);
  return Math.ceil(whole / step) * step;
}

/** Where a block's own bytes begin in its page: a multiple of four. */
export function blockStart(page: Page, address: number): number {
  return (address & placeMask) * page.blockBytes + ownerBytes;
}

/** Blocks of any size. Each has an owner, which is a number of the caller's. */
export class Blocks {
  readonly #sizes = new Map<number, Size>();
  readonly #pages: (Page | undefined)[] = [];
  readonly #freeIds: number[] = [];
  readonly #onMoved: OnMoved;
  #pageBytes = 0;

  constructor(onMoved: OnMoved) {
    this.#onMoved = onMoved;
  }

  /** The bytes of all pages. */
  get pageBytes(): number {
    return this.#pageBytes;
  }

  /** Takes a block that holds this many bytes. Returns its address. */
  take(bytes: number, owner: number): number {
    const blockBytes = blockBytesFor(bytes);
    let size = this.#sizes.get(blockBytes);
    if (size === undefined) {
      size = { blockBytes, pages: [] };
      this.#sizes.set(blockBytes, size);
    }
    const page = this.#pageWithRoom(size);
    const place = page.used;
    page.used += 1;
    page.words[(place * blockBytes) / ownerBytes] = owner;
    return (page.id << placeBits) | place;
  }

  /** Gives a block back. The last block of its size may move to this address. */
  release(address: number): void {
    const page = this.page(address);
    const { size } = page;
    const { blockBytes, pages } = size;
    let last = pages.at(-1) ?? page;
    if (last.used === 0) last = pages.at(-2) ?? page;
    last.used -= 1;
    const from = (last.id << placeBits) | last.used;
    if (from !== address) {
      const start = last.used * blockBytes;
      const block = last.bytes.subarray(start, start + blockBytes);
      page.bytes.set(block, (address & placeMask) * blockBytes);
      this.#onMoved(last.words[start / ownerBytes] ?? 0, from, address);
    }
    this.#dropEmpty(size);
  }

  owner(address: number): number {
    const { words, blockBytes } = this.page(address);
    return words[((address & placeMask) * blockBytes) / ownerBytes] ?? 0;
  }

  setOwner(address: number, owner: number): void {
    const { words, blockBytes } = this.page(address);
    words[((address & placeMask) * blockBytes) / ownerBytes] = owner;
  }

  /** The page that a block is in. The block's own bytes begin at `blockStart`. */
  page(address: number): Page {
    const page = this.#pages[address >>> placeBits];
    if (page === undefined) throw new Error("the block was given back");
    return page;
  }

  /** The page that the next block is taken from. Pages of a size grow with their number. */
  #pageWithRoom(size: Size): Page {
    const { pages, blockBytes } = size;
    const beforeLast = pages.at(-2);
    if (beforeLast !== undefined && beforeLast.used < beforeLast.blocks) return beforeLast;
    const last = pages.at(-1);
    if (last !== undefined && last.used < last.blocks) return last;
    const wanted = Math.min(lastPageBytes, firstPageBytes * 2 ** pages.length);
    const blocks = Math.max(1, Math.floor(wanted / blockBytes));
    const buffer = new ArrayBuffer(blocks * blockBytes);
    const page: Page = {
      id: this.#freeIds.pop() ?? this.#pages.length,
      bytes: new Uint8Array(buffer),
      shorts: new Uint16Array(buffer),
      words: new Int32Array(buffer),
      size,
      blockBytes,
      blocks,
      used: 0,
    };
    this.#pages[page.id] = page;
    this.#pageBytes += buffer.byteLength;
    pages.push(page);
    return page;
  }

  /** Drops the last page if it is empty and the one before it is half empty, so that no page comes and goes each time. */
  #dropEmpty(size: Size): void {
    const { pages } = size;
    const last = pages.at(-1);
    if (last === undefined || last.used > 0) return;
    const beforeLast = pages.at(-2);
    if (beforeLast !== undefined && beforeLast.used > beforeLast.blocks / 2) return;
    pages.pop();
    this.#pages[last.id] = undefined;
    this.#freeIds.push(last.id);
    this.#pageBytes -= last.bytes.byteLength;
    if (pages.length === 0) this.#sizes.delete(size.blockBytes);
  }
}
