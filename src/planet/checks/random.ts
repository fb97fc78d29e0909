// Numbers that look random and are the same in every run, so that two settings are compared on the same checks.

/** A generator of numbers from 0, less than 1, from a seed. */
function randomNumbers(seed: number): () => number {
  // A Weyl sequence of 32 bits, each number of which is mixed by multiplications and shifts.
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Puts the numbers into an order that looks random and is the same for the same seed. Returns the same array. */
export function shuffle(numbers: Float64Array, seed: number): Float64Array {
  const random = randomNumbers(seed);
  for (let last = numbers.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const moved = numbers[last] ?? 0;
    numbers[last] = numbers[other] ?? 0;
    numbers[other] = moved;
  }
  return numbers;
}

/**
 * `count` numbers from 0, less than 1, in an order that looks random. They are at even distances, so that a share of them
 * is below that share, to one part in `count`.
 */
export function evenNumbers(count: number, seed: number): Float64Array {
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i += 1) numbers[i] = (i + 0.5) / count;
  return shuffle(numbers, seed);
}
