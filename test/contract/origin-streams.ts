// The part of the origin contract about large bodies: both ways at the reader's pace, none of them held in memory.
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { answerOf, openOrigin, readBody, signalled, type CreateOrigin } from "./origin-calls.ts";
import { serveHttp, serveRaw } from "../harness/raw-server.ts";

const mebibyte = 1_024 ** 2;

/** Many times what may be in flight, and more than what a slow reader takes. TEST_ALL=yes sends a gibibyte. */
const largeBytes = (process.env["TEST_ALL"] === "yes" ? 1_024 : 128) * mebibyte;
const chunkBytes = 64 * 1_024;

/** What the two kernels' buffers and the buffers of streams may hold between them on the loopback interface. */
const inFlightBytesMax = 32 * mebibyte;

/** Lets the event loop turn, so that a sender that could send more has sent it. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Streaming. */
export function streamsBodies(create: CreateOrigin): void {
  it("An answer that nobody reads is hardly buffered.", async () => {
    const chunk = Buffer.alloc(chunkBytes, "a");
    let acceptedBytes = 0;
    const { url } = await serveHttp((incoming, answer) => {
      if (incoming.url === "/small") {
        answer.end();
        return;
      }
      const write = (): void => {
        // Counted when the kernel has taken it, which is when the connection has room.
        answer.write(chunk, (error) => {
          if (error) return;
          acceptedBytes += chunk.byteLength;
          write();
        });
      };
      write();
    });
    const origin = openOrigin(create, { url });
    const answer = await answerOf(origin);
    await answer.body[Symbol.asyncIterator]().next();
    // Many exchanges on another connection: time enough for far more than may be accepted.
    for (let i = 0; i < 300; i += 1) {
      const small = await answerOf(origin, { target: "/small" });
      await readBody(small.body);
    }
    expect(acceptedBytes).toBeLessThan(inFlightBytesMax);
    answer.discard();
  });

  it("Tiny chunks arrive in their order.", async () => {
    const count = 100_000;
    const { url } = await serveRaw(({ socket }) => {
      const text = Array.from({ length: count }, (_, i) => `1\r\n${i % 10}\r\n`).join("");
      socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${text}0\r\n\r\n`);
    });
    const { body } = await answerOf(openOrigin(create, { url }));
    const { text, failure } = await readBody(body);
    expect(failure).toBeUndefined();
    expect(text).toBe("0123456789".repeat(count / 10));
  });
}

/** More than fits into memory. */
export function streamsLargeAnswers(create: CreateOrigin): void {
  it("A large answer arrives as fast as it is read, and no faster.", async () => {
    const chunk = Buffer.alloc(chunkBytes, "a");
    let writtenBytes = 0;
    const { url } = await serveHttp((_, answer) => {
      answer.setHeader("Content-Length", String(largeBytes));
      const write = (): void => {
        while (writtenBytes < largeBytes) {
          writtenBytes += chunk.byteLength;
          if (!answer.write(chunk)) {
            answer.once("drain", write);
            return;
          }
        }
        answer.end();
      };
      write();
    });
    const { body } = await answerOf(openOrigin(create, { url }), { totalWaitMs: undefined });
    let readBytes = 0;
    let aheadBytes = 0;
    let chunks = 0;
    for await (const part of body) {
      readBytes += part.byteLength;
      aheadBytes = Math.max(aheadBytes, writtenBytes - readBytes);
      chunks += 1;
      // A reader that is slow at first: without back pressure all of it would be under way by then.
      if (chunks < 2_000) await turn();
    }
    expect(readBytes).toBe(largeBytes);
    expect(aheadBytes).toBeLessThan(inFlightBytesMax);
  });
}

/** Uploads. */
export function streamsUploads(create: CreateOrigin): void {
  it("A large body is sent as fast as the origin reads it, and no faster.", async () => {
    const chunk = Buffer.alloc(chunkBytes, "a");
    let sentBytes = 0;
    let aheadBytes = 0;
    let chunks = 0;
    const { url } = await serveHttp((incoming, answer) => {
      void (async () => {
        let readBytes = 0;
        for await (const part of incoming) {
          readBytes += (part as Buffer).byteLength;
          aheadBytes = Math.max(aheadBytes, sentBytes - readBytes);
          chunks += 1;
          if (chunks < 2_000) await turn();
        }
        answer.end(String(readBytes));
      })();
    });
    async function* body(): AsyncGenerator<Uint8Array> {
      while (sentBytes < largeBytes) {
        sentBytes += chunk.byteLength;
        yield chunk;
      }
    }
    const answer = await answerOf(openOrigin(create, { url }), {
      method: "POST",
      body: body(),
      totalWaitMs: undefined,
      headWaitMs: Number.POSITIVE_INFINITY,
    });
    expect(await readBody(answer.body)).toEqual({ text: String(largeBytes), failure: undefined });
    expect(aheadBytes).toBeLessThan(inFlightBytesMax);
  });

  it("Bodies pass in both directions at once.", async () => {
    const { url } = await serveHttp((incoming, answer) => {
      answer.flushHeaders();
      incoming.pipe(answer);
    });
    const sent = createHash("sha256");
    async function* body(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 500; i += 1) {
        const chunk = Buffer.alloc(1 + ((i * 997) % 50_000), i % 251);
        sent.update(chunk);
        yield chunk;
      }
    }
    const answer = await answerOf(openOrigin(create, { url }), { method: "POST", body: body() });
    const received = createHash("sha256");
    for await (const part of answer.body) received.update(part);
    expect(received.digest("hex")).toBe(sent.digest("hex"));
  });

  it("An answer that comes before its request was sent arrives, and the body is released.", async () => {
    const letGo = signalled();
    const { url, sockets } = await serveRaw(({ socket }) =>
      socket.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig"),
    );
    // A client that has sent a part and then stays silent.
    let parts = 0;
    const body: AsyncIterableIterator<Uint8Array> = {
      next: () => {
        parts += 1;
        return parts === 1
          ? Promise.resolve({ done: false, value: Buffer.alloc(chunkBytes) })
          : new Promise(() => undefined);
      },
      return: () => {
        letGo.resolve();
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]: () => body,
    };
    const origin = openOrigin(create, { url });
    const answer = await answerOf(origin, { method: "POST", body });
    expect(answer.status).toBe(413);
    expect(await readBody(answer.body)).toEqual({ text: "big", failure: undefined });
    await letGo.promise;
    // The connection is in the middle of a request that will never be whole.
    await readBody((await answerOf(origin)).body);
    expect(sockets).toHaveLength(2);
  });
}
