// A value that must not be printed.

/** A secret. It prints as a placeholder, so that no log, error or dump can show it by accident. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text that is printed instead of the secret. */
  get placeholder(): string {
    return "[secret]";
  }

  /**
   * The secret itself. Use it only for a digest, for a request header, or to find the secret in text that will be
   * printed.
   */
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
