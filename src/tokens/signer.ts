// Signs the sessions of projects, and publishes their keys. Everything here is WebCrypto by jose, so that it also runs where
// Node.js does not. jose is loaded when the first key is used: an edge without signed sessions starts without it.
import type { Signer } from "../edge/ports.ts";
import { activeKey, publishedKeys } from "../core/tokens/key-schedule.ts";
import { publishedJwk, type SealedSigningKey } from "../core/tokens/signing-key.ts";
import { KeyRefusal } from "./key-refusal.ts";
import type { Sealing } from "./sealing.ts";
import type { UsableKey } from "./signing-key.ts";

/** What a signer needs. */
export interface SignerParts {
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** Opens the keys of the control plane. Undefined without `--signing-secret-file`: such keys are published only. */
  readonly sealing: Sealing | undefined;
  /** Called if a key cannot be used. The error says why, without a secret. */
  readonly failed: (error: unknown, project: string) => void;
}

/** A signer whose keys can be replaced while it is in use. */
export interface ProjectSigner extends Signer {
  /** Takes keys that are not sealed, in place of all others of the project. The first signs, and all are published. */
  useFileKeys(project: string, keys: readonly UsableKey[]): void;
}

/** The keys of one project. */
interface Ring {
  /** The key that signs at an instant. Undefined if there is none, or if it cannot be used here. */
  active(atWallMs: number): Promise<UsableKey | undefined> | undefined;
  published(atWallMs: number): readonly Pick<UsableKey, "keyId" | "algorithm" | "publicJwk">[];
}

/** A key of the control plane, while it is opened and afterwards. Undefined once it could not be. */
interface OpenedKey {
  readonly facts: SealedSigningKey;
  readonly usable: Promise<UsableKey | undefined>;
}

/** Creates a signer that has no keys yet. */
export function createSigner({ wallMs, sealing, failed }: SignerParts): ProjectSigner {
  const rings = new Map<string, Ring>();
  const fileRings = new Map<string, Ring>();
  const opened = new Map<string, readonly OpenedKey[]>();

  const ringOf = (project: string): Ring | undefined =>
    fileRings.get(project) ?? rings.get(project);

  async function open(project: string, key: SealedSigningKey): Promise<UsableKey | undefined> {
    const { keyId, sealed } = key;
    try {
      if (sealing === undefined) {
        throw new KeyRefusal(
          `signing key ${keyId} cannot be opened, because this process has no --signing-secret-file`,
        );
      }
      const { readPrivateJwk } = await loadKeys();
      const usable = await readPrivateJwk(await sealing.open(sealed, { project, keyId }));
      if (usable.keyId !== keyId) {
        throw new KeyRefusal(`signing key ${keyId} is another key than the one that is published`);
      }
      return usable;
    } catch (error) {
      failed(error, project);
      return undefined;
    }
  }

  return {
    use(project, keys) {
      const before = opened.get(project) ?? [];
      const next = keys.map((facts): OpenedKey => {
        const same = before.find((one) => one.facts.sealed === facts.sealed);
        return { facts, usable: same?.usable ?? open(project, facts) };
      });
      opened.set(project, next);
      if (keys.length === 0) {
        opened.delete(project);
        rings.delete(project);
        return;
      }
      rings.set(project, {
        active: (atWallMs) => {
          const found = activeKey(keys, atWallMs);
          return next.find(({ facts }) => facts === found)?.usable;
        },
        published: (atWallMs) => publishedKeys(keys, atWallMs),
      });
    },
    useFileKeys(project, keys) {
      const [first] = keys;
      fileRings.set(project, {
        active: () => (first === undefined ? undefined : Promise.resolve(first)),
        published: () => keys,
      });
    },
    async sign(project, claims, type = "JWT") {
      const key = await ringOf(project)?.active(wallMs());
      if (key === undefined) return undefined;
      const { signClaims } = await loadKeys();
      return { token: await signClaims(key, claims, type), keyId: key.keyId };
    },
    keySet(project) {
      const keys = ringOf(project)?.published(wallMs()) ?? [];
      return { text: `${JSON.stringify({ keys: keys.map(publishedJwk) })}\n`, keys: keys.length };
    },
    publishes(project, keyId) {
      const keys = ringOf(project)?.published(wallMs()) ?? [];
      return keys.some((key) => key.keyId === keyId);
    },
  };
}

function loadKeys() {
  return import("./signing-key.ts");
}
