// Calls the identity server over HTTP/1.1 with undici: bytes, order and repetition kept, nothing followed or decoded.
//
// HTTP/1.1 alone, since only there do header lines keep their case and order. undici cannot read past a `100 Continue`
// that no request asked for. Such an answer counts as broken. Requests here never ask for one.
import type { Origin } from "../../edge/ports.ts";
import { Call } from "./call.ts";
import { createConnectionPool, type ConnectionPool } from "./connection-pool.ts";

/** Bytes of an answer's head that are read unless configured otherwise. */
const defaultHeadBytesMax = 64 * 1_024;

/** Below what proxies in front of identity servers commonly keep an idle connection for (60 s and more). */
const defaultIdleMs = 30_000;

/** As many as the lanes of an edge have calls, so that these do the bounding unless configured otherwise. */
const defaultConnectionsMax = 672;

/** What an undici origin is made with. */
export interface UndiciOriginOptions {
  /** `http:` or `https:`; a path in it prefixes every target. No query, fragment or user name. */
  readonly url: string;
  /**
   * Connections at once (672) for forwarded requests, and as many for the edge's own calls; calls beyond wait for one, and
   * the wait counts as theirs.
   */
  readonly connectionsMax?: number;
  /** How long an idle connection is kept, in milliseconds (30 s). A shorter time that the origin announces counts. */
  readonly idleMs?: number;
  /** Bytes of an answer's head, beyond which the answer is broken (64 KiB). */
  readonly headBytesMax?: number;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly certificateAuthorities?: string;
  /** Addresses to which the URL's name must not lead, or the call fails as unreachable. An address in the URL is not asked for. */
  readonly refusesAddress?: (address: string) => boolean;
}

/** An origin that holds connections. */
export interface UndiciOrigin extends Origin {
  /** Gives up every call under way and closes all connections; later calls fail as unreachable. */
  close(): Promise<void>;
}

/** An origin that is called through undici. Throws a `TypeError` for a URL that it cannot use as it is. */
export function createUndiciOrigin(options: UndiciOriginOptions): UndiciOrigin {
  const url = originUrl(options.url);
  const pathPrefix = url.pathname.replace(/\/$/, "");
  const createPool = (): ConnectionPool =>
    createConnectionPool({
      origin: url.origin,
      connectionsMax: options.connectionsMax ?? defaultConnectionsMax,
      idleMs: options.idleMs ?? defaultIdleMs,
      headBytesMax: options.headBytesMax ?? defaultHeadBytesMax,
      certificateAuthorities: options.certificateAuthorities,
      refusesAddress: options.refusesAddress,
    });
  // What a forwarded request left on a connection must not become an entry: only other clients would read such bytes.
  const pools = { own: createPool(), forwarded: createPool() };
  const calls = new Set<Call>();
  let closed = false;
  return {
    hasPath: pathPrefix !== "",
    send(request) {
      if (closed) {
        const cause = new Error("the origin's connections are closed");
        return Promise.resolve({ kind: "failure", failure: { kind: "unreachable", cause } });
      }
      const pool = pools[request.purpose];
      const call = new Call(request, pathPrefix + request.target, pool, (over) =>
        calls.delete(over),
      );
      calls.add(call);
      call.start();
      return call.outcome;
    },
    async close() {
      closed = true;
      // The latest first: one that waits must not get the connection that another gives up.
      for (const call of [...calls].reverse())
        call.fail("aborted", new Error("the edge is stopping"));
      await Promise.all([pools.own.close(), pools.forwarded.close()]);
    },
  };
}

function originUrl(text: string): URL {
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError("the origin's URL must begin with http: or https:");
  }
  // The parser reads "?" and "#" with nothing behind them as nothing, so the text itself is looked at.
  if (/[?#]/.test(text) || url.username !== "" || url.password !== "") {
    throw new TypeError("the origin's URL must not contain a query, a fragment or a user name");
  }
  return url;
}
