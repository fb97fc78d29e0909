// From a stranger's answer to facts: only what is recognised is kept.
import type { Reply, Silence } from "./ask.ts";
import type { CacheStatusSeen, Whoami } from "./facts.ts";

const secondMs = 1_000;

/** Reads the answer to a check without credentials. */
export function readWhoami(reply: Reply | Silence, url: string): Whoami {
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

function isKratosRefusal({ status, text }: Reply): boolean {
  return (
    status === 401 &&
    jsonAt(text, ["error", "code"]) === 401 &&
    typeof jsonAt(text, ["error", "message"]) === "string"
  );
}

function edgeErrorOf({ text }: Reply): string | undefined {
  const id = jsonAt(text, ["error", "id"]);
  return typeof id === "string" && /^edge_[a-z_]{1,40}$/u.test(id) ? id : undefined;
}

function mediaTypeOf({ headers }: Reply): string | undefined {
  const [type = ""] = (headers.get("content-type")?.[0] ?? "").split(";");
  return /^[a-z]{1,20}\/[a-z.+-]{1,60}$/u.test(type.trim()) ? type.trim() : undefined;
}

function redirectOf(
  { status, headers }: Reply,
  url: string,
): "whoami" | "https" | "elsewhere" | undefined {
  const location = headers.get("location")?.[0];
  if (status < 300 || status > 399 || location === undefined) return undefined;
  if (!URL.canParse(location, url)) return "elsewhere";
  const [from, to] = [new URL(url), new URL(location, url)];
  if (from.protocol === "http:" && to.protocol === "https:" && from.hostname === to.hostname) {
    return "https";
  }
  return to.pathname.endsWith("/sessions/whoami") ? "whoami" : "elsewhere";
}

/** The last member: every server on the way appends its own (RFC 9211 section 2). */
export function cacheStatusOf({ headers }: Reply): CacheStatusSeen | undefined {
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
function clockAheadOf({ headers, sentAtMs, repliedAtMs }: Reply): number | undefined {
  const saidMs = Date.parse(headers.get("date")?.[0] ?? "");
  if (Number.isNaN(saidMs)) return undefined;
  if (saidMs > repliedAtMs) return saidMs - repliedAtMs;
  const latestMs = saidMs + secondMs;
  return latestMs < sentAtMs ? latestMs - sentAtMs : 0;
}
