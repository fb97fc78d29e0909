// A project's first signing key comes with the first policy that signs. Without one, such a policy would let nobody through.
import type { SealedSigningKey } from "../../core/tokens/signing-key.ts";
import type { ProjectRecord } from "../storage.ts";
import type { MakeSigningKey } from "./signing-keys.ts";

/** Whether policies of a project sign sessions, and it has no key for that. */
export function lacksSigningKey({ flags, signingKeys }: ProjectRecord): boolean {
  const signs = Object.values(flags.policies).some(({ signed_session: signed }) => signed);
  return signs && signingKeys.length === 0;
}

/**
 * Makes the first key of a project if a change of policies needs one. It signs at once, because no verifier has a
 * key set without it. Undefined if no key is needed or none can be made. A key that an operator withdrew is replaced only
 * when policies change.
 */
export async function firstSigningKey(
  before: ProjectRecord,
  next: ProjectRecord,
  makeSigningKey: MakeSigningKey | undefined,
): Promise<SealedSigningKey | undefined> {
  if (makeSigningKey === undefined || !lacksSigningKey(next)) return undefined;
  const policiesOf = ({ flags }: ProjectRecord): string => JSON.stringify(flags.policies);
  if (policiesOf(before) === policiesOf(next)) return undefined;
  const atMs = next.updatedAtMs;
  return makeSigningKey({
    project: next.id,
    algorithm: "ES256",
    createdAtMs: atMs,
    signsFromMs: atMs,
  });
}
