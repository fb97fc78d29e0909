// The bytes of a connection's requests. They are made once; before each request only the session's number changes, so
// that the load costs little.
import { cookieLineOf, hexDigits, numberAtIn } from "../sample.ts";

/** How large the head of a check is. */
export type HeadSize = "small" | "browser" | "8 KB";

/** A request as bytes, with a place for the number of the session. */
export interface PreparedRequest {
  readonly bytes: Buffer;
  readonly numberAt: number;
}

const browserLines = [
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  "Accept: application/json, text/plain, */*",
  "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
  "Accept-Encoding: gzip, deflate, br, zstd",
  'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
  "sec-ch-ua-mobile: ?0",
  'sec-ch-ua-platform: "Linux"',
  "Sec-Fetch-Dest: empty",
  "Sec-Fetch-Mode: cors",
  "Sec-Fetch-Site: same-origin",
  "Referer: https://shop.bench.example/catalogue/shoes?page=2&sort=price",
];
const smallLines = ["User-Agent: edge-sessions-bench", "Accept: application/json"];
/** Bytes of a head by its size; a small one is as long as it needs to be. */
const headBytes = { small: 0, browser: 2_048, "8 KB": 8_192 } as const;
/** nginx refuses header lines that are much longer. */
const lineBytesMax = 3_000;

/** A check. What fills its head is the same in every request, so each server finds what it stored. */
export function checkRequest(size: HeadSize, method = "GET"): PreparedRequest {
  const lines = size === "small" ? smallLines : browserLines;
  const start = [`${method} /sessions/whoami HTTP/1.1`, "Host: bench.example", ...lines];
  const own = [...start, `Cookie: ${cookieLineOf(0)}`, "", ""].join("\r\n");
  const room = Math.max(0, headBytes[size] - own.length);
  const inCookie = Math.min(room, lineBytesMax);
  const cookie = filled("_analytics=", inCookie, "; ") + cookieLineOf(0);
  const more: string[] = [];
  for (let left = room - inCookie; left > 0; left -= lineBytesMax) {
    more.push(
      filled(`X-Context-${more.length}: `, Math.min(left, lineBytesMax) - "\r\n".length, ""),
    );
  }
  return prepared([...start, ...more.filter((line) => line !== ""), `Cookie: ${cookie}`]);
}

/** Text of so many bytes between a beginning and an end; nothing where there is no room for both. */
function filled(begin: string, bytes: number, end: string): string {
  const between = bytes - begin.length - end.length;
  return between > 0 ? begin + "f".repeat(between) + end : "";
}

/** A change that ends the other sessions of the session's identity, as an application's "sign out elsewhere" sends it. */
export function mutationRequest(): PreparedRequest {
  return prepared([
    "DELETE /sessions HTTP/1.1",
    "Host: bench.example",
    ...smallLines,
    `Cookie: ${cookieLineOf(0)}`,
  ]);
}

function prepared(lines: readonly string[]): PreparedRequest {
  const bytes = Buffer.from([...lines, "", ""].join("\r\n"), "latin1");
  return { bytes, numberAt: numberAtIn(bytes.toString("latin1")) };
}

const digits = "0123456789abcdef";
const hexBase = digits.length;

/** Writes a session's number into a request. */
export function setNumber({ bytes, numberAt }: PreparedRequest, session: number): void {
  let left = session;
  for (let at = numberAt + hexDigits - 1; at >= numberAt; at -= 1) {
    bytes[at] = digits.codePointAt(left % hexBase) ?? 0;
    left = Math.floor(left / hexBase);
  }
}
