// A request's body, which is read only after the caller is known.
import { readBody } from "../../edge/call/body.ts";
import type { ByteStream } from "../../edge/ports.ts";

/** Reads the body, up to `bytesMax` bytes. */
export type ReadOnce = (
  bytesMax: number,
) => Promise<{ readonly kind: "text"; readonly text: string } | { readonly kind: "large" }>;

/** A body that is read at most once. A body that broke off counts as empty, which no path accepts. */
export function readOnce(body: ByteStream | undefined): ReadOnce {
  return async (bytesMax) => {
    if (body === undefined) return { kind: "text", text: "" };
    const read = await readBody(body, bytesMax);
    if (read.ending === "large") {
      await read.rest?.[Symbol.asyncIterator]().return?.();
      return { kind: "large" };
    }
    return {
      kind: "text",
      text: read.ending === "whole" ? new TextDecoder().decode(read.bytes) : "",
    };
  };
}
