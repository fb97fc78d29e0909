// TLS in front of the parser: which protocol versions a listener speaks, and how many handshakes may be unfinished.
import { constants } from "node:crypto";
import { Socket } from "node:net";
import { TLSSocket, type SecureContextOptions } from "node:tls";

/** A certificate and its key, both in PEM form. Intermediate certificates follow the certificate. */
export interface TlsPair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What TLS ends with on a listener. Ciphers are those of Node. */
export function secureContextOptions({ certificate, privateKey }: TlsPair): SecureContextOptions {
  return {
    cert: certificate,
    key: privateKey,
    minVersion: "TLSv1.2",
    // With TLS 1.2, a client could otherwise make the server do the expensive part of a handshake again and again.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
}

/**
 * Connections whose handshake is not finished. Above the limit, the oldest of them is ended: a client that means it needs
 * a few round trips, and whoever holds connections open without a handshake has the oldest.
 */
export class Handshakes {
  readonly #max: number;
  readonly #open = new Map<string, Socket>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Notes a connection whose handshake begins. Returns whether another one was ended for it. */
  begin(socket: Socket): boolean {
    const key = endsOf(socket);
    this.#open.set(key, socket);
    socket.once("close", () => {
      if (this.#open.get(key) === socket) this.#open.delete(key);
    });
    if (this.#open.size <= this.#max) return false;
    for (const [oldestKey, oldest] of this.#open) {
      this.#open.delete(oldestKey);
      oldest.destroy();
      break;
    }
    return true;
  }

  /** The handshake on this connection is finished. Node does not say which of its sockets a TLS socket is on. */
  finish(socket: TLSSocket): void {
    this.#open.delete(endsOf(socket));
  }

  /** Breaks those that are left. */
  destroy(): void {
    for (const socket of this.#open.values()) socket.destroy();
  }

  get size(): number {
    return this.#open.size;
  }
}

/** Both ends of a connection. Only one open connection has them. */
function endsOf(socket: Socket): string {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}

/** Breaks a connection with a reset, so that a client without another sign sees that something is missing. */
export function resetConnection(socket: Socket): void {
  // Node resets sockets of the system only. It keeps the one below TLS in an undocumented place. Without it, the
  // connection ends without the alert that closes TLS in order.
  const below: unknown = socket instanceof TLSSocket ? Reflect.get(socket, "_parent") : socket;
  if (below instanceof Socket) below.resetAndDestroy();
  else socket.destroy();
}
