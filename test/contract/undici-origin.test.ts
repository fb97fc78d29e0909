// The undici origin against the origin contract, and its start-up refusals.
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { createUndiciOrigin } from "../../src/origin/undici/undici-origin.ts";
import { asOwnCalls, failureOf, openOrigin, readBody, request } from "./origin-calls.ts";
import { originContract } from "./origin-contract.ts";
import { emptyAnswer, serveRaw } from "../harness/raw-server.ts";

originContract("undici", createUndiciOrigin);

describe("undici origin", () => {
  it.each([
    "ftp://origin.example",
    "http://origin.example/?a=b",
    "http://origin.example/?",
    "http://origin.example/#",
    "http://user@origin.example/",
    "http://user:secret@origin.example/",
    "origin.example",
  ])("The URL %s is refused.", (url) => {
    expect(() => createUndiciOrigin({ url })).toThrow(TypeError);
  });
});

describe.each([
  ["forwarded requests", createUndiciOrigin],
  ["own calls", asOwnCalls(createUndiciOrigin)],
])("undici origin: %s", (_, create) => {
  it.each([
    [16, "answer"],
    [17, "failure"],
  ])("After %i interim answers the call has an %s.", async (count, kind) => {
    const { url } = await serveRaw(({ socket }) =>
      socket.write(`${"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(count)}${emptyAnswer}`),
    );
    const outcome = await openOrigin(create, { url }).send(request());
    expect(outcome.kind).toBe(kind);
  });

  it("The log says why a call failed, without a byte of what was read.", async () => {
    const canary = "canary-of-a-session";
    const broken = [
      `HTTP/1.1 200 OK\r\nX: ${canary}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n${canary}`,
      `HTTP/1.1 200 OK\r\nX: ${canary}\r\nTransfer-Encoding: chunked\r\n\r\n${canary}\r\n`,
      `HTTP/1.1 200 OK\r\nX ${canary}\r\n\r\n`,
      `HTTP/1.1 200 OK\r\nSet-Cookie: ${canary}\r\nTransfer-Encoding: gzip\r\n\r\n`,
      `${canary}\r\n\r\n`,
    ];
    for (const bytes of broken) {
      const { url } = await serveRaw(({ socket }) => socket.end(bytes));
      const outcome = await openOrigin(create, { url }).send(
        request({ headers: ["Cookie", canary] }),
      );
      const failure =
        outcome.kind === "failure"
          ? outcome.failure
          : (await readBody(outcome.answer.body)).failure;
      expect(failure?.kind).toBe("broken");
      const shown = inspect(failure, { depth: 20, showHidden: true });
      expect(shown).toContain("Error");
      expect(shown).not.toContain(canary);
    }
  });

  it("A header line that cannot be sent prevents the call, and is not shown.", async () => {
    const { url, sockets } = await serveRaw(({ socket }) => socket.write(emptyAnswer));
    const origin = openOrigin(create, { url });
    const failure = await failureOf(origin, { headers: ["X-A", "secret\r\nX-B: c"] });
    expect(failure.kind).toBe("unreachable");
    expect(inspect(failure, { depth: 20, showHidden: true })).not.toContain("secret");
    expect(sockets).toHaveLength(0);
  });
});
