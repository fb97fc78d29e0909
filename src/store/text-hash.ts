// Hashes of texts, by which the tables find slots. A hash only narrows a search: the texts are compared in full then.

const prime = 0x9e37_79b1;

/** A hash of a text's characters, mixed so that every bit depends on all of them. 32 bits. */
export function hashText(text: string, seed: number): number {
  let hash = seed;
  let at = 0;
  // Four characters at a time. Those beyond Latin-1 may overlap, which only makes equal hashes more likely.
  for (const end = text.length - 3; at < end; at += 4) {
    const four =
      text.charCodeAt(at) ^
      (text.charCodeAt(at + 1) << 8) ^
      (text.charCodeAt(at + 2) << 16) ^
      (text.charCodeAt(at + 3) << 24);
    hash = mixIn(hash, four);
  }
  for (; at < text.length; at += 1) hash = mixIn(hash, text.charCodeAt(at));
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

function mixIn(hash: number, code: number): number {
  const mixed = Math.imul(hash ^ code, prime);
  return mixed ^ (mixed >>> 15);
}
