// The transmitters of security event tokens, read at the start with their public keys.
import { readDocument } from "../config/read/document.ts";
import type { Problem } from "../config/read/problem.ts";
import { readTransmitters } from "../config/files/transmitters.ts";
import { isRecord } from "../core/session.ts";
import type { Clock } from "../edge/ports.ts";
import type { Transmitter } from "../endings/transmitters.ts";
import type { VerifyToken } from "../intake/caep.ts";

/** Creates the verification of tokens for a process. */
export type CreateVerifier = (clock: Clock) => VerifyToken;

/** Opens the file of `--caep-transmitter-file`. Without that option there is nothing to verify with. */
export async function openTransmitters(
  path: string | undefined,
): Promise<
  | { readonly kind: "opened"; readonly createVerifier: CreateVerifier | undefined }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
> {
  if (path === undefined) return { kind: "opened", createVerifier: undefined };
  const read = await readTransmitters(path);
  if (read.kind === "problems") return read;
  const [{ createTokenVerifier }, { isKeySet }, { keySetKeysMax }] = await Promise.all([
    import("../endings/transmitters.ts"),
    import("../endings/key-set.ts"),
    import("../endings/limits.ts"),
  ]);
  const transmitters: Transmitter[] = [];
  for (const { issuer, audience, jwksUrl, jwksFile, project } of read.transmitters) {
    const document =
      jwksFile === undefined
        ? ({ kind: "content", content: jwksUrl } as const)
        : await readDocument(jwksFile);
    if (document.kind === "problems") return document;
    const keys = jwksUrl ?? (isRecord(document.content) ? document.content : {});
    if (!(keys instanceof URL) && !isKeySet(keys)) {
      const what = `must be a JSON Web Key Set with a list of 1 to ${keySetKeysMax} keys`;
      return { kind: "problems", problems: [{ where: jwksFile ?? "", what }] };
    }
    transmitters.push({ issuer, audience, keys, project });
  }
  return {
    kind: "opened",
    createVerifier: (clock) => createTokenVerifier(transmitters, clock),
  };
}
