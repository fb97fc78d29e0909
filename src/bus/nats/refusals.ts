// What went wrong in NATS, as an error whose sentence says how to fix it. Nothing here repeats a password or a token.
import {
  AuthorizationError,
  ConnectionError,
  NoRespondersError,
  PermissionViolationError,
  TimeoutError,
  UserAuthenticationExpiredError,
} from "@nats-io/transport-node";
import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { BusRefusal } from "../../edge/ports.ts";
import type { NatsConnectionOptions } from "./connection.ts";

/** Codes of JetStream: the account or the server has no room left. */
const insufficientResources = new Set([10_002, 10_023, 10_028, 10_047]);

/** The code of JetStream for a message that names another stream. */
const wrongStreamCode = 10_060;

/** Codes of TLS that mean that a certificate is not trusted or does not fit. */
const certificateCodes =
  /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|CERT_|ERR_TLS_CERT_ALTNAME_INVALID)/u;

/** Why there is no connection. */
export function connectionFailure(error: unknown, options: NatsConnectionOptions): Error {
  const servers = options.servers.join(", ");
  const authorization = causeOf(error, AuthorizationError);
  if (authorization !== undefined && /authorization violation/iu.test(authorization.message)) {
    return new BusRefusal(
      `NATS at ${servers} refused the ${credentialWords(options)}. Correct them in --bus or --bus-credentials.`,
    );
  }
  if (causeOf(error, UserAuthenticationExpiredError) !== undefined) {
    return new BusRefusal(
      `The credentials for NATS at ${servers} have expired. Create new ones for --bus-credentials.`,
    );
  }
  const code = codeOf(error);
  if (certificateCodes.test(code)) {
    return new BusRefusal(
      `The certificate of NATS at ${servers} is not trusted (${code}). Name the certificate of its authority with --bus-ca, and use a host name that the certificate names.`,
    );
  }
  if (causeOf(error, ConnectionError)?.message.includes("does not support 'tls'") === true) {
    return new BusRefusal(
      `NATS at ${servers} does not offer TLS. Turn it on there, or use nats:// instead of tls:// and no --bus-ca.`,
    );
  }
  return new Error(`NATS at ${servers} cannot be reached: ${reasonOf(error)}.`, { cause: error });
}

function credentialWords({ user, token, credentialsFile }: NatsConnectionOptions): string {
  if (credentialsFile !== undefined) return `credentials of the file ${credentialsFile}`;
  if (user !== undefined) return `user ${user} or its password`;
  return token === undefined ? "connection, because it has no credentials" : "token";
}

/** What was attempted. */
export interface Attempt {
  /** As in "Cannot …": a verb and its object. */
  readonly what: string;
  /** The server that this process is connected to, if it has JetStream. */
  readonly hasJetStream: boolean;
  /** The JetStream domain that was asked, if there are domains. */
  readonly domain: string | undefined;
  /** The domain of the connected server. */
  readonly serverDomain: string | undefined;
}

/** Why an attempt failed, as an error with a sentence. An error that has one already stays as it is. */
export function attemptFailure(error: unknown, attempt: Attempt): Error {
  if (error instanceof Explained || error instanceof BusRefusal) return error;
  const violation = causeOf(error, PermissionViolationError);
  if (violation !== undefined) {
    const { operation, subject } = violation;
    const act = operation === "publish" ? "publish to" : "subscribe to";
    return new BusRefusal(
      `Cannot ${attempt.what}: the user of NATS may not ${act} ${subject}. Add this subject to its ${operation === "publish" ? "publish" : "subscribe"} permissions.`,
    );
  }
  const api = causeOf(error, JetStreamApiError);
  if (api?.code === JetStreamApiCodes.JetStreamNotEnabledForAccount) {
    return new BusRefusal(
      `Cannot ${attempt.what}: JetStream is not enabled for the account. Add "jetstream: enabled" to the account in the configuration of NATS.`,
    );
  }
  if (api !== undefined && insufficientResources.has(api.code)) {
    return new BusRefusal(
      `Cannot ${attempt.what}: ${api.message}. Give JetStream more storage, or choose a smaller --max-bytes.`,
    );
  }
  if (causeOf(error, NoRespondersError) !== undefined) return unanswered(attempt);
  const reason =
    causeOf(error, TimeoutError) === undefined ? reasonOf(error) : "NATS did not answer in time";
  return new Explained(`Cannot ${attempt.what}: ${reason}.`, { cause: error });
}

function unanswered({ what, hasJetStream, domain, serverDomain }: Attempt): Error {
  if (domain === undefined) {
    return hasJetStream
      ? new Explained(`Cannot ${what}: JetStream does not answer.`)
      : new BusRefusal(
          `Cannot ${what}: JetStream is not enabled on the server. Add a jetstream block to its configuration.`,
        );
  }
  if (hasJetStream && serverDomain === undefined) {
    return new BusRefusal(
      `Cannot ${what}: the server has no JetStream domain. Set domain: ${domain} in its jetstream block, or leave out --bus-domains.`,
    );
  }
  return new Explained(`Cannot ${what}: the JetStream domain ${domain} does not answer.`);
}

/** A failure that may pass, with a sentence. */
export class Explained extends Error {
  override name = "NatsBusError";
}

/** Whether a process may not publish or subscribe somewhere. */
export function isViolation(error: unknown): boolean {
  return causeOf(error, PermissionViolationError) !== undefined;
}

/** Whether JetStream says that an expected sequence was not the last one. */
export function isConflict(error: unknown): boolean {
  const code = causeOf(error, JetStreamApiError)?.code;
  return (
    code === JetStreamApiCodes.StreamWrongLastSequence ||
    code === JetStreamApiCodes.StreamWrongLastSequenceUnknown
  );
}

/** Whether JetStream says that a message was meant for another stream. */
export function isWrongStream(error: unknown): boolean {
  return causeOf(error, JetStreamApiError)?.code === wrongStreamCode;
}

/** Whether JetStream answered that it will not do it. */
export function isRejected(error: unknown): boolean {
  return causeOf(error, JetStreamApiError) !== undefined;
}

/** Whether JetStream says that there is no such stream. */
export function isMissingStream(error: unknown): boolean {
  return causeOf(error, JetStreamApiError)?.code === JetStreamApiCodes.StreamNotFound;
}

/** The first error of a class in a chain of causes. */
function causeOf<Kind extends Error>(
  error: unknown,
  kind: abstract new (...parts: never[]) => Kind,
): Kind | undefined {
  for (let one = error; one instanceof Error; one = one.cause) if (one instanceof kind) return one;
  return undefined;
}

function codeOf(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ("code" in one && typeof one.code === "string") return one.code;
  }
  return "";
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const deepest = error.cause instanceof Error ? error.cause : error;
  return (deepest.message === "" ? codeOf(error) : deepest.message).replace(/\.$/u, "");
}
