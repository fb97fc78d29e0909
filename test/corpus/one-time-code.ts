// One-time codes in recorded requests. Mailed codes stand in earlier answers. A recorded TOTP belongs to the recorded secret and instant;
// the live server made another secret, so a new code is made for it at the virtual time.
import { Secret, TOTP } from "otpauth";
import type { Correspondence } from "./correspondence.ts";

const periodS = 30;
const windowPeriods = 2;

/** A request body with every mailed code and lookup secret that an answer gave replaced by the live one. */
export function replaceCodes(body: string, correspondence: Correspondence): string {
  return body.replace(
    /((?<![\w])(?:code|lookup_secret)(?:=|": ?"))([a-z0-9]+)/g,
    (_all, field: string, code: string) => field + (correspondence.liveOf("code", code) ?? code),
  );
}

/**
 * A request body with a new code in place of every one-time code. Codes that do not belong to any recorded secret
 * (deliberately wrong ones) stay as they are.
 */
export function renewCodes(
  body: string,
  recordedSecrets: readonly string[],
  recordedAtMs: number,
  correspondence: Correspondence,
): string {
  return body.replace(/(totp_code(?:=|": ?"))(\d{6})/g, (whole, field: string, code: string) => {
    for (const secret of recordedSecrets) {
      const steps = generator(secret).validate({
        token: code,
        timestamp: recordedAtMs,
        window: windowPeriods,
      });
      const live = correspondence.liveOf("totp", secret);
      if (steps === null || live === undefined) continue;
      const timestamp = recordedAtMs + steps * periodS * 1000;
      return field + generator(live).generate({ timestamp });
    }
    return whole;
  });
}

function generator(secret: string): TOTP {
  return new TOTP({
    secret: Secret.fromBase32(secret),
    period: periodS,
    digits: 6,
    algorithm: "SHA1",
  });
}
