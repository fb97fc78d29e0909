// Opens sockets to one origin.
import { connect, isIP, type LookupFunction } from "node:net";
import { connect as connectTls } from "node:tls";
import { lookupWithout } from "../guarded-lookup.ts";
import type { OpenSocket } from "./own-connection.ts";

/** How an origin is reached. */
export interface SocketOptions {
  /** The URL of the origin, of which only scheme and authority matter. */
  readonly url: URL;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly certificateAuthorities: string | undefined;
  /** The addresses that the origin's name must not resolve to. */
  readonly refusesAddress: ((address: string) => boolean) | undefined;
}

/** A way to open sockets to an origin. TLS sessions are resumed. */
export function socketOpener(options: SocketOptions): OpenSocket {
  const { url, certificateAuthorities, refusesAddress } = options;
  const secure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  const lookup: LookupFunction | undefined =
    refusesAddress === undefined ? undefined : lookupWithout(refusesAddress);
  const target = { host, port, ...(lookup === undefined ? undefined : { lookup }) };
  if (!secure) {
    return (buffer, receive) => ({
      socket: connect({ ...target, onread: readInto(buffer, receive) }),
      ready: "connect",
    });
  }
  const trust = certificateAuthorities === undefined ? undefined : { ca: certificateAuthorities };
  // A certificate that names an address is checked against it, but such a name may not be sent (RFC 6066 section 3).
  const servername = isIP(host) === 0 ? host : "";
  let session: Buffer | undefined;
  return (buffer, receive) => {
    // The types of Node do not know `onread` here.
    const tlsTarget = {
      ...target,
      ...trust,
      ...(session === undefined ? undefined : { session }),
      servername,
      ALPNProtocols: ["http/1.1"],
      onread: readInto(buffer, receive),
    };
    const socket = connectTls(tlsTarget);
    socket.on("session", (latest) => {
      session = latest;
    });
    return { socket, ready: "secureConnect" };
  };
}

/** Node reads into the buffer itself, and makes neither a stream's events nor a buffer for each read. */
function readInto(buffer: Buffer, receive: (count: number) => void) {
  return {
    buffer,
    callback: (count: number): boolean => {
      receive(count);
      return true;
    },
  };
}
