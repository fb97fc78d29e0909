// What somebody typed where an id was expected, in words. The text itself is never repeated, because it may be a secret.

const uuidExample = "6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3";

/** The problem of a text that is not the id of an identity or a session: what it looks like, and what is accepted. */
export function notAnId(text: string, what: "identity" | "session"): string {
  return `must be the id of ${what === "identity" ? "an identity" : "a session"}, which is a UUID such as ${uuidExample}; ${looksLike(text)}`;
}

function looksLike(text: string): string {
  if (text.trim() === "") return "it is empty";
  if (/^[^\s@]+@[^\s@]+$/.test(text.trim())) {
    return "this looks like an e-mail address, which can be looked up with POST …/sessions/look-up where the project allows it";
  }
  if (/^(?:cookie:|[\w.-]+=)/i.test(text) || /^(?:ory_st_|MTc)/.test(text)) {
    return "this looks like a cookie or a session token, of which only the digest may be sent, as `credential`";
  }
  const digits = text.replaceAll(/[^0-9a-f]/gi, "").length;
  if (digits >= 16 && /^[0-9a-f{}:-]+$/i.test(text)) {
    return `this has ${digits} hexadecimal digits, and a UUID has 32`;
  }
  return "this is something else";
}
