// The connection of a process to NATS.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import {
  connect,
  credsAuthenticator,
  type Authenticator,
  type NatsConnection,
  type TlsOptions,
} from "@nats-io/transport-node";
import { BusRefusal } from "../../edge/ports.ts";
import { connectionFailure } from "./refusals.ts";

/** How to reach NATS. */
export interface NatsConnectionOptions {
  /** `host:port` of each server. One of them is enough to begin with. */
  readonly servers: readonly string[];
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** A token, in place of a user. */
  readonly token?: string | undefined;
  /** A file with the credentials of a user (`.creds`), in place of a user. It is read each time it connects. */
  readonly credentialsFile?: string | undefined;
  /** A file with the certificate of the authority that signed the servers' certificates (PEM). */
  readonly caFile?: string | undefined;
  /** Whether a connection without TLS is refused. */
  readonly tls?: boolean | undefined;
  /** The name of the connection, which operators see in NATS. */
  readonly name: string;
}

/** A frozen server or a half-open connection is noticed after at most three of these, in milliseconds. */
const pingEveryMs = 900;
const connectWaitMs = 2_000;
const connectAgainAfterMs = 250;

/**
 * Connects. The connection then reconnects by itself. Rejects within 2 s per server: with a `BusRefusal` if an operator
 * must change something, otherwise with another error.
 */
export async function openConnection(options: NatsConnectionOptions): Promise<NatsConnection> {
  const { servers, user, password, token, credentialsFile, name } = options;
  const authenticator =
    credentialsFile === undefined ? undefined : await authenticatorOf(credentialsFile);
  const tls = await tlsOf(options);
  try {
    return await connect({
      name,
      servers: [...servers],
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { pass: password }),
      ...(token === undefined ? {} : { token }),
      ...(authenticator === undefined ? {} : { authenticator }),
      ...(tls === undefined ? {} : { tls }),
      timeout: connectWaitMs,
      pingInterval: pingEveryMs,
      maxPingOut: 2,
      maxReconnectAttempts: -1,
      reconnectTimeWait: connectAgainAfterMs,
      reconnectJitter: connectAgainAfterMs,
      reconnectJitterTLS: connectAgainAfterMs,
      // Credentials may be wrong for a moment, while they are replaced.
      ignoreAuthErrorAbort: true,
      noAsyncTraces: true,
    });
  } catch (error) {
    throw connectionFailure(error, options);
  }
}

async function authenticatorOf(path: string): Promise<Authenticator> {
  await fileBytes(path, "credentials");
  const authenticator = credsAuthenticator(() => readFileSync(path));
  try {
    authenticator("nonce");
  } catch (error) {
    throw new BusRefusal(
      `The file ${path} is not a credentials file of NATS. Create one with "nsc generate creds".`,
      { cause: error },
    );
  }
  return authenticator;
}

async function tlsOf({
  caFile,
  tls,
  servers,
}: NatsConnectionOptions): Promise<TlsOptions | undefined> {
  if (caFile === undefined && tls !== true) return undefined;
  const addresses = servers.map(addressOf).filter((address) => isIP(address) !== 0);
  const options = {
    ...(caFile === undefined
      ? {}
      : { ca: new TextDecoder().decode(await fileBytes(caFile, "certificate")) }),
    // The client does not say which address it connected to. A certificate may name any of those that were configured.
    checkServerIdentity: (host: string, certificate: PeerCertificate) =>
      addresses.some((address) => checkServerIdentity(address, certificate) === undefined)
        ? undefined
        : checkServerIdentity(host, certificate),
  };
  return options;
}

/** The host of a server's address, without scheme, port and brackets. */
function addressOf(server: string): string {
  return server
    .replace(/^[a-z]+:\/\//u, "")
    .replace(/:\d+$/u, "")
    .replaceAll(/[[\]]/gu, "");
}

async function fileBytes(path: string, what: "credentials" | "certificate"): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason =
      error instanceof Error && "code" in error ? String(error.code) : "it cannot be read";
    throw new BusRefusal(`The file ${path} with the ${what} for NATS cannot be read: ${reason}.`, {
      cause: error,
    });
  }
}
