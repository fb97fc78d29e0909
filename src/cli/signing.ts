// What a command signs sessions with.
import type { Signing, SigningOptions } from "../server/signing.ts";
import type { Problem } from "../config/read/problem.ts";

/** Opens what these options name. It loads nothing if they name nothing, because an edge should start at once. */
export async function openSigning(
  options: SigningOptions,
): Promise<
  | { readonly kind: "opened"; readonly signing: Signing | undefined }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
> {
  const { "signing-key-file": files = [], "signing-secret-file": secret } = options;
  if (files.length === 0 && secret === undefined) return { kind: "opened", signing: undefined };
  return (await import("../server/signing.ts")).openSigning(options);
}
