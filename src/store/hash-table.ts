// Finds slots by a hash of 32 bits. The cells lie in segments of typed arrays. A full segment is split in two by one
// more bit of the hash, so that no insertion rehashes the whole table (extendible hashing).

const segmentCells = 512;
/** A segment is split when this share of its cells is used. */
const fullShare = 0.75;
/** Segments that would need more bits than this have equal hashes in them. They grow instead. */
const depthMax = 22;

interface Segment {
  /** The hash and the slot plus one of each cell. A slot of 0 means that the cell is empty. */
  cells: Int32Array;
  mask: number;
  used: number;
  /** The number of leading bits that all hashes in it have in common. */
  readonly depth: number;
}

function makeSegment(cells: number, depth: number): Segment {
  return { cells: new Int32Array(2 * cells), mask: cells - 1, used: 0, depth };
}

/** A table of slots by hash. Different slots may have equal hashes. */
export class HashTable {
  /** Segments by the first `#depth` bits of the hash. */
  #directory: Segment[] = [makeSegment(segmentCells, 0)];
  #depth = 0;
  /** Where the search that `first` began goes on. */
  #found: Segment = makeSegment(1, 0);
  #at = 0;
  #hash = 0;
  #bytes = segmentCells * 8;

  /** The bytes of all segments. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Begins a search. Returns a slot with this hash, or -1. The table must not change during a search. */
  first(hash: number): number {
    this.#hash = hash | 0;
    this.#found = this.#segment(hash);
    this.#at = (hash & this.#found.mask) - 1;
    return this.next();
  }

  /** The next slot with the hash that `first` was given, or -1. */
  next(): number {
    const { cells, mask } = this.#found;
    for (;;) {
      this.#at = (this.#at + 1) & mask;
      const slot = cells[2 * this.#at + 1] ?? 0;
      if (slot === 0) return -1;
      if (cells[2 * this.#at] === this.#hash) return slot - 1;
    }
  }

  insert(hash: number, slot: number): void {
    let segment = this.#segment(hash);
    while (segment.used + 1 > (segment.mask + 1) * fullShare) {
      this.#split(segment, hash);
      segment = this.#segment(hash);
    }
    place(segment, hash, slot);
  }

  /** Puts another slot in the place of one that is in the table. */
  replace(hash: number, slot: number, by: number): void {
    const segment = this.#segment(hash);
    segment.cells[2 * cellOf(segment, hash, slot) + 1] = by + 1;
  }

  /** Removes a slot that is in the table. Later cells of its run move up, so that no search ends too early. */
  remove(hash: number, slot: number): void {
    const segment = this.#segment(hash);
    const { cells, mask } = segment;
    let gap = cellOf(segment, hash, slot);
    for (let at = (gap + 1) & mask; ; at = (at + 1) & mask) {
      const moving = cells[2 * at + 1] ?? 0;
      if (moving === 0) break;
      const home = (cells[2 * at] ?? 0) & mask;
      // A cell may move up to the gap only if its search begins no later than there.
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      cells[2 * gap] = cells[2 * at] ?? 0;
      cells[2 * gap + 1] = moving;
      gap = at;
    }
    cells[2 * gap + 1] = 0;
    segment.used -= 1;
  }

  #segment(hash: number): Segment {
    const segment = this.#directory[this.#indexOf(hash)];
    if (segment === undefined) throw new Error("the directory has a gap");
    return segment;
  }

  #indexOf(hash: number): number {
    return this.#depth === 0 ? 0 : hash >>> (32 - this.#depth);
  }

  #split(segment: Segment, hash: number): void {
    const depth = segment.depth + 1;
    if (depth > depthMax) {
      grow(segment);
      this.#bytes += segment.cells.byteLength / 2;
      return;
    }
    if (depth > this.#depth) {
      this.#directory = this.#directory.flatMap((each) => [each, each]);
      this.#depth += 1;
    }
    const cells = segment.mask + 1;
    const halves = [makeSegment(cells, depth), makeSegment(cells, depth)] as const;
    forEachCell(segment, (each, slot) => {
      place(halves[(each >>> (32 - depth)) & 1 ? 1 : 0], each, slot);
    });
    this.#bytes += segment.cells.byteLength;
    // The directory's places for the segment stand together. Their first half is for the hashes with a 0.
    const places = 2 ** (this.#depth - segment.depth);
    const start = this.#indexOf(hash) & ~(places - 1);
    this.#directory.fill(halves[0], start, start + places / 2);
    this.#directory.fill(halves[1], start + places / 2, start + places);
  }
}

function place(segment: Segment, hash: number, slot: number): void {
  const { cells, mask } = segment;
  let at = hash & mask;
  while ((cells[2 * at + 1] ?? 0) !== 0) at = (at + 1) & mask;
  cells[2 * at] = hash;
  cells[2 * at + 1] = slot + 1;
  segment.used += 1;
}

function cellOf({ cells, mask }: Segment, hash: number, slot: number): number {
  for (let at = hash & mask; ; at = (at + 1) & mask) {
    const found = cells[2 * at + 1] ?? 0;
    if (found === slot + 1) return at;
    if (found === 0) throw new Error("the slot is not in the table");
  }
}

function grow(segment: Segment): void {
  const larger = makeSegment(2 * (segment.mask + 1), segment.depth);
  forEachCell(segment, (hash, slot) => {
    place(larger, hash, slot);
  });
  segment.cells = larger.cells;
  segment.mask = larger.mask;
}

function forEachCell({ cells }: Segment, visit: (hash: number, slot: number) => void): void {
  for (let i = 0; i < cells.length; i += 2) {
    const slot = cells[i + 1] ?? 0;
    if (slot !== 0) visit(cells[i] ?? 0, slot - 1);
  }
}
