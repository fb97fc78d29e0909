// The files of signed sessions: private keys, and the secret that seals those of a control plane. Everything wrong is
// listed, and no message repeats what the files hold.
import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Secret } from "../../core/secret.ts";
import { systemReason } from "../read/document.ts";
import type { Problem } from "../read/problem.ts";
import { exposure } from "./admin-keys.ts";

/** What was read of files, or everything that is wrong with them. */
export type ReadSecrets =
  | {
      readonly kind: "read";
      /** One for each file, or for each line of the secret's file. */
      readonly secrets: readonly Secret[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

const fileBytesMax = 64 * 1_024;
/** Secrets that one file may hold: the one in use, and those that it replaces. */
const secretsMax = 4;
const secretCharactersMin = 32;
const secretExample = "openssl rand -base64 32 > /run/secrets/signing-secret";
const encryptedKey = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: *4,ENCRYPTED/mu;

/** Reads private keys. Gives each as a JWK. */
export async function readSigningKeyFiles(paths: readonly string[]): Promise<ReadSecrets> {
  const problems: Problem[] = [];
  const secrets: Secret[] = [];
  const publicParts = new Map<string, string>();
  for (const path of paths) {
    const where = `--signing-key-file ${path}`;
    const text = await readSmall(path);
    const key = typeof text === "string" ? text : readKey(text.content);
    if (typeof key === "string") {
      problems.push({ where, what: key });
      continue;
    }
    const { d, ...publicPart } = key.export({ format: "jwk" });
    const same = JSON.stringify(publicPart);
    const earlier = publicParts.get(same);
    if (earlier !== undefined) {
      problems.push({ where, what: `must not be the same key as ${earlier}` });
    }
    publicParts.set(same, path);
    secrets.push(new Secret(JSON.stringify({ ...publicPart, d })));
  }
  if (problems.length > 0) return { kind: "problems", problems };
  return { kind: "read", secrets, warnings: await exposures(paths) };
}

/** Reads the secret that seals keys. The first line is in use, and the others open what was sealed before. */
export async function readSigningSecret(path: string): Promise<ReadSecrets> {
  const where = `--signing-secret-file ${path}`;
  const text = await readSmall(path);
  if (typeof text === "string") return { kind: "problems", problems: [{ where, what: text }] };
  const lines = text.content.split("\n").map((line) => line.trim());
  const secrets = lines.filter((line) => line !== "");
  const wrong =
    secrets.length === 0 || secrets.length > secretsMax
      ? `must hold 1 to ${secretsMax} secrets, each on a line`
      : secrets.some((secret) => secret.length < secretCharactersMin)
        ? `must hold secrets of at least ${secretCharactersMin} characters`
        : undefined;
  if (wrong !== undefined) {
    return { kind: "problems", problems: [{ where, what: wrong, example: secretExample }] };
  }
  return {
    kind: "read",
    secrets: secrets.map((secret) => new Secret(secret)),
    warnings: await exposures([path]),
  };
}

async function exposures(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(exposure));
  return found.filter((warning) => warning !== undefined);
}

/** The text of a file, or what is wrong with it. */
async function readSmall(path: string): Promise<{ readonly content: string } | string> {
  try {
    const bytes = await readFile(path);
    if (bytes.byteLength > fileBytesMax) return "must not be larger than 64KiB";
    return { content: bytes.toString("utf8") };
  } catch (error) {
    return `cannot be read: ${systemReason(error)}`;
  }
}

/** The private key in a text, or what is wrong with it. */
function readKey(text: string): KeyObject | string {
  if (encryptedKey.test(text)) {
    return "is protected by a passphrase, which the edge cannot ask for; write the key without one: openssl pkey -in key.pem -out plain.pem";
  }
  const isPem = text.includes("PRIVATE KEY-----");
  const isJson = text.trimStart().startsWith("{");
  if (!isPem && !isJson) {
    return "must hold a private key in PEM form, which begins with -----BEGIN PRIVATE KEY-----, or as a JWK";
  }
  let key: KeyObject;
  try {
    key = isPem
      ? createPrivateKey(text)
      : createPrivateKey({ key: JSON.parse(text), format: "jwk" });
  } catch {
    return "holds a private key that cannot be read; it may have been written in part";
  }
  const { asymmetricKeyType: type = "", asymmetricKeyDetails } = key;
  const curve = asymmetricKeyDetails?.namedCurve;
  if (type === "ed25519" || (type === "ec" && curve === "prime256v1")) return key;
  const found = curve === undefined ? type : `${type} on ${curve}`;
  return `must be an ECDSA key on P-256 or an Ed25519 key; it is ${found}`;
}
