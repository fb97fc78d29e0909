// A simple request as the edge sees it.
import type { RequestHead } from "../../../core/head.ts";
import type { EdgeRequest, Peer } from "../../../edge/ports.ts";
import type { SimpleHead, SimpleMethod } from "./simple-head.ts";

const lineEnd = "\r\n";

/** One simple request. Its header lines are split only if something other than a hit needs them. */
export class SimpleRequest implements EdgeRequest {
  readonly method: SimpleMethod;
  readonly target: string;
  readonly head: RequestHead;
  readonly body = undefined;
  readonly peer: Peer;
  readonly #text: string;
  readonly #from: number;
  readonly #end: number;
  #headers: readonly string[] | undefined;
  #abort: AbortController | undefined;
  #aborted = false;

  /** `text` holds the head from `from` to `end`. */
  constructor(
    { method, target, head }: SimpleHead,
    text: string,
    from: number,
    end: number,
    peer: Peer,
  ) {
    this.method = method;
    this.target = target;
    this.head = head;
    this.peer = peer;
    this.#text = text;
    this.#from = from;
    this.#end = end;
  }

  get headers(): readonly string[] {
    this.#headers ??= splitLines(this.#text.slice(this.#from, this.#end));
    return this.#headers;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#aborted) this.#abort.abort();
    return this.#abort.signal;
  }

  /** Fires the signal, even if it is first read later. */
  abort(): void {
    this.#aborted = true;
    this.#abort?.abort();
  }
}

/** The lines of a head that has been read already: name, value, name, value … */
function splitLines(head: string): string[] {
  const lines: string[] = [];
  let at = head.indexOf(lineEnd) + lineEnd.length;
  for (;;) {
    const end = head.indexOf(lineEnd, at);
    if (end <= at) return lines;
    const colon = head.indexOf(":", at);
    lines.push(head.slice(at, colon), trimBlanks(head, colon + 1, end));
    at = end + lineEnd.length;
  }
}

function trimBlanks(text: string, from: number, end: number): string {
  let [first, last] = [from, end];
  while (first < last && isBlank(text.charCodeAt(first))) first += 1;
  while (last > first && isBlank(text.charCodeAt(last - 1))) last -= 1;
  return text.slice(first, last);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
