// The files of a certificate and its key, both PEM:
//
//   -----BEGIN CERTIFICATE-----     that of the listener first, then the intermediate ones
//
// One file may hold both. Everything wrong is listed, and no message repeats what the files hold.
import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { systemReason } from "../read/document.ts";
import type { Problem } from "../read/problem.ts";

/** The options that name a certificate and its key. */
export interface TlsFileNames {
  readonly certificateFlag: string;
  readonly certificatePath: string;
  readonly keyFlag: string;
  readonly keyPath: string;
}

/** A certificate with its key, checked. */
export interface TlsFiles {
  /** PEM, with the intermediate certificates. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
  /** The names and addresses that it is for, as the certificate lists them. Empty if it lists none. */
  readonly names: string;
  readonly validFromMs: number;
  readonly expiresAtMs: number;
}

/** The files' contents, or everything that is wrong with them. */
export type ReadTlsFiles =
  | { readonly kind: "read"; readonly files: TlsFiles }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

const fileBytesMax = 1_024 * 1_024;
const dayMs = 86_400_000;
/** Time before its end from which a certificate is warned of. Those that are renewed by programs have more left. */
const expiresSoonMs = 14 * dayMs;

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu;
const certificateBegin = "-----BEGIN CERTIFICATE-----";
const writtenInPart = "holds a certificate that cannot be read; it may have been written in part";
const encryptedKey = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: *4,ENCRYPTED/mu;

/** Reads a certificate and its key. */
export async function readTlsFiles(names: TlsFileNames): Promise<ReadTlsFiles> {
  const problems: Problem[] = [];
  const read = async (flag: string, path: string): Promise<string> => {
    try {
      const bytes = await readFile(path);
      if (bytes.byteLength <= fileBytesMax) return bytes.toString("latin1");
      problems.push({ where: `${flag} ${path}`, what: "must not be larger than 1MiB" });
    } catch (error) {
      const what = `cannot be read: ${systemReason(error)}`;
      problems.push({ where: `${flag} ${path}`, what });
    }
    return "";
  };
  const certificate = await read(names.certificateFlag, names.certificatePath);
  const privateKey = await read(names.keyFlag, names.keyPath);
  if (problems.length > 0) return { kind: "problems", problems };
  return checkTlsFiles(names, certificate, privateKey);
}

/** Checks the contents of both files. */
function checkTlsFiles(names: TlsFileNames, certificate: string, privateKey: string): ReadTlsFiles {
  const problems: Problem[] = [];
  const certificateWhere = `${names.certificateFlag} ${names.certificatePath}`;
  const keyWhere = `${names.keyFlag} ${names.keyPath}`;
  const chain = readChain(certificate);
  if (typeof chain === "string") problems.push({ where: certificateWhere, what: chain });
  const key = readKey(privateKey);
  if (typeof key === "string") problems.push({ where: keyWhere, what: key });
  if (typeof chain === "string" || typeof key === "string") return { kind: "problems", problems };
  const [own] = chain;
  const mismatch = mismatchOf(chain, key, names);
  if (own === undefined || mismatch !== undefined) {
    return { kind: "problems", problems: [{ where: keyWhere, what: mismatch ?? "" }] };
  }
  const refused = refusalOf(certificate, privateKey);
  if (refused !== undefined) {
    return { kind: "problems", problems: [{ where: certificateWhere, what: refused }] };
  }
  return {
    kind: "read",
    files: {
      certificate,
      privateKey,
      names: own.subjectAltName ?? "",
      validFromMs: own.validFromDate.getTime(),
      expiresAtMs: own.validToDate.getTime(),
    },
  };
}

/** What an operator should know of a certificate that can be used, as a sentence. Undefined if there is nothing. */
export function tlsWarning(
  { validFromMs, expiresAtMs }: Pick<TlsFiles, "validFromMs" | "expiresAtMs">,
  nowMs: number,
): string | undefined {
  const at = new Date(expiresAtMs).toISOString();
  if (expiresAtMs <= nowMs) return `the certificate expired at ${at}, and clients refuse it`;
  if (validFromMs > nowMs) {
    return `the certificate is not valid before ${new Date(validFromMs).toISOString()}, and clients refuse it`;
  }
  const leftMs = expiresAtMs - nowMs;
  if (leftMs > expiresSoonMs) return undefined;
  const days = Math.floor(leftMs / dayMs);
  const left = days === 0 ? "less than a day" : days === 1 ? "1 day" : `${days} days`;
  return `the certificate expires in ${left}, at ${at}`;
}

function readChain(text: string): readonly X509Certificate[] | string {
  const blocks = text.match(certificateBlock) ?? [];
  if (blocks.length < text.split(certificateBegin).length - 1) return writtenInPart;
  if (blocks.length === 0) {
    return text.includes("PRIVATE KEY-----")
      ? "holds a private key and no certificate"
      : "must hold a certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----";
  }
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return writtenInPart;
  }
}

function readKey(text: string): KeyObject | string {
  if (encryptedKey.test(text)) {
    return "is protected by a passphrase, which the edge cannot ask for; write the key without one: openssl pkey -in key.pem -out plain.pem";
  }
  if (!text.includes("PRIVATE KEY-----")) {
    return "must hold a private key in PEM form, which begins with -----BEGIN PRIVATE KEY-----";
  }
  try {
    const key = createPrivateKey(text);
    const type = key.asymmetricKeyType ?? "";
    return ["rsa", "ec"].includes(type) ? key : `must be an RSA or ECDSA key; it is ${type}`;
  } catch {
    return "holds a private key that cannot be read; it may have been written in part";
  }
}

function mismatchOf(
  chain: readonly X509Certificate[],
  key: KeyObject,
  { certificateFlag, certificatePath }: TlsFileNames,
): string | undefined {
  const own = chain.findIndex((certificate) => certificate.checkPrivateKey(key));
  if (own === 0) return undefined;
  return own === -1
    ? `is not the key of the certificate in ${certificateFlag} ${certificatePath}`
    : `is the key of certificate ${own + 1} in ${certificateFlag} ${certificatePath}, which must be the first in that file`;
}

/** What OpenSSL refuses beyond that, such as an RSA key that is too short. */
function refusalOf(certificate: string, privateKey: string): string | undefined {
  try {
    createSecureContext({ cert: certificate, key: privateKey });
    return undefined;
  } catch (error) {
    const reason = error instanceof Error && "reason" in error ? String(error.reason) : "";
    return `cannot be used: ${reason || "OpenSSL refuses it"}`;
  }
}
