// Private keys of the control plane never rest or travel in the clear. They are sealed (JWE, A256GCM) under a secret that
// the operator gives to the control plane and to all edges.
import { compactDecrypt, CompactEncrypt, decodeProtectedHeader, errors } from "jose";
import { Secret } from "../core/secret.ts";
import { KeyRefusal } from "./key-refusal.ts";

/** What a sealed key is for. It is part of what is authenticated, so a sealed key is good for nothing else. */
interface SealedFor {
  readonly project: string;
  readonly keyId: string;
}

/** Seals private keys, and opens what was sealed. */
export interface Sealing {
  /** Seals a text under the first secret. */
  seal(text: string, use: SealedFor): Promise<string>;
  /** Opens a sealed text with any of the secrets. Rejects with a `KeyRefusal` if none fits, or if it is for another use. */
  open(sealed: string, use: SealedFor): Promise<Secret>;
}

interface SealingKey {
  /** Tells secrets apart, so that a wrong secret and a damaged text are different errors. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

const encryption = "A256GCM";

/** Creates a sealing with these secrets. The first seals, and all of them open, so that a secret can be replaced. */
export async function createSealing(secrets: readonly [Secret, ...Secret[]]): Promise<Sealing> {
  const first = await deriveKey(secrets[0]);
  const keys = [first, ...(await Promise.all(secrets.slice(1).map(deriveKey)))];
  return {
    seal: (text, { project, keyId }) =>
      new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: "dir", enc: encryption, kid: first.id, project, key: keyId })
        .encrypt(first.bytes),
    async open(sealed, { project, keyId }) {
      const id = secretIdOf(sealed);
      const key = keys.find((one) => one.id === id);
      if (key === undefined) {
        throw new KeyRefusal(
          `signing key ${keyId} was sealed with a secret that is not in --signing-secret-file`,
        );
      }
      const { protectedHeader, plaintext } = await decrypt(sealed, key, keyId);
      if (protectedHeader["project"] !== project || protectedHeader["key"] !== keyId) {
        throw new KeyRefusal(`signing key ${keyId} was sealed for another project or key`);
      }
      return new Secret(new TextDecoder().decode(plaintext));
    },
  };
}

async function decrypt(sealed: string, { bytes }: SealingKey, keyId: string) {
  try {
    return await compactDecrypt(sealed, bytes, {
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: [encryption],
    });
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause;
    throw new KeyRefusal(`signing key ${keyId} is damaged and cannot be opened`, { cause });
  }
}

/** The id of the secret in the header of a sealed text. Undefined if there is none. */
function secretIdOf(sealed: string): string | undefined {
  try {
    return decodeProtectedHeader(sealed).kid;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The secret is long and random, so one digest makes a key of it. Its id tells nothing about the key. */
async function deriveKey(secret: Secret): Promise<SealingKey> {
  const bytes = await digest(`edge-sessions signing secret\n${secret.reveal()}`);
  const id = await digest(`edge-sessions signing secret id\n${secret.reveal()}`);
  const idText = [...id.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { bytes, id: idText };
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
