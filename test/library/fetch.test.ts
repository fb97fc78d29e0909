// What passes through an edge's `fetch` comes out as the global one would have it.
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../src/core/limits.ts";
import { signalled } from "../contract/origin-calls.ts";
import { cookie, edgeBefore, sessionBody } from "./edge-for-library.ts";

const base = "https://anything.example";

/** Answers with the request that it got. */
function echo(request: IncomingMessage, answer: ServerResponse): void {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
  request.on("end", () => {
    const { method, url, headers } = request;
    answer.setHeader("Set-Cookie", ["a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT", "b=2"]);
    answer.end(JSON.stringify({ method, url, headers, body }));
  });
}

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function echoed(response: Response): Promise<Echo> {
  return (await response.json()) as Echo;
}

describe("edge.fetch", () => {
  it("A request may be a string, a URL, a path or a Request, and only its path and query count.", async () => {
    const { edge } = await edgeBefore(echo);
    const spellings = [
      `${base}/schemas?page=1`,
      "/schemas?page=1",
      new URL("http://other.example:81/schemas?page=1#part"),
      new Request(`${base}/schemas?page=1`),
    ];
    for (const spelling of spellings) {
      const seen = await echoed(await edge.fetch(spelling, { headers: { "X-A": "b" } }));
      expect(seen).toMatchObject({
        method: "GET",
        url: "/schemas?page=1",
        headers: { "x-a": "b" },
      });
    }
  });

  it.each([
    ["text", "ä=1", "ä=1"],
    ["form", new URLSearchParams({ a: "b c" }), "a=b+c"],
    ["bytes", new TextEncoder().encode("bytes"), "bytes"],
    ["a blob", new Blob(["blob"], { type: "text/x-blob" }), "blob"],
  ])("A request sends %s with its length.", async (_, body, text) => {
    const { edge } = await edgeBefore(echo);
    const seen = await echoed(await edge.fetch(`${base}/x`, { method: "POST", body }));
    expect(Buffer.from(seen.body, "latin1").toString()).toBe(text);
    expect(seen.headers["content-length"]).toBe(String(Buffer.byteLength(text)));
  });

  it("Bodies are streamed in both directions.", async () => {
    const { edge } = await edgeBefore((request, answer) => {
      answer.flushHeaders();
      request.pipe(answer);
    });
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const init = { method: "POST", body: readable, duplex: "half" } as const;
    // What the edge reads ahead of a body does not leave before it is complete, so the first chunk is longer than that.
    const first = defaultLimits.readBodyBytesMax + 1;
    void writer.write(Buffer.alloc(first, "a"));
    const response = await edge.fetch(`${base}/x`, init);
    const reader = response.body?.getReader();
    for (let bytes = 0; bytes < first;) bytes += (await reader?.read())?.value?.byteLength ?? 0;
    void writer.write(Buffer.from("second"));
    const { value } = (await reader?.read()) ?? {};
    expect(Buffer.from(value ?? []).toString()).toBe("second");
    void writer.close();
    expect(await reader?.read()).toEqual({ done: true, value: undefined });
  });

  it("Status, cookies and redirects arrive unchanged.", async () => {
    const { edge } = await edgeBefore((request, answer) => {
      if (request.url === "/x") echo(request, answer);
      else answer.writeHead(303, { Location: "/elsewhere" }).end();
    });
    const { headers } = await edge.fetch(`${base}/x`);
    expect(headers.getSetCookie()).toEqual(["a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT", "b=2"]);
    const redirect = await edge.fetch(`${base}/y`);
    expect(redirect.status).toBe(303);
    expect(redirect.headers.get("location")).toBe("/elsewhere");
    await expect(edge.fetch(`${base}/y`, { redirect: "error" })).rejects.toThrow(TypeError);
  });

  it("An answer without a body has none.", async () => {
    const { edge } = await edgeBefore((_, answer) => answer.writeHead(204).end());
    const response = await edge.fetch(`${base}/x`, { method: "DELETE" });
    expect(response.status).toBe(204);
    expect(response.body).toBeNull();
  });

  it("A HEAD request is answered from memory without a body.", async () => {
    const { edge, events } = await edgeBefore((_, answer) => answer.end(sessionBody()));
    const headers = { Cookie: cookie };
    const whole = await edge.fetch(`${base}/sessions/whoami`, { headers });
    const head = await edge.fetch(`${base}/sessions/whoami`, { method: "HEAD", headers });
    expect(head.status).toBe(200);
    expect(head.headers.get("cache-status")).toMatch(/; hit; /);
    expect(head.headers.get("content-length")).toBe(String((await whole.arrayBuffer()).byteLength));
    expect(await head.text()).toBe("");
    expect(events.filter(({ kind }) => kind === "call")).toHaveLength(1);
  });

  it.each([
    ["a record", { Cookie: cookie }],
    ["pairs", [["Cookie", cookie]]],
    ["Headers", new Headers({ Cookie: cookie })],
    ["a value to trim", { cookie: ` ${cookie} ` }],
  ] as [string, HeadersInit][])("The credential is found in %s.", async (_, headers) => {
    const { edge } = await edgeBefore((_, answer) => answer.end(sessionBody()));
    await edge.check({ cookie });
    const response = await edge.fetch(`${base}/sessions/whoami`, { headers });
    expect(response.headers.get("cache-status")).toMatch(/; hit; /);
    expect(await response.text()).toBe(sessionBody());
  });

  it("The base path is stripped, and only requests below it can be checks.", async () => {
    const { edge } = await edgeBefore(echo, { basePath: "/identity" });
    expect((await echoed(await edge.fetch(`${base}/identity/schemas`))).url).toBe("/schemas");
    expect((await echoed(await edge.fetch(`${base}/schemas`))).url).toBe("/schemas");
    const check = await edge.fetch(`${base}/identity/sessions/whoami`);
    expect(check.headers.get("cache-status")).not.toBeNull();
  });

  it("A call rejects with the caller's reason, before and while it waits.", async () => {
    const reached = signalled();
    const { edge } = await edgeBefore(() => reached.resolve());
    const reason = new Error("changed my mind");
    const early = edge.fetch(`${base}/x`, { signal: AbortSignal.abort(reason) });
    await expect(early).rejects.toBe(reason);
    for (const path of ["/x", "/sessions/whoami"]) {
      const abort = new AbortController();
      const call = edge.fetch(`${base}${path}`, { signal: abort.signal, headers: { cookie } });
      await reached.promise;
      abort.abort(reason);
      await expect(call).rejects.toBe(reason);
    }
  });

  it("An argument that is not a request rejects.", async () => {
    const { edge } = await edgeBefore(echo);
    await expect(edge.fetch("https://")).rejects.toThrow(TypeError);
    await expect(edge.fetch(`${base}/x`, { method: "TRACE" })).rejects.toThrow(TypeError);
    await expect(edge.fetch(`${base}/x`, { headers: { "X-A": "a\nb" } })).rejects.toThrow(
      TypeError,
    );
  });
});
