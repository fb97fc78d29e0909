// Why an API key was refused at the sign-in, as far as its form shows. A key of the right form that is revoked, has expired, or
// is of another control plane cannot be told from one that never existed.

/** What the form of a text that was pasted as a key shows. It holds nothing of the text. */
export type KeyForm = "key" | "part-of-a-key" | "id" | "several-words" | "other";

const prefix = "es_key_";

/** Classifies a text without the spaces around it. */
export function keyForm(text: string): KeyForm {
  if (/\s/.test(text)) return "several-words";
  if (text.startsWith(prefix)) {
    return /^[\w-]{43}$/.test(text.slice(prefix.length)) ? "key" : "part-of-a-key";
  }
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? "id" : "other";
}

/** Says what was pasted, and what to do instead. */
export function wrongKeyWords(form: KeyForm): string {
  switch (form) {
    case "key":
      return "This control plane does not accept this key. It was revoked, has expired, or belongs to another control plane. Check where you stored it, or ask an operator for a new one.";
    case "part-of-a-key":
      return "This is not a whole key. A key has 43 characters after es_key_. Copy it again, from its first to its last character.";
    case "id":
      return "This is the id of a key or a project, and ids cannot sign in. Paste the key itself, which begins with es_key_. It was shown once, when it was created.";
    case "several-words":
      return "This has spaces or line ends in it, and a key has none. Paste the key alone. It begins with es_key_.";
    case "other":
      return "This is not an API key of a control plane. A key begins with es_key_. It was shown once, when it was created.";
    default:
      return form satisfies never;
  }
}
