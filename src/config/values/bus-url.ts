// The address of a bus: where edges send each other invalidations.

/** A bus, as an option names it. */
export type BusAddress =
  | { readonly kind: "none" }
  | { readonly kind: "postgres"; readonly url: string }
  | {
      readonly kind: "nats";
      /** `host:port` of each server. */
      readonly servers: readonly string[];
      readonly user: string | undefined;
      readonly password: string | undefined;
      /** Given in place of a user, before `@`. */
      readonly token: string | undefined;
      /** Whether the scheme is `tls`, so that connections without TLS are refused. */
      readonly tls: boolean;
    };

const natsPort = 4222;

/** Reads an address. Otherwise returns what it must be, as the rest of a sentence. */
export function parseBusUrl(text: string): BusAddress | string {
  if (text === "none") return { kind: "none" };
  const scheme = /^([a-z][a-z\d+.-]*):\/\//iu.exec(text)?.[1]?.toLowerCase() ?? "";
  switch (scheme) {
    case "postgres":
    case "postgresql":
      return URL.canParse(text) ? { kind: "postgres", url: text } : urlForms;
    case "nats":
    case "tls":
      return parseNats(text, scheme);
    default:
      return urlForms;
  }
}

const urlForms =
  "must be postgres://user@host/database, nats://host:4222 (several servers with commas), or none";

function parseNats(text: string, scheme: "nats" | "tls"): BusAddress | string {
  const servers: string[] = [];
  let user: string | undefined;
  let password: string | undefined;
  for (const part of text.split(",")) {
    const whole = part.includes("://") ? part : `${scheme}://${part}`;
    if (!/^(?:nats|tls):\/\/[^/\s?#]+\/?$/iu.test(whole)) return urlForms;
    // As http, because a URL of another scheme has no parts.
    const plain = whole.replace(/^[a-z]+:/iu, "http:");
    if (!URL.canParse(plain)) return urlForms;
    const url = new URL(plain);
    servers.push(`${url.hostname}:${url.port === "" ? natsPort : url.port}`);
    if (url.username !== "") {
      user = decodeURIComponent(url.username);
      password = url.password === "" ? undefined : decodeURIComponent(url.password);
    }
  }
  const token = user !== undefined && password === undefined ? user : undefined;
  return {
    kind: "nats",
    servers,
    user: token === undefined ? user : undefined,
    password,
    token,
    tls: scheme === "tls",
  };
}
