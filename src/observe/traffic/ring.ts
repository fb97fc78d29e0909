// Rows of counters for the latest steps of time. Each row says which step it is of, so that nothing needs sweeping:
// a row that still holds an earlier round reads as empty, and is cleared when its place is next written.

/** Rows of counters, one per step. Its size never changes. */
export interface Ring {
  /** The step that each row was last written for; NaN where it never was. */
  readonly stamps: Float64Array;
  /** The rows, one after the other. */
  readonly cells: Uint32Array | Float64Array;
  /** Counters per row. */
  readonly width: number;
}

/** A ring without any counts. A row of `Float64Array` counts for years, and takes twice the memory. */
export function createRing(
  rows: number,
  width: number,
  Cells: Uint32ArrayConstructor | Float64ArrayConstructor = Uint32Array,
): Ring {
  return {
    stamps: new Float64Array(rows).fill(Number.NaN),
    cells: new Cells(rows * width),
    width,
  };
}

/** Where the row of a step begins in `cells`, for writing. What it held of an earlier step is gone. */
export function rowFor({ stamps, cells, width }: Ring, step: number): number {
  const row = step % stamps.length;
  const begin = row * width;
  if (stamps[row] !== step) {
    cells.fill(0, begin, begin + width);
    stamps[row] = step;
  }
  return begin;
}

/** The row of a step, for reading; undefined if nothing was counted in that step. */
export function rowOf(
  { stamps, cells, width }: Ring,
  step: number,
): Uint32Array | Float64Array | undefined {
  const row = step % stamps.length;
  return stamps[row] === step ? cells.subarray(row * width, (row + 1) * width) : undefined;
}

/** Forgets all counts. */
export function clearRing({ stamps }: Ring): void {
  stamps.fill(Number.NaN);
}
