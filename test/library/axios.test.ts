// The axios adapter under SDKs of several generations, and under axios itself.
import { Configuration as KratosConfiguration, FrontendApi as KratosApi } from "@ory/kratos-client";
import { Configuration as V0Configuration, V0alpha2Api } from "ory-client-v0";
import { Configuration as V1Configuration, FrontendApi as V1Api } from "ory-client-v1";
import { Configuration as V101Configuration, FrontendApi as V101Api } from "ory-client-v101";
import { describe, expect, it } from "vitest";
import type { AxiosRequest, Edge } from "../../src/library/index.ts";
import { cookie, edgeBefore, sessionBody } from "./edge-for-library.ts";

const basePath = "https://anything.example";

interface Called {
  readonly status: number;
  readonly data: { readonly identity?: { readonly id: string } };
}

const generations: readonly [string, (edge: Edge, cookie: string) => Promise<Called>][] = [
  [
    "@ory/client 0.2 (axios 0.21)",
    (edge, cookie) => {
      const baseOptions = { adapter: edge.axiosAdapter };
      return new V0alpha2Api(new V0Configuration({ basePath, baseOptions })).toSession(
        undefined,
        cookie,
      );
    },
  ],
  [
    "@ory/client 1.0.1",
    (edge, cookie) => {
      const baseOptions = { adapter: edge.axiosAdapter };
      return new V101Api(new V101Configuration({ basePath, baseOptions })).toSession(
        undefined,
        cookie,
      );
    },
  ],
  [
    "@ory/client 1.22",
    (edge, cookie) => {
      const baseOptions = { adapter: edge.axiosAdapter };
      return new V1Api(new V1Configuration({ basePath, baseOptions })).toSession({ cookie });
    },
  ],
  [
    "@ory/kratos-client",
    (edge, cookie) => {
      const baseOptions = { adapter: edge.axiosAdapter };
      return new KratosApi(new KratosConfiguration({ basePath, baseOptions })).toSession({
        cookie,
      });
    },
  ],
];

describe("the axios adapter", () => {
  it.each(generations)(
    "The axios adapter serves checks of %s from memory.",
    async (_, toSession) => {
      const { edge, events } = await edgeBefore((_, answer) => answer.end(sessionBody()));
      for (let i = 0; i < 5; i += 1) {
        const { status, data } = await toSession(edge, cookie);
        expect([status, data.identity?.id]).toEqual([200, "ada"]);
      }
      expect(events.filter(({ kind }) => kind === "call")).toHaveLength(1);
    },
  );

  it.each(generations)(
    "The axios adapter rejects refusals as %s expects, without showing credentials.",
    async (_, toSession) => {
      const { edge } = await edgeBefore((_, answer) => {
        answer.writeHead(401, { "Content-Type": "application/json" });
        answer.end('{"error":{"code":401}}');
      });
      const error: unknown = await toSession(edge, cookie).catch((error: unknown) => error);
      expect(error).toMatchObject({
        isAxiosError: true,
        code: "ERR_BAD_REQUEST",
        response: { status: 401, data: { error: { code: 401 } } },
      });
      expect(JSON.stringify(error)).not.toContain(cookie);
    },
  );

  /** Calls the adapter as axios does. */
  async function call(config: AxiosRequest): Promise<{ data: unknown; headers: object }> {
    const { edge } = await edgeBefore((request, answer) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        answer.setHeader("Set-Cookie", ["a=1", "b=2"]);
        answer.setHeader("X-A", ["1", "2"]);
        answer.end(`${request.method} ${request.url} ${body} ${String(request.headers["x-sent"])}`);
      });
    });
    return edge.axiosAdapter({ headers: { "X-Sent": "yes", "X-Not": null }, ...config });
  }

  it("The axios adapter builds URLs as axios does.", async () => {
    const { data, headers } = await call({
      baseURL: `${basePath}/`,
      url: "/schemas?a=1",
      params: { list: ["x", "y z"], none: null, when: new Date(0) },
    });
    const query = "a=1&list%5B%5D=x&list%5B%5D=y+z&when=1970-01-01T00%3A00%3A00.000Z";
    expect(data).toBe(`GET /schemas?${query}  yes`);
    expect(headers).toMatchObject({ "set-cookie": ["a=1", "b=2"], "x-a": "1, 2" });
  });

  it.each([
    ["text", "body"],
    ["a buffer", Buffer.from("body")],
    ["a form", new URLSearchParams("body")],
  ])("The axios adapter sends %s.", async (_, data) => {
    const answer = await call({ method: "post", url: `${basePath}/x`, data });
    expect(answer.data).toMatch(/^POST \/x body=? yes$/);
  });

  it("The axios adapter gives data in the requested type.", async () => {
    const url = `${basePath}/x`;
    const text = "GET /x  yes";
    const { data: bytes } = await call({ url, responseType: "arraybuffer" });
    expect(Buffer.from(bytes as ArrayBuffer).toString()).toBe(text);
    const { data: stream } = await call({ url, responseType: "stream" });
    expect(await new Response(stream as ReadableStream).text()).toBe(text);
  });

  it("The axios adapter aborts a call when its time is up or its signal fires.", async () => {
    const { edge } = await edgeBefore(() => undefined);
    const url = `${basePath}/x`;
    await expect(edge.axiosAdapter({ url, timeout: 10 })).rejects.toMatchObject({
      code: "ETIMEDOUT",
      isAxiosError: true,
    });
    const signal = AbortSignal.abort(new Error("gone"));
    await expect(edge.axiosAdapter({ url, signal })).rejects.toThrow("gone");
  });

  it("The axios adapter lets validateStatus judge the status.", async () => {
    const { edge } = await edgeBefore((_, answer) => answer.writeHead(500).end());
    const url = `${basePath}/x`;
    expect((await edge.axiosAdapter({ url, validateStatus: null })).status).toBe(500);
    const validateStatus = (status: number): boolean => status < 500;
    await expect(edge.axiosAdapter({ url, validateStatus })).rejects.toMatchObject({
      code: "ERR_BAD_RESPONSE",
      status: 500,
    });
  });
});
