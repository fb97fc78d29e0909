// HTTP/1 answers as bytes that come in piece by piece: reads heads and bodies exactly as they were sent.
// Pulls from its source only what it needs, so a reader that stops reading slows the sender down.

/** Header line or trailer line as received: name and value, blanks around the value removed, one character a byte. */
export type RawLine = readonly [name: string, value: string];

/** The first part of an answer. */
export interface RawHead {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly RawLine[];
}

/** An answer with its whole body. */
export interface RawAnswer extends RawHead {
  /** Transfer coding removed. */
  readonly body: Buffer;
  readonly trailers: readonly RawLine[];
  /** The 1xx answers before it. */
  readonly interim: readonly RawHead[];
}

/** The connection ended where more was due. */
export class Truncated extends Error {}

/** Parses answers from a source of chunks; `pull` gives undefined when there will be no more. */
export class AnswerReader {
  readonly #pull: () => Promise<Buffer | undefined>;
  #pending: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(pull: () => Promise<Buffer | undefined>) {
    this.#pull = pull;
  }

  /** The next answer, 1xx set aside; `method` is the request's. Throws `Truncated`, or an error on what is not HTTP. */
  async answer(method: string): Promise<RawAnswer> {
    const interim: RawHead[] = [];
    let head = await this.head();
    while (head.status < 200) {
      interim.push(head);
      head = await this.head();
    }
    const trailers: RawLine[] = [];
    const chunks: Buffer[] = [];
    for await (const chunk of this.body(head, method, trailers)) chunks.push(chunk);
    return { ...head, body: Buffer.concat(chunks), trailers, interim };
  }

  /** The next head, interim ones included. */
  async head(): Promise<RawHead> {
    const start = await this.#line();
    const match = /^(HTTP\/1\.[01]) (\d{3}) (.*)$/.exec(start);
    if (match === null) throw new Error(`not a status line: ${JSON.stringify(start.slice(0, 80))}`);
    const headers = await this.#lines();
    return { version: match[1] ?? "", status: Number(match[2]), reason: match[3] ?? "", headers };
  }

  /** The body that follows a head, piece by piece. */
  async *body(
    head: RawHead,
    method: string,
    trailers: RawLine[] = [],
  ): AsyncGenerator<Buffer, void, undefined> {
    if (method === "HEAD" || head.status === 204 || head.status === 304) return;
    if (valueOf(head.headers, "transfer-encoding") === "chunked") {
      for (;;) {
        const line = await this.#line();
        if (!/^[0-9a-f]+$/i.test(line))
          throw new Error(`not a chunk size: ${JSON.stringify(line)}`);
        const size = Number.parseInt(line, 16);
        if (size === 0) break;
        yield* this.#exactly(size);
        if ((await this.#line()) !== "") throw new Error("a chunk is longer than it says");
      }
      trailers.push(...(await this.#lines()));
      return;
    }
    const length = valueOf(head.headers, "content-length");
    if (length !== undefined) {
      yield* this.#exactly(Number(length));
      return;
    }
    do yield this.#take(this.#pending.length);
    while (await this.#fill());
  }

  /** Everything that is still to come, to the connection's end. */
  async rest(): Promise<Buffer> {
    const chunks = [this.#take(this.#pending.length)];
    while (await this.#fill()) chunks.push(this.#take(this.#pending.length));
    return Buffer.concat(chunks);
  }

  async *#exactly(bytes: number): AsyncGenerator<Buffer, void, undefined> {
    let left = bytes;
    while (left > 0) {
      if (this.#pending.length === 0 && !(await this.#fill())) {
        throw new Truncated(`${left} bytes of body are missing`);
      }
      const chunk = this.#take(left);
      left -= chunk.length;
      yield chunk;
    }
  }

  async #lines(): Promise<RawLine[]> {
    const lines: RawLine[] = [];
    for (;;) {
      const line = await this.#line();
      if (line === "") return lines;
      const colon = line.indexOf(":");
      if (colon < 1) throw new Error(`not a header line: ${JSON.stringify(line.slice(0, 80))}`);
      lines.push([line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "")]);
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#pending.indexOf("\r\n");
      if (end !== -1) return this.#take(end + 2).toString("latin1", 0, end);
      if (!(await this.#fill())) throw new Truncated("the connection ended in mid-line");
    }
  }

  #take(bytesMax: number): Buffer {
    const taken = this.#pending.subarray(0, bytesMax);
    this.#pending = this.#pending.subarray(taken.length);
    return taken;
  }

  async #fill(): Promise<boolean> {
    if (this.#ended) return false;
    const chunk = await this.#pull();
    this.#ended = chunk === undefined;
    if (chunk !== undefined) {
      this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    }
    return !this.#ended;
  }
}

/** The value of the only header line of a name, in any case; undefined without one, an error with several. */
export function valueOf(headers: readonly RawLine[], name: string): string | undefined {
  const found = valuesOf(headers, name);
  if (found.length > 1) throw new Error(`${found.length} lines of ${name}`);
  return found[0];
}

/** The values of all header lines of a name, in any case. */
export function valuesOf(headers: readonly RawLine[], name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}
