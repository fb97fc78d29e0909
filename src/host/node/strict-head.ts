// Decides which request heads a host accepts. A head that two parsers could read in different ways is refused. So the
// edge and the identity server behind it always agree on where a request ends and which host it is for. It works on
// header lines that the parser of Node.js has split. What that parser refuses, such as a bare LF, never gets here
// (`node-host.ts` sets it to strict).
import type { EdgeErrorId } from "../../core/errors.ts";

/** A head in the form that the edge may see, or the error to answer with. */
export type HeadVerdict =
  | {
      readonly kind: "taken";
      /** The target in origin form. */
      readonly target: string;
      /** The lines as received, without `Upgrade` and without the `Expect` that the host answers itself. */
      readonly headers: readonly string[];
      /** Whether a body follows by the framing. `Content-Length: 0` means that none does. */
      readonly hasBody: boolean;
      /** Whether the client waits for `100 Continue` before it sends the body. */
      readonly awaitsContinue: boolean;
      /** Whether the client offered to switch to another protocol. */
      readonly offersUpgrade: boolean;
      /** Whether the target came in absolute form. */
      readonly absoluteForm: boolean;
    }
  | { readonly kind: "refused"; readonly error: EdgeErrorId };

/** A request's head from a parser. */
export interface ParsedHead {
  /** `1.1` or `1.0`. Any other version is refused. */
  readonly version: string;
  readonly method: string;
  readonly target: string;
  /** Header lines: name, value, name, value … with one character per byte. */
  readonly lines: readonly string[];
}

const malformed: HeadVerdict = { kind: "refused", error: "edge_request_malformed" };
const tooLarge: HeadVerdict = { kind: "refused", error: "edge_head_too_large" };

/** Bytes of a request line without method and target, and of a header line without name and value. */
const requestLineExtraBytes = "  HTTP/1.1\r\n".length;
const headerLineExtraBytes = ": \r\n".length;

const visibleAscii = /^[\x21-\x7e]+$/;
/** Bytes of a Host header that Go's net/http accepts. Kratos answers others with 400. */
const hostBytes = /^[A-Za-z0-9!$%&'()*+,\-.:;=[\]_~]*$/;
const absoluteTarget = /^https?:\/\/([^/?#]*)(.*)$/i;
const digits = /^[0-9]+$/;

/**
 * Checks one head (RFC 9112 §3.2, §6.3; L8's refusals). `bytesMax` bounds the request line and the header lines
 * together.
 */
export function readHead(head: ParsedHead, bytesMax: number): HeadVerdict {
  const { version, method, lines } = head;
  let bytes = method.length + head.target.length + requestLineExtraBytes;
  let host: string | undefined;
  let length: string | undefined;
  let coding: string | undefined;
  let offersUpgrade = false;
  let answersExpectation = false;
  for (let at = 0; at < lines.length; at += 2) {
    const name = lines[at] ?? "";
    const value = lines[at + 1] ?? "";
    bytes += name.length + value.length + headerLineExtraBytes;
    // The length distinguishes most names without lower-casing them. This loop runs for every hit.
    switch (name.length) {
      case 4:
        if (name.toLowerCase() !== "host") break;
        if (host !== undefined) return malformed;
        host = value;
        break;
      case 6:
        if (!isAnsweredExpectation(name, value)) break;
        answersExpectation = true;
        break;
      case 7:
        offersUpgrade ||= name.toLowerCase() === "upgrade";
        break;
      case 14:
        if (name.toLowerCase() !== "content-length") break;
        if (length !== undefined || !digits.test(value)) return malformed;
        length = value;
        break;
      case 17:
        if (name.toLowerCase() !== "transfer-encoding") break;
        if (coding !== undefined || value.toLowerCase() !== "chunked") return malformed;
        coding = value;
        break;
    }
  }
  if (bytes > bytesMax) return tooLarge;
  if (version !== "1.1" && version !== "1.0") return malformed;
  // HTTP/1.0 does not require Host, and some health checks send none (RFC 9112 §3.2 requires it from HTTP/1.1 on).
  if (host === undefined ? version !== "1.0" : !hostBytes.test(host)) return malformed;
  // A transfer coding in HTTP/1.0 is faulty framing (RFC 9112 §6.1).
  if (coding !== undefined && (length !== undefined || version === "1.0")) return malformed;

  const absoluteForm = !head.target.startsWith("/");
  const target = absoluteForm ? originForm(head.target, host) : head.target;
  if (target === undefined || !visibleAscii.test(target)) return malformed;
  return {
    kind: "taken",
    target,
    headers: offersUpgrade || answersExpectation ? withoutDropped(lines) : lines,
    hasBody: coding !== undefined || (length !== undefined && Number(length) > 0),
    // HTTP/1.0 has no interim answers (RFC 9110 §10.1.1).
    awaitsContinue: answersExpectation && version === "1.1",
    offersUpgrade,
    absoluteForm,
  };
}

/** Path and query of an absolute target whose authority is the Host's. Undefined for any other target. */
function originForm(target: string, host: string | undefined): string | undefined {
  const [, authority, rest] = absoluteTarget.exec(target) ?? [];
  if (authority === undefined || rest === undefined || authority === "") return undefined;
  if (authority.toLowerCase() !== host?.toLowerCase()) return undefined;
  if (rest.startsWith("/")) return rest;
  if (rest === "" || rest.startsWith("?")) return `/${rest}`;
  return undefined;
}

function isAnsweredExpectation(name: string, value: string): boolean {
  // Few values have this length, so most are not lower-cased.
  if (value.length !== "100-continue".length) return false;
  return name.toLowerCase() === "expect" && value.toLowerCase() === "100-continue";
}

function withoutDropped(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 2) {
    const name = lines[at] ?? "";
    const value = lines[at + 1] ?? "";
    if (name.toLowerCase() === "upgrade" || isAnsweredExpectation(name, value)) continue;
    kept.push(name, value);
  }
  return kept;
}
