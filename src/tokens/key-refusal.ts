// Why a key cannot be used.

/** A key cannot be used here. The message says why, without a secret. */
export class KeyRefusal extends Error {
  override name = "KeyRefusal";
}
