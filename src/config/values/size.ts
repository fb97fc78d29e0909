// Sizes in bytes, with binary units: `512B`, `64KiB`, `256MiB`, `2GiB`.

const unitBytes: ReadonlyMap<string, number> = new Map([
  ["GiB", 1_024 ** 3],
  ["MiB", 1_024 ** 2],
  ["KiB", 1_024],
  ["B", 1],
]);

/** Bytes of a size, or undefined if the text is not a size. `64K` and `64KB` are refused because they are ambiguous. */
export function parseSize(text: string): number | undefined {
  const found = /^(\d+)(B|KiB|MiB|GiB)$/u.exec(text);
  const bytes = Number(found?.[1]) * (unitBytes.get(found?.[2] ?? "") ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The size in the largest unit that fits without a rest. */
export function formatSize(sizeBytes: number): string {
  for (const [unit, bytes] of unitBytes) {
    if (sizeBytes >= bytes && sizeBytes % bytes === 0) return `${sizeBytes / bytes}${unit}`;
  }
  return `${sizeBytes}B`;
}
