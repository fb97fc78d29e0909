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

/** A JSON string as Go's encoder writes it: `<`, `>`, `&` and the two line separators escaped. */
function goJson(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
