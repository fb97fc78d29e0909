// Compares two bodies. A refresh brings the same body nearly always, and then nothing of it is read again.

const wordBytes = 4;

/** Whether two byte arrays are equal. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  const { byteLength } = one;
  if (one === other) return true;
  if (byteLength !== other.byteLength) return false;
  let at = 0;
  if (isAligned(one) && isAligned(other)) {
    const words = byteLength >>> 2;
    const these = new Int32Array(one.buffer, one.byteOffset, words);
    const those = new Int32Array(other.buffer, other.byteOffset, words);
    for (let i = 0; i < words; i += 1) if (these[i] !== those[i]) return false;
    at = words * wordBytes;
  }
  for (; at < byteLength; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

function isAligned({ byteOffset }: Uint8Array): boolean {
  return byteOffset % wordBytes === 0;
}
