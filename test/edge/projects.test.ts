// Which project's edge answers, by the request's host.
import { expect, test } from "vitest";
import { defaultLimits } from "../../src/core/limits.ts";
import { deletedProject } from "../../src/core/deleted-project.ts";
import { anyHost } from "../../src/core/served-project.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import type { ProjectBus } from "../../src/edge/ports.ts";
import { assembleEdges } from "../../src/server/edge-assembly.ts";

/** Projects whose origins answer every call with 204 and their URL. */
async function startProjects(projectBus?: ProjectBus) {
  const edges = assembleEdges({
    limits: defaultLimits,
    emit: () => undefined,
    onUndelivered: (error) => {
      throw error;
    },
  });
  const closed: string[] = [];
  const projects = edges.projects({
    basePath: "",
    ...(projectBus === undefined ? {} : { projectBus }),
    openOrigin: (url) => ({
      send: () => {
        const headers = ["Origin-Url", url];
        const answer = { status: 204, headers, body: nothing(), discard: () => undefined };
        return Promise.resolve({ kind: "answer", answer });
      },
      close: () => {
        closed.push(url);
        return Promise.resolve();
      },
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
    remove: (project: string) => edges.ports.projectBus.publishProject(deletedProject(project, 0)),
    originOf: (project: string, url: string) => projects.originOf(project, url),
    stop: () => projects.stop(),
    counts: () => [projects.served().length, projects.deletions().length],
    /** The URLs of the origins that were closed. */
    closed,
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

test("A project's origin is found by the URL that it has, and by no other.", async () => {
  const { serve, originOf } = await startProjects();
  await serve("one", ["one.example"]);
  expect(originOf("one", "http://one.example")).toBeDefined();
  expect(originOf("one", "http://two.example")).toBeUndefined();
  expect(originOf("two", "http://two.example")).toBeUndefined();
});

test("The host of a deleted project is free for a later one, whichever of the two arrives first.", async () => {
  const { serve, remove, askedBy, counts } = await startProjects();
  await serve("one", ["acme.example"]);
  await remove("one");
  expect(await askedBy("acme.example")).toBe(404);
  await serve("two", ["acme.example"]);
  expect(await askedBy("acme.example")).toBe("http://two.example");
  await serve("three", ["acme.example"]);
  await remove("two");
  expect(await askedBy("acme.example")).toBe("http://three.example");
  expect(counts()).toEqual([1, 2]);
});

test("A deletion that arrives before the project keeps it from being served.", async () => {
  const { serve, remove, askedBy, counts } = await startProjects();
  await remove("one");
  await serve("one", ["acme.example"]);
  expect(await askedBy("acme.example")).toBe(404);
  expect(counts()).toEqual([0, 1]);
});

test("The only project with every host leaves none behind when it is deleted.", async () => {
  const { serve, remove, askedBy, stop, closed } = await startProjects();
  await serve("all", [anyHost]);
  expect(await askedBy("one.example")).toBe("http://all.example");
  await remove("all");
  expect(await askedBy("one.example")).toBe(404);
  // Its connections stay for requests in flight until the edges stop.
  expect(closed).toEqual([]);
  await stop();
  expect(closed).toContain("http://all.example");
});

test("A deletion holds although the bus brings an older revision after it.", async () => {
  const given = [deletedProject("one", 0), { ...deletedProject("one", 0), revision: 7 }];
  const { counts } = await startProjects({
    publishProject: () => Promise.resolve(),
    watchProjects: (receive) => {
      for (const project of given) receive(project);
      return Promise.resolve(() => undefined);
    },
  });
  expect(counts()).toEqual([0, 1]);
});
