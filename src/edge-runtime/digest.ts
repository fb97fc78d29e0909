// SHA-256 in JavaScript. Web Crypto's is asynchronous, and a hit is answered without a promise.
import { sha256 } from "@noble/hashes/sha2.js";
import type { Digest } from "../edge/ports.ts";

const encoder = new TextEncoder();
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** SHA-256 of a string's UTF-8 bytes, as base64url. The same text as the digest of Node's crypto library. */
export const digest: Digest = (text) => base64url(sha256(encoder.encode(text)));

/** Bytes as base64url without padding (RFC 4648 section 5). */
function base64url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const group = (first << 16) | (second << 8) | third;
    const characters = Math.min(bytes.length - at, 3) + 1;
    for (let i = 0; i < characters; i += 1) text += alphabet[(group >> (18 - 6 * i)) & 63] ?? "";
  }
  return text;
}
