// Calls the identity server over HTTP/1.1: forwarded requests with undici, the edge's own calls with a client of our own.
// Bytes, order and repetition are kept, and nothing is followed or decoded.
//
// It speaks only HTTP/1.1, because header lines keep their case and order only there. undici cannot read past a `100
// Continue` that no request asked for. Such an answer counts as broken. Requests here never ask for one.
import type { Origin } from "../../edge/ports.ts";
import { OwnClient } from "../own/own-client.ts";
import { Call } from "./call.ts";
import { createConnectionPool } from "./connection-pool.ts";

/** Bytes of an answer's head that are read, unless configured otherwise. */
const defaultHeadBytesMax = 64 * 1_024;

/**
 * Shorter than the time for which proxies in front of identity servers usually keep an idle connection (60 s and more).
 */
const defaultIdleMs = 30_000;

/** As many as the calls of all lanes of an edge, so that the lanes are the limit unless configured otherwise. */
const defaultConnectionsMax = 672;

/** The options of an undici origin. */
export interface UndiciOriginOptions {
  /** `http:` or `https:`. A path in it prefixes every target. It must have no query, fragment or user name. */
  readonly url: string;
  /**
   * Connections at once for forwarded requests, and as many for the edge's own calls (default: 672). Further calls wait
   * for one, and the wait counts towards their time limits.
   */
  readonly connectionsMax?: number;
  /**
   * How long an idle connection is kept, in milliseconds (default: 30 s). If the origin announces a shorter time, that
   * counts.
   */
  readonly idleMs?: number;
  /** Bytes of an answer's head. An answer with a longer head is broken (default: 64 KiB). */
  readonly headBytesMax?: number;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly certificateAuthorities?: string;
  /**
   * Addresses that the URL's host name must not resolve to. If it does, the call fails as unreachable. An address in
   * the URL itself is not checked.
   */
  readonly refusesAddress?: (address: string) => boolean;
}

/** An origin that holds connections. */
export interface UndiciOrigin extends Origin {
  /** Gives up every call in flight and closes all connections. Later calls fail as unreachable. */
  close(): Promise<void>;
}

/** Creates an origin that is called through undici. Throws a `TypeError` for a URL that it cannot use unchanged. */
export function createUndiciOrigin(options: UndiciOriginOptions): UndiciOrigin {
  const url = originUrl(options.url);
  const pathPrefix = url.pathname.replace(/\/$/, "");
  const limits = {
    connectionsMax: options.connectionsMax ?? defaultConnectionsMax,
    idleMs: options.idleMs ?? defaultIdleMs,
    headBytesMax: options.headBytesMax ?? defaultHeadBytesMax,
    certificateAuthorities: options.certificateAuthorities,
    refusesAddress: options.refusesAddress,
  };
  // Bytes that a forwarded request left on a connection must not become an entry, because other clients would read
  // them. So the two kinds of call share no connection.
  const own = new OwnClient({ ...limits, url });
  const pool = createConnectionPool({ ...limits, origin: url.origin });
  const calls = new Set<Call>();
  let closed = false;
  return {
    hasPath: pathPrefix !== "",
    ask(question) {
      own.ask(question);
    },
    send(request) {
      if (request.purpose === "own") return own.send(request);
      if (closed) {
        const cause = new Error("the origin's connections are closed");
        return Promise.resolve({ kind: "failure", failure: { kind: "unreachable", cause } });
      }
      const call = new Call(request, pathPrefix + request.target, pool, (over) =>
        calls.delete(over),
      );
      calls.add(call);
      call.start();
      return call.outcome;
    },
    async close() {
      closed = true;
      // The latest first, so that a waiting call does not get the connection that another gives up.
      for (const call of [...calls].reverse())
        call.fail("aborted", new Error("the edge is stopping"));
      await Promise.all([own.close(), pool.close()]);
    },
  };
}

function originUrl(text: string): URL {
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError("the origin's URL must begin with http: or https:");
  }
  // The parser drops a "?" or "#" with nothing after it, so the text itself is checked.
  if (/[?#]/.test(text) || url.username !== "" || url.password !== "") {
    throw new TypeError("the origin's URL must not contain a query, a fragment or a user name");
  }
  return url;
}
