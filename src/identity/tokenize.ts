// `tokenize_as`: a signed copy of the session as a JWT (ES256).

import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import type { Context, TokenKey } from "./context.ts";
import type { SignedIn } from "./credential.ts";

/** A fresh signing key; JWTs are short-lived, so it need not survive a restart. */
export function createTokenKey(): TokenKey {
  let key: KeyObject | undefined;
  return {
    id: createHash("sha256").update(randomUUID()).digest("hex").slice(0, 8),
    sign: (input) => {
      key ??= generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
      const signature = sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
      return signature.toString("base64url");
    },
  };
}

/** The JWT of a session, or undefined if there is no template of that name. */
export function tokenized(context: Context, template: string, who: SignedIn): string | undefined {
  const settings = Object.hasOwn(context.config.tokenizers, template)
    ? context.config.tokenizers[template]
    : undefined;
  if (settings === undefined) return undefined;
  const seconds = Math.floor(context.clock.now() / 1000);
  const traits = JSON.parse(who.identity.traits) as Record<string, unknown>;
  const claims = {
    aal: who.session.aal,
    email: traits["email"],
    exp: seconds + Math.floor(settings.ttlMs / 1000),
    iat: seconds,
    iss: `${context.publicBase()}/`,
    jti: randomUUID(),
    nbf: seconds,
    sid: who.session.id,
    sub: who.identity.id,
  };
  const head = { alg: "ES256", kid: settings.keyId ?? context.tokenKey.id, typ: "JWT" };
  const input = `${encode(head)}.${encode(claims)}`;
  return `${input}.${context.tokenKey.sign(input)}`;
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
