// Whether an answer to a check is the origin's own, or a page that something in front of it sent instead.
import { headerValues } from "./header-lines.ts";
import { isRecord, parseObject } from "./session.ts";

/** The parts of an answer that are looked at. `text` is empty for a body that is not whole or not UTF-8. */
export interface Spoken {
  readonly status: number;
  readonly headers: readonly string[];
  readonly text: string;
}

/** Whether the answer is declared as JSON, in one line, and uncompressed. A fill asks for no compression. */
export function isPlainJson(headers: readonly string[]): boolean {
  const types = headerValues(headers, "content-type");
  const [type = ""] = types;
  const essence = (type.split(";", 1)[0] ?? "").trim().toLowerCase();
  return types.length === 1 && essence === "application/json" && !isCoded(headers);
}

/** Whether the body is compressed or has any other content coding. */
export function isCoded(headers: readonly string[]): boolean {
  return headerValues(headers, "content-encoding").some(
    (value) => !["", "identity"].includes(value.trim().toLowerCase()),
  );
}

/**
 * Whether an error has the shape of the origin's own errors (recordings 01b, 06): JSON with `error.code` equal to the
 * status.
 */
export function isOwnError({ status, headers, text }: Spoken): boolean {
  if (!isPlainJson(headers)) return false;
  const error = parseObject(text)?.["error"];
  return isRecord(error) && error["code"] === status;
}
