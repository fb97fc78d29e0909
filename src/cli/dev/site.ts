// A small HTTP client for people who visit a project. It names the project by the Host header, which `fetch` cannot set.
import { request } from "node:http";

/** Where people visit. */
export interface Site {
  /** Base URL of the listener, with its base path. */
  readonly url: string;
  /** The host that the request is for. */
  readonly host: string;
}

/** One request. */
export interface Visit {
  readonly method: "GET" | "POST";
  /** Below the base URL. */
  readonly path: string;
  /** `name=value` pairs. */
  readonly cookies: readonly string[];
  /** `Cache-Control` of the request. */
  readonly cacheControl?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** An answer. */
export interface Visited {
  readonly status: number;
  /** `name=value` of every cookie that it sets. */
  readonly cookies: readonly string[];
  /** Its body as text. */
  readonly text: string;
}

/** Sends a request. Rejects if it is not answered, or if the signal aborts it. */
export function visit(site: Site, what: Visit, signal: AbortSignal): Promise<Visited> {
  const body = what.body === undefined ? undefined : JSON.stringify(what.body);
  return new Promise((resolve, reject) => {
    const sent = request(
      `${site.url}${what.path}`,
      {
        method: what.method,
        signal,
        headers: {
          Host: site.host,
          Accept: "application/json",
          ...(what.cookies.length === 0 ? {} : { Cookie: what.cookies.join("; ") }),
          ...(what.cacheControl === undefined ? {} : { "Cache-Control": what.cacheControl }),
          ...(body === undefined
            ? {}
            : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }),
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => {
          resolve({
            status: answer.statusCode ?? 0,
            cookies: (answer.headers["set-cookie"] ?? []).map(pairOf),
            text: Buffer.concat(parts).toString("utf8"),
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

function pairOf(setCookie: string): string {
  return setCookie.split(";")[0] ?? "";
}
