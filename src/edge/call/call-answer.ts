// An answer to one of the edge's own calls. Its body is decoded only if somebody reads it as text: a refresh that brings
// the stored body again never does.
import type { ReadAnswer } from "../../core/outcome.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** An answer, or the part of it that was read. */
export class CallAnswer implements ReadAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  readonly ending: ReadAnswer["ending"];
  #text: string | undefined;

  constructor(
    status: number,
    headers: readonly string[],
    body: Uint8Array,
    ending: ReadAnswer["ending"],
  ) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.ending = ending;
  }

  /** The body as text. Empty if it is not whole, or not UTF-8. */
  get text(): string {
    this.#text ??= this.ending === "whole" ? decodeText(this.body) : "";
    return this.#text;
  }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return "";
  }
}
