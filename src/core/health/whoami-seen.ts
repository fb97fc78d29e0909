// What an answer to a session check shows of the server that gave it. Only what is recognised is kept, because the texts
// come from a stranger. Doctor and the control plane classify identity servers with it.
import { parseHttpDateMs } from "../instants.ts";

/** An answer to one question, read whole. */
export interface SeenReply {
  readonly kind: "reply";
  readonly status: number;
  /** Values by lower-case name. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
  /** Epoch milliseconds by this machine's clock. */
  readonly sentAtMs: number;
  readonly repliedAtMs: number;
}

/** No answer. `why` is a clause made of fixed words and the system's code. */
export interface Silence {
  readonly kind: "silence";
  readonly why: string;
}

/** How a check without any credential was answered. */
export type Whoami = Silence | WhoamiAnswer;

/** An answer to a check without any credential. */
export interface WhoamiAnswer {
  readonly kind: "answer";
  readonly status: number;
  /** A 401 in the shape that Kratos gives it. */
  readonly kratos: boolean;
  /** The id of an error of the edge's own. */
  readonly edgeError: string | undefined;
  /** Whether `Ory-Session-Cache-For` was there. */
  readonly hinted: boolean;
  /** The media type of the body. */
  readonly mediaType: string | undefined;
  /**
   * Where a redirect leads: to whoami at another place (as Kratos' admin listener does), the same host by https, or
   * anywhere.
   */
  readonly redirect: "whoami" | "https" | "elsewhere" | undefined;
  readonly cacheStatus: CacheStatusSeen | undefined;
  /**
   * How far the server's clock is ahead of this machine's at the least, in milliseconds. Negative if it is behind. 0 if
   * rounding and the time on the wire explain the difference.
   */
  readonly clockAheadMs: number | undefined;
}

/** The last member of `Cache-Status`, that of the server that was asked. */
export interface CacheStatusSeen {
  readonly name: string;
  readonly hit: boolean;
  /** The value of `fwd`. */
  readonly fwd: string | undefined;
  readonly stored: boolean;
  readonly detail: string | undefined;
}

const secondMs = 1_000;

/** Reads the answer to a check without credentials. */
export function readWhoami(reply: SeenReply | Silence, url: string): Whoami {
  if (reply.kind === "silence") return reply;
  return {
    kind: "answer",
    status: reply.status,
    kratos: isKratosRefusal(reply),
    edgeError: edgeErrorOf(reply),
    hinted: reply.headers.has("ory-session-cache-for"),
    mediaType: mediaTypeOf(reply),
    redirect: redirectOf(reply, url),
    cacheStatus: cacheStatusOf(reply),
    clockAheadMs: clockAheadOf(reply),
  };
}

/** The value at a path of a JSON text; undefined where it is not there, or the text is no JSON. */
export function jsonAt(text: string, path: readonly string[]): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  for (const name of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(name);
  }
  return value;
}

function isKratosRefusal({ status, text }: SeenReply): boolean {
  return (
    status === 401 &&
    jsonAt(text, ["error", "code"]) === 401 &&
    typeof jsonAt(text, ["error", "message"]) === "string"
  );
}

function edgeErrorOf({ text }: SeenReply): string | undefined {
  const id = jsonAt(text, ["error", "id"]);
  return typeof id === "string" && /^edge_[a-z_]{1,40}$/u.test(id) ? id : undefined;
}

function mediaTypeOf({ headers }: SeenReply): string | undefined {
  const [type = ""] = (headers.get("content-type")?.[0] ?? "").split(";");
  return /^[a-z]{1,20}\/[a-z.+-]{1,60}$/u.test(type.trim()) ? type.trim() : undefined;
}

function redirectOf(
  { status, headers }: SeenReply,
  url: string,
): "whoami" | "https" | "elsewhere" | undefined {
  const location = headers.get("location")?.[0];
  if (status < 300 || status > 399 || location === undefined) return undefined;
  const [from, to] = [partsOf(url), partsOf(location)];
  if (to === undefined) return "elsewhere";
  const sameHost = from?.host !== undefined && from.host === to.host;
  if (from?.scheme === "http" && to.scheme === "https" && sameHost) return "https";
  return to.path.endsWith("/sessions/whoami") ? "whoami" : "elsewhere";
}

/** Scheme, host name and path of a URL or of a reference without a host. This room has no URL parser. */
function partsOf(
  url: string,
): { readonly scheme?: string; readonly host?: string; readonly path: string } | undefined {
  const match =
    /^(?:(https?):\/\/([\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?)?(\/[^?#]*)?(?:[?#]|$)/iu.exec(
      url,
    );
  if (match === null) return undefined;
  const [, scheme, host, path = "/"] = match;
  return {
    path,
    ...(scheme === undefined ? {} : { scheme: scheme.toLowerCase() }),
    ...(host === undefined ? {} : { host: host.toLowerCase() }),
  };
}

/** The last member: every server on the way appends its own (RFC 9211 section 2). */
export function cacheStatusOf({ headers }: SeenReply): CacheStatusSeen | undefined {
  const lines = headers.get("cache-status")?.join(",");
  const [name = "", ...parameters] = (lines?.split(",").at(-1) ?? "")
    .split(";")
    .map((part) => part.trim());
  if (!/^[A-Za-z][\w.~!#$%&'*+^`|-]{0,63}$/u.test(name)) return undefined;
  const valueOf = (key: string): string | undefined =>
    parameters
      .find((parameter) => parameter.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .match(/^[a-z-]{1,40}$/u)?.[0];
  return {
    name,
    hit: parameters.includes("hit"),
    fwd: valueOf("fwd"),
    stored: parameters.includes("stored"),
    detail: valueOf("detail"),
  };
}

/** `Date` has whole seconds and was written at some time between question and answer; only what exceeds both is certain. */
function clockAheadOf({ headers, sentAtMs, repliedAtMs }: SeenReply): number | undefined {
  const saidMs = parseHttpDateMs(headers.get("date")?.[0] ?? "");
  if (saidMs === undefined) return undefined;
  if (saidMs > repliedAtMs) return saidMs - repliedAtMs;
  const latestMs = saidMs + secondMs;
  return latestMs < sentAtMs ? latestMs - sentAtMs : 0;
}
