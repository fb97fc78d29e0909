// The last look at text that is printed: it takes out secrets.
import type { Secret } from "../core/secret.ts";

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
  return (text) => spellings.reduce(without, text);
}

/** A secret is not made into a pattern, because the error of an invalid pattern would quote it. Case is ignored, because URLs lower a host's. */
function without(text: string, secret: string): string {
  const [inText, wanted] = [lowered(text), lowered(secret)];
  let left = "";
  let from = 0;
  for (let at = inText.indexOf(wanted); at >= 0; at = inText.indexOf(wanted, from)) {
    left += `${text.slice(from, at)}[secret]`;
    from = at + wanted.length;
  }
  return left + text.slice(from);
}

/** ASCII letters alone, so that every character stays where it is. */
function lowered(text: string): string {
  return text.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
}
