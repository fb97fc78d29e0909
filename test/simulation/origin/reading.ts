// Reading a call as the origin does: which session check it is, by which credentials.
import { headerOf, headersOf, type Presented } from "../history.ts";

/** Header by which a simulated client marks its request. Passed through with the request, never sent on a call of the edge's own. */
export const exchangeHeader = "x-simulated-exchange";

/** A call as the origin understands it. */
export interface Reading {
  readonly exchange: number | undefined;
  readonly path: string;
  readonly presented: Presented;
  readonly maxAgeSeconds: number | undefined;
  readonly requestId: string | undefined;
}

/** Reads a call's head. */
export function readCall(target: string, headers: readonly string[], cookieName: string): Reading {
  const mark = headerOf(headers, exchangeHeader);
  const cookies = sessionCookies(headersOf(headers, "cookie"), cookieName);
  const token = headerOf(headers, "x-session-token");
  const authorization = headerOf(headers, "authorization");
  const bearer =
    authorization === undefined ? undefined : /^bearer (\S+)$/iu.exec(authorization)?.[1];
  const origin = headerOf(headers, "origin");
  const control = headerOf(headers, "cache-control");
  const directive =
    control === undefined ? undefined : /(?:^|[\s,])max-age=(\d+)/iu.exec(control)?.[1];
  const query = target.indexOf("?");
  const rawPath = query < 0 ? target : target.slice(0, query);
  const [cookie, ...more] = cookies;
  const opaque = authorization === undefined || bearer !== undefined ? undefined : authorization;
  return {
    exchange: mark === undefined ? undefined : Number(mark),
    path: rawPath.includes("%") ? decodeURIComponent(rawPath) : rawPath,
    presented: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(more.length === 0 ? {} : { more }),
      ...(opaque === undefined ? {} : { opaque }),
      ...(token === undefined ? {} : { token }),
      ...(bearer === undefined ? {} : { bearer }),
      ...(origin === undefined ? {} : { origin }),
    },
    maxAgeSeconds: directive === undefined ? undefined : Number(directive),
    requestId: headerOf(headers, "x-request-id"),
  };
}

function sessionCookies(lines: readonly string[], cookieName: string): readonly string[] {
  const found: string[] = [];
  for (const line of lines) {
    if (!line.includes(cookieName)) continue;
    for (const part of line.split(";")) {
      const pair = part.trim();
      if (pair.startsWith(cookieName) && pair.charAt(cookieName.length) === "=") {
        found.push(pair.slice(cookieName.length + 1));
      }
    }
  }
  return found;
}
