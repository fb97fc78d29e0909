// What docs/guides/signed-sessions.md shows for Node.js.
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from "jose";

export function makeVerifier(keysUrl: string, issuer: string, audience: string) {
  const keys = createRemoteJWKSet(new URL(keysUrl));
  return async (token: string): Promise<JWTPayload> => {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ["ES256", "EdDSA"],
      issuer,
      audience,
      requiredClaims: ["exp", "sub", "sid"],
    });
    return payload;
  };
}
