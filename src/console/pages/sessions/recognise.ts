// What was pasted into the field of the look-up.

/** What the operator says that it is. With `auto`, the page finds out. */
export type Meant = "auto" | "identity" | "session" | "email" | "cookie" | "token";

/** A secret, and how a check presents it. */
export interface Secret {
  readonly kind: "cookie" | "token";
  readonly value: string;
}

/** What it is, or a sentence that says what it looks like, what is accepted, and an example. */
export type Recognised =
  /** One UUID, which may be the id of either if there are two. The first that has stored answers counts. */
  | { readonly kind: "id"; readonly id: string; readonly by: readonly ("session" | "identity")[] }
  | { readonly kind: "email"; readonly email: string }
  /** The same text in the ways in which it can be meant. */
  | { readonly kind: "secrets"; readonly secrets: readonly Secret[] }
  | { readonly kind: "unknown"; readonly words: string };

const example = "6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3";
const accepted = `Paste the id of an identity or a session, such as ${example}, an e-mail address, a session cookie, or a session token.`;
/** Cookies and tokens are longer than this. */
const secretCharactersMin = 20;

/** Recognises a text. `cookieName` is the name of the project's session cookie. */
export function recognise(pasted: string, meant: Meant, cookieName: string): Recognised {
  const text = pasted.trim();
  if (text === "") return unknown(`Nothing was pasted. ${accepted}`);
  switch (meant) {
    case "identity":
    case "session": {
      const id = canonicalId(text);
      return id === undefined ? notAnId(text, meant) : { kind: "id", id, by: [meant] };
    }
    case "email":
      return looksLikeEmail(text) ? { kind: "email", email: text } : notAnEmail();
    case "cookie":
      return cookieIn(text, cookieName) ?? secretOf("cookie", text);
    case "token":
      return secretOf("token", tokenIn(text) ?? text);
    case "auto":
      return recogniseAny(text, cookieName);
    default:
      return meant satisfies never;
  }
}

function recogniseAny(text: string, cookieName: string): Recognised {
  const id = canonicalId(text);
  if (id !== undefined) return { kind: "id", id, by: ["session", "identity"] };
  if (looksLikeEmail(text)) return { kind: "email", email: text };
  const token = tokenIn(text);
  if (token !== undefined) return secretOf("token", token);
  const cookie = cookieIn(text, cookieName);
  if (cookie !== undefined) return cookie;
  if (/^ory_[a-z]+_/.test(text) || text.startsWith("eyJ")) return secretOf("token", text);
  if (looksLikeId(text)) return notAnId(text, "identity");
  if (/\s/.test(text) || text.length < secretCharactersMin) {
    return unknown(
      `This is neither an id nor an e-mail address, and ${/\s/.test(text) ? "no cookie or token has spaces in it" : "it is too short for a cookie or a token"}. ${accepted}`,
    );
  }
  // Both look alike without a name in front of them.
  return {
    kind: "secrets",
    secrets: [
      { kind: "cookie", value: text },
      { kind: "token", value: text },
    ],
  };
}

function unknown(words: string): Recognised {
  return { kind: "unknown", words };
}

function notAnId(text: string, what: "identity" | "session"): Recognised {
  const digits = text.replaceAll(/[^0-9a-f]/gi, "").length;
  const looks = looksLikeEmail(text)
    ? "This looks like an e-mail address"
    : looksLikeId(text)
      ? `This has ${digits} hexadecimal digits, and an id has 32`
      : /[=;]/.test(text) || text.length >= secretCharactersMin
        ? "This looks like a cookie or a token"
        : "This is not an id";
  return unknown(
    `${looks}. The id of ${what === "identity" ? "an identity" : "a session"} is a UUID, such as ${example}.`,
  );
}

/** Whether it may be an id with a mistake in it. */
function looksLikeId(text: string): boolean {
  const digits = text.replaceAll(/[^0-9a-f]/gi, "").length;
  return digits >= 16 && text.length < 50 && /^[0-9a-f{}:-]+$/i.test(text);
}

function notAnEmail(): Recognised {
  return unknown("This is not an e-mail address. One looks like ada@example.com.");
}

function looksLikeEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@=;]+@[^\s@=;]+$/.test(text);
}

/** The value of the session cookie in `name=value` or in a `Cookie` header. Undefined if the text is neither. */
function cookieIn(text: string, cookieName: string): Recognised | undefined {
  const header = /^(?:set-)?cookie:/i.exec(text)?.[0];
  const pairs = text.slice(header?.length ?? 0).split(";");
  const own = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${cookieName}=`));
  if (own !== undefined) return secretOf("cookie", own.slice(cookieName.length + 1));
  const [name] = /^[\w.-]+(?==.)/.exec(text.slice(header?.length ?? 0).trim()) ?? [];
  // The end of Base64 looks like a pair without a value.
  if (header === undefined && (name === undefined || /^[^=]+=+$/.test(text))) return undefined;
  return unknown(
    `There is no cookie named ${cookieName} in this, which is the project’s session cookie. Paste ${cookieName}=…, its value alone, or a Cookie header that has it.`,
  );
}

/** The token in a header, as `curl -H` takes it. Undefined if the text is not such a header. */
function tokenIn(text: string): string | undefined {
  return /^(?:x-session-token:|(?:authorization:\s*)?bearer\s)\s*(\S+)$/i.exec(text)?.[1];
}

function secretOf(kind: Secret["kind"], value: string): Recognised {
  if (value === "") return unknown(`There is no value in this. ${accepted}`);
  return /[^\x21-\x7e]/.test(value)
    ? unknown(
        `A ${kind === "cookie" ? "cookie’s value" : "session token"} has no spaces and no characters outside ASCII. ${accepted}`,
      )
    : { kind: "secrets", secrets: [{ kind, value }] };
}

/** A UUID in its usual form, from every spelling that the identity server takes. Undefined for anything else. */
export function canonicalId(text: string): string | undefined {
  const inner = /^\{(.*)\}$/.exec(text)?.[1] ?? text.replace(/^urn:uuid:/i, "");
  const dashed = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(inner);
  if (!dashed && !/^[\da-f]{32}$/i.test(inner)) return undefined;
  const digits = inner.replaceAll("-", "").toLowerCase();
  return [0, 8, 12, 16, 20]
    .map((at, part) => digits.slice(at, [8, 12, 16, 20, 32][part]))
    .join("-");
}
