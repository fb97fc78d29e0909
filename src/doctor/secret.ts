// What must not be seen: a type that prints as a placeholder, and the last look at whatever is printed.

/** A secret. It prints as `[secret]`, so that no message or dump can show it by accident. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secret itself: for the header of a request, and for finding it in what is to be printed. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }
}

/** Shorter texts occur in any message by chance; no session credential or key is that short. */
const secretCharactersMin = 8;

/** Takes secrets out of text. Nothing puts them there; but servers are quoted, and they may echo what they were sent. */
export function createRedactor(secrets: readonly Secret[]): (text: string) => string {
  const spellings = secrets
    .map((secret) => secret.reveal())
    .filter((text) => text.length >= secretCharactersMin)
    .flatMap((text) => [text, encodeURIComponent(text), encodeURI(text)])
    // A secret that contains another goes first, so that nothing of it is left.
    .sort((one, other) => other.length - one.length);
  if (spellings.length === 0) return (text) => text;
  // In any case of letters: URLs lower the case of a host.
  const pattern = new RegExp(spellings.map(escaped).join("|"), "giu");
  return (text) => text.replaceAll(pattern, "[secret]");
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, (character) => `\\${character}`);
}
