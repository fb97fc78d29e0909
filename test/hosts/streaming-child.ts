// A process with a host alone in it, so that what it holds in memory can be told from what its client holds.
import type { EdgeAnswer, EdgeRequest } from "../../src/edge/ports.ts";
import { answerMeasuring } from "../harness/measured-process.ts";
import { headBytesMax, text, type StartHost } from "./host-under-test.ts";

const chunk = new Uint8Array(64 * 1_024);

const { start }: { start: StartHost } = await import(process.argv[2] ?? "");
const host = await start({
  headBytesMax,
  handle,
  onClientError: (what) => process.stderr.write(`client error: ${what}\n`),
  onFailure: (cause) => process.stderr.write(`failure: ${String(cause)}\n`),
});
answerMeasuring(host.url);

/** `GET /<bytes>` streams that many; a body is read and counted. */
async function handle(request: EdgeRequest): Promise<EdgeAnswer> {
  if (request.body === undefined) {
    const bytes = Number(request.target.slice(1));
    return { status: 200, headers: ["Content-Length", String(bytes)], body: zeros(bytes) };
  }
  let bytes = 0;
  for await (const piece of request.body) bytes += piece.length;
  return text(String(bytes));
}

async function* zeros(bytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let given = 0; given < bytes; given += chunk.length) {
    yield chunk.subarray(0, Math.min(chunk.length, bytes - given));
  }
}
