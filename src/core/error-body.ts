// The request id that the origin echoes into the body of its 401s: a fill carries none, so the edge puts each client's own in.

const unauthorizedHead = '{"error":{"code":401,"status":"Unauthorized",';

/** The origin's 401 body as it would have been for a request with this `X-Request-ID`; any other body unchanged. */
export function withRequestId(text: string, requestId: string | undefined): string {
  if (
    requestId === undefined ||
    requestId === "" ||
    !text.startsWith(`${unauthorizedHead}"reason"`)
  ) {
    return text;
  }
  return `${unauthorizedHead}"request":${goJson(requestId)},${text.slice(unauthorizedHead.length)}`;
}

/** One sequence of UTF-8 that is not ASCII (RFC 3629 section 4), or one byte that is none. */
const sequence =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|([\x80-\xff])/g;

/** A header value (one character a byte) as a JSON string of Go's encoder, which reads it as UTF-8 and writes `\ufffd` for every byte that is none. */
function goJson(value: string): string {
  const quoted = JSON.stringify(value).replace(sequence, (bytes, stray?: string) =>
    stray === undefined ? decodeURIComponent(escapedBytes(bytes)) : String.raw`\ufffd`,
  );
  // `<`, `>`, `&` and the two line separators are escaped too.
  return quoted.replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function escapedBytes(bytes: string): string {
  return bytes.replace(/./gs, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
}
