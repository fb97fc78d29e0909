// Which project's edge answers, by the request's host.
import { expect, test } from "vitest";
import { defaultLimits } from "../../src/core/limits.ts";
import { anyHost } from "../../src/core/served-project.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { assembleEdges } from "../../src/server/edge-assembly.ts";

/** Projects whose origins answer every call with 204 and their URL. */
async function startProjects() {
  const edges = assembleEdges({
    limits: defaultLimits,
    emit: () => undefined,
    onUndelivered: (error) => {
      throw error;
    },
  });
  const projects = edges.projects({
    basePath: "",
    openOrigin: (url) => ({
      send: () => {
        const headers = ["Origin-Url", url];
        const answer = { status: 204, headers, body: nothing(), discard: () => undefined };
        return Promise.resolve({ kind: "answer", answer });
      },
      close: () => Promise.resolve(),
    }),
  });
  await projects.start();
  return {
    serve: (project: string, hosts: readonly string[]) =>
      edges.ports.projectBus.publishProject({
        version: 1,
        revision: 1,
        settings: { ...defaultProjectSettings, project },
        originUrl: `http://${project}.example`,
        adminOriginUrl: undefined,
        hosts,
        at: 0,
      }),
    /** The URL of the origin that answered a request, or its status where none did. */
    askedBy: async (host: string | undefined) => {
      const { status, headers } = await projects.handle({
        method: "GET",
        target: "/self-service/errors",
        headers: host === undefined ? [] : ["Host", host],
        body: undefined,
        peer: undefined,
        signal: new AbortController().signal,
      });
      const at = headers.indexOf("Origin-Url");
      return at === -1 ? status : headers[at + 1];
    },
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // A 204 has no body.
}

test("a project that has every host is found without one, and leaves hosts to projects that come later", async () => {
  const { serve, askedBy } = await startProjects();
  expect(await askedBy("one.example")).toBe(404);
  await serve("all", [anyHost]);
  expect(await askedBy("one.example")).toBe("http://all.example");
  expect(await askedBy(undefined)).toBe("http://all.example");
  await serve("one", ["one.example"]);
  expect(await askedBy("one.example")).toBe("http://one.example");
  expect(await askedBy("two.example")).toBe("http://all.example");
});

test("a project that has one host is not found by others, though it is alone", async () => {
  const { serve, askedBy } = await startProjects();
  await serve("one", ["one.example"]);
  expect(await askedBy("ONE.example:4000")).toBe("http://one.example");
  expect(await askedBy("two.example")).toBe(404);
});
