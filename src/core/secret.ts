// A value that must not be seen.

/** A secret. It prints as a placeholder, so that no log, error or dump can show it by accident. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** What is printed in place of the secret. */
  get placeholder(): string {
    return "[secret]";
  }

  /** The secret itself: for a digest, for the header of a request, or to find it in text that is to be printed. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return this.placeholder;
  }

  toJSON(): string {
    return this.placeholder;
  }
}
