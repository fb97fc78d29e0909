// What a process signs sessions with: the keys of files, and the secret of the control plane's keys. It is loaded only if
// there are any, because an edge should start at once.
import { randomBytes } from "node:crypto";
import { readSigningKeyFiles, readSigningSecret } from "../config/files/signing-files.ts";
import type { Problem } from "../config/read/problem.ts";
import { Secret } from "../core/secret.ts";
import { createSealing, type Sealing } from "../tokens/sealing.ts";
import { readPrivateJwk, type UsableKey } from "../tokens/signing-key.ts";

/** The options of signing. */
export interface SigningOptions {
  readonly "signing-key-file"?: readonly string[];
  readonly "signing-secret-file"?: string | undefined;
}

/** What a process signs with. */
export interface Signing {
  /** Undefined without `--signing-secret-file`. */
  readonly sealing: Sealing | undefined;
  /** Undefined without `--signing-key-file`. */
  readonly keyFiles: SigningKeyFiles | undefined;
  readonly warnings: readonly string[];
}

/** What is wrong with files. */
interface Problems {
  readonly kind: "problems";
  readonly problems: readonly Problem[];
}

/** Opens what these options name. */
export async function openSigning(
  options: SigningOptions,
): Promise<{ readonly kind: "opened"; readonly signing: Signing } | Problems> {
  const paths = options["signing-key-file"] ?? [];
  const secretPath = options["signing-secret-file"];
  const keys = await readSigningKeyFiles(paths);
  const secrets = secretPath === undefined ? undefined : await readSigningSecret(secretPath);
  const read = [keys, ...(secrets === undefined ? [] : [secrets])];
  const problems = read.flatMap((one) => (one.kind === "problems" ? one.problems : []));
  if (keys.kind === "problems" || secrets?.kind === "problems") {
    return { kind: "problems", problems };
  }
  const [first, ...others] = secrets?.secrets ?? [];
  const signing: Signing = {
    sealing: first === undefined ? undefined : await createSealing([first, ...others]),
    keyFiles: paths.length === 0 ? undefined : new SigningKeyFiles(paths, await use(keys.secrets)),
    warnings: [...keys.warnings, ...(secrets?.warnings ?? [])],
  };
  return { kind: "opened", signing };
}

/** What a process signs with whose database ends with it: a secret that nobody needs to know. */
export async function openPassingSigning(): Promise<Signing> {
  const secret = new Secret(randomBytes(32).toString("base64url"));
  return { sealing: await createSealing([secret]), keyFiles: undefined, warnings: [] };
}

/** The keys in the order of the files. */
function use(secrets: readonly Secret[]): Promise<readonly UsableKey[]> {
  return Promise.all(secrets.map(readPrivateJwk));
}

/** The key files of a process, and the keys in use. */
export class SigningKeyFiles {
  readonly #paths: readonly string[];
  #keys: readonly UsableKey[];

  constructor(paths: readonly string[], keys: readonly UsableKey[]) {
    this.#paths = paths;
    this.#keys = keys;
  }

  /** The keys in use. The first signs. */
  get keys(): readonly UsableKey[] {
    return this.#keys;
  }

  /** Reads the files again. If something is wrong with them, the keys stay as they were. */
  async reread(): Promise<{ readonly kind: "unchanged" | "replaced" } | Problems> {
    const read = await readSigningKeyFiles(this.#paths);
    if (read.kind === "problems") return read;
    const keys = await use(read.secrets);
    const ids = (all: readonly UsableKey[]): string => all.map(({ keyId }) => keyId).join();
    if (ids(keys) === ids(this.#keys)) return { kind: "unchanged" };
    this.#keys = keys;
    return { kind: "replaced" };
  }
}
