// What a failure of Postgres means: whether an operator must change something, and what.
import { DatabaseError } from "pg";
import { BusRefusal } from "../../edge/ports.ts";

const brokenTables =
  "The tables of the bus are incomplete. Drop all tables whose names begin with edge_sessions_bus_. They are created " +
  "again at the next start.";

/** What an operator does about an error that does not pass by itself, by SQLSTATE. */
const remedies: Readonly<Record<string, string>> = {
  "28P01": "Correct the user or the password in the URL of the bus.",
  "28000":
    "Correct the user in the URL of the bus, or let this user in from here in pg_hba.conf of the server. If it only lets " +
    "in encrypted connections, add sslmode=verify-full to the URL.",
  "3D000": "Correct the database in the URL of the bus, or create it with CREATE DATABASE.",
  "42501":
    "Let an administrator of the database give the user of the bus this right with GRANT, or correct the user in the " +
    "URL of the bus.",
  "42P01": brokenTables,
  "42P07": brokenTables,
  "42703": brokenTables,
};

/** Errors of the driver that do not pass by themselves. */
const clientRemedies: readonly (readonly [RegExp, string])[] = [
  [/^SASL: .*password/, "The server asks for a password. Add it to the URL of the bus."],
  [
    /does not support SSL/,
    "Remove sslmode from the URL of the bus, or switch TLS on at the server.",
  ],
  [
    /certificate/i,
    "Add the authority of the server's certificate to the URL of the bus as sslrootcert=FILE, or renew the certificate.",
  ],
  [/, open '/, "Correct the name of this file in the URL of the bus, or let this process read it."],
];

/**
 * The error to show. It is a `BusRefusal` if an operator must change something, and a plain error if the database may
 * work later. It never contains the password.
 */
export function explained(cause: unknown, url: string): Error {
  if (cause instanceof BusRefusal) return cause;
  const message = withoutPassword(messageOf(cause), url);
  const remedy = remedyOf(cause);
  if (remedy === undefined) return new Error(`bus in Postgres: ${message}`);
  return new BusRefusal(`bus in Postgres: ${message}. ${remedy}`);
}

function remedyOf(cause: unknown): string | undefined {
  if (cause instanceof DatabaseError) return remedies[cause.code ?? ""];
  const message = messageOf(cause);
  return clientRemedies.find(([pattern]) => pattern.test(message))?.[1];
}

/** What the driver means by some of its messages. */
const plainWords: Readonly<Record<string, string>> = {
  "timeout expired": "the server did not answer in time",
  "Query read timeout": "the server did not answer in time",
  "Connection terminated due to connection timeout": "the server did not answer in time",
  "timeout exceeded when trying to connect": "all connections were waiting for the server",
};

/** A name with several addresses fails with an error that has no message but those of its parts. */
function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === "") {
    return cause.errors.map(messageOf).join("; ");
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return plainWords[message] ?? message;
}

function withoutPassword(text: string, url: string): string {
  let shown = text;
  for (const secret of secretsOf(url)) shown = shown.replaceAll(secret, "[password]");
  return shown;
}

function secretsOf(url: string): readonly string[] {
  const { password, searchParams } = new URL(url);
  const written = [password, ...searchParams.getAll("password")];
  return [...written, ...written.map(decoded)].filter((secret) => secret !== "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // It is not percent-encoded, so it is used as it is.
    return text;
  }
}
