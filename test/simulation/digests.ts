// The digest port of a run: injective and cheap instead of SHA-256, and able to say which digest an edge gave a credential,
// so that the scenario can invalidate it without knowing how digests are formed.

/** Digests that remember what they were made of. */
export class Digests {
  readonly #byText = new Map<string, string>();
  readonly #texts = new Map<string, string>();

  /** A digest of 43 characters, as base64url of SHA-256 has. */
  readonly digest = (text: string): string => {
    let found = this.#byText.get(text);
    if (found === undefined) {
      found = `digest-${this.#byText.size + 1}`.padEnd(43, "-");
      this.#byText.set(text, found);
      this.#texts.set(found, text);
    }
    return found;
  };

  /** What a digest was made of. */
  textOf(digest: string): string {
    return this.#texts.get(digest) ?? "";
  }

  /** The digest that was made of a credential in a project, if one was. */
  of(project: string, credential: string): string | undefined {
    for (const [text, digest] of this.#byText) {
      if (mentions(text, credential) && mentions(text, project)) return digest;
    }
    return undefined;
  }
}

/** Whether a text holds a word, and not only a longer one that contains it. */
function mentions(text: string, word: string): boolean {
  const at = text.indexOf(word);
  if (at === -1) return false;
  const inWord = /[\w-]/;
  return !inWord.test(text[at - 1] ?? " ") && !inWord.test(text[at + word.length] ?? " ");
}
