// A self-signed certificate for 127.0.0.1, made when a test asks for it: no private key lies in the repository.
// Node can sign but not issue, so the few lines of DER (RFC 5280) are written here.
import { generateKeyPairSync, sign } from "node:crypto";

/** A certificate and its key, both PEM. */
export interface LoopbackCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

const dayMs = 86_400_000;

/** How a certificate differs from the usual one. */
export interface LoopbackOptions {
  /** When it begins and ends to be valid: by default a day ago, and in a day. */
  readonly fromMs?: number;
  readonly untilMs?: number;
  readonly key?: "ecdsa" | "rsa";
}

/** Makes a fresh key and a certificate for it. */
export function makeLoopbackCertificate({
  fromMs = Date.now() - dayMs,
  untilMs = Date.now() + dayMs,
  key = "ecdsa",
}: LoopbackOptions = {}): LoopbackCertificate {
  const { publicKey, privateKey } =
    key === "ecdsa"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const algorithm =
    key === "ecdsa"
      ? der(0x30, oid("2a8648ce3d040302"))
      : der(0x30, oid("2a864886f70d01010b"), der(0x05));
  const name = der(0x30, der(0x31, der(0x30, oid("550403"), der(0x0c, Buffer.from("loopback")))));
  const validity = der(0x30, utcTime(fromMs), utcTime(untilMs));
  const loopbackName = der(0x30, der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = der(
    0x30,
    der(0x30, oid("551d11"), der(0x04, loopbackName)),
    der(0x30, oid("551d13"), der(0x04, der(0x30, der(0x01, Buffer.from([0xff]))))),
  );
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const whole = der(
    0x30,
    toBeSigned,
    algorithm,
    der(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const lines = whole.toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** One DER value: tag, length, contents. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const { length } = body;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), body]);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

/** `YYMMDDHHMMSSZ`. */
function utcTime(ms: number): Buffer {
  const text = new Date(ms)
    .toISOString()
    .replace(/[-:T]|\.\d+/g, "")
    .slice(2);
  return der(0x17, Buffer.from(text));
}
