// HTTP/1 as bytes on a socket: sends exactly what it is given and reports exactly what came back.
// Ordinary clients normalise both, and what they normalise is what these tests are about.
import { connect, type Socket } from "node:net";

/** An answer as it came: header order, case and repetition kept, transfer coding removed from the body. */
export interface WireAnswer {
  readonly version: string;
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: Buffer;
  /** The status codes of 1xx answers that came before. */
  readonly interim: number[];
}

/** Where to connect to. */
export interface WireAddress {
  readonly host: string;
  readonly port: number;
}

/** Host and port of an `http:` URL. */
export function addressOf(url: string): WireAddress {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: port === "" ? 80 : Number(port) };
}

/**
 * Sends the parts of a request on a fresh connection and reads one answer for each given method, in
 * order. Fewer come back when the peer closes early; a close that was announced is waited for.
 * Rejects when the peer breaks the connection before it answered anything, or answers what is not HTTP.
 */
export async function sendBytes(
  address: WireAddress,
  parts: readonly Buffer[],
  methods: readonly string[],
): Promise<WireAnswer[]> {
  const socket = connect(address.port, address.host);
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    let pending: Buffer = Buffer.alloc(0);
    const answers: WireAnswer[] = [];
    const done = (): void => {
      socket.destroy();
      resolve(answers);
    };
    const read = (ended: boolean): void => {
      for (;;) {
        const method = methods[answers.length];
        if (method === undefined) {
          if (ended || !closing(answers.at(-1))) done();
          return;
        }
        const read = readAnswer(pending, method, ended);
        if (read === undefined) break;
        answers.push(read.answer);
        pending = read.rest;
      }
      if (ended) done();
    };
    const attempt = (ended: boolean): void => {
      try {
        read(ended);
      } catch (error) {
        socket.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    socket.on("data", (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      attempt(false);
    });
    socket.on("end", () => attempt(true));
    socket.on("error", (error) => {
      // A peer that refuses a large head may reset the connection after its answer.
      if (answers.length > 0 || pending.length > 0) attempt(true);
      else reject(error);
    });
    socket.on("connect", () => writeSlices(socket, parts.flatMap(slices)));
  });
}

/** True for an answer that announces the end of its connection. */
function closing(answer: WireAnswer | undefined): boolean {
  return headerOf(answer?.headers ?? [], "connection")?.toLowerCase() === "close";
}

/** Small enough that a refusal is read before writing on runs into the closed connection. */
const sliceBytes = 16_384;

function slices(part: Buffer): Buffer[] {
  const count = Math.ceil(part.length / sliceBytes);
  return Array.from({ length: count }, (_, i) =>
    part.subarray(i * sliceBytes, (i + 1) * sliceBytes),
  );
}

/** Writes one slice after the other, so that parts of a request leave as separate packets. */
function writeSlices(socket: Socket, [first, ...rest]: readonly Buffer[]): void {
  if (first === undefined || !socket.writable) return;
  socket.write(first, () => {
    setImmediate(() => writeSlices(socket, rest));
  });
}

/**
 * Reads one answer from the front of a buffer; undefined while it is incomplete.
 * `ended` says that nothing more will come. Throws on what is not HTTP/1.
 */
function readAnswer(
  buffer: Buffer,
  method: string,
  ended: boolean,
): { answer: WireAnswer; rest: Buffer } | undefined {
  const interim: number[] = [];
  let rest = buffer;
  for (;;) {
    const end = rest.indexOf("\r\n\r\n");
    if (end === -1) return undefined;
    const head = readHead(rest.toString("latin1", 0, end));
    rest = rest.subarray(end + 4);
    if (head.status >= 100 && head.status < 200) {
      interim.push(head.status);
      continue;
    }
    const framed = readBody(rest, head, method, ended);
    if (framed === undefined) return undefined;
    return { answer: { ...head, body: framed.body, interim }, rest: framed.rest };
  }
}

interface Head {
  readonly version: string;
  readonly status: number;
  readonly headers: [string, string][];
}

function readHead(text: string): Head {
  const [start = "", ...lines] = text.split("\r\n");
  const match = /^(HTTP\/1\.[01]) (\d{3})(?: .*)?$/.exec(start);
  if (match === null) throw new Error(`not a status line: ${JSON.stringify(start.slice(0, 80))}`);
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error(`not a header line: ${JSON.stringify(line.slice(0, 80))}`);
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "")];
  });
  return { version: match[1] ?? "", status: Number(match[2]), headers };
}

function readBody(
  rest: Buffer,
  head: Head,
  method: string,
  ended: boolean,
): { body: Buffer; rest: Buffer } | undefined {
  if (method === "HEAD" || head.status === 204 || head.status === 304) {
    return { body: Buffer.alloc(0), rest };
  }
  if (headerOf(head.headers, "transfer-encoding")?.toLowerCase() === "chunked") {
    return readChunks(rest);
  }
  const length = headerOf(head.headers, "content-length");
  if (length !== undefined) {
    const size = Number(length);
    if (rest.length < size) return undefined;
    return { body: rest.subarray(0, size), rest: rest.subarray(size) };
  }
  return ended ? { body: rest, rest: Buffer.alloc(0) } : undefined;
}

function readChunks(start: Buffer): { body: Buffer; rest: Buffer } | undefined {
  const chunks: Buffer[] = [];
  let rest = start;
  for (;;) {
    const line = rest.indexOf("\r\n");
    if (line === -1) return undefined;
    const size = Number.parseInt(rest.toString("latin1", 0, line), 16);
    if (Number.isNaN(size)) throw new Error("not a chunk size");
    const from = line + 2;
    if (rest.length < from + size + 2) return undefined;
    if (size === 0) {
      // Trailers, if any, end with an empty line as well.
      const end = rest.indexOf("\r\n\r\n", line);
      if (end === -1) return undefined;
      return { body: Buffer.concat(chunks), rest: rest.subarray(end + 4) };
    }
    chunks.push(rest.subarray(from, from + size));
    rest = rest.subarray(from + size + 2);
  }
}

/** The first value of a header, looked up without regard to case. */
export function headerOf(
  headers: readonly (readonly [string, string])[],
  name: string,
): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}
