// Hashes of texts, by which the tables find slots. A hash only narrows a search: the texts are compared in full then.

/** FNV-1a over the characters of a text, mixed so that every bit depends on all of them. 32 bits. */
export function hashText(text: string, seed: number): number {
  let hash = seed ^ 0x811c_9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
