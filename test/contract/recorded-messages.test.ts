// Messages as this version wrote them, and as another one does. An edge that reads them must do what each of them needs,
// so that versions work side by side while edges are replaced one by one. The recordings are not rewritten: a change
// that breaks this test breaks a rolling upgrade.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeMessage, encodeMessage } from "../../src/core/bus-message.ts";
import { decodeProject, encodeProject } from "../../src/core/served-project-text.ts";
import { createLinkedScene } from "../harness/linked.ts";

function recorded(name: string): readonly string[] {
  const path = new URL(`../corpus/bus/${name}.jsonl`, import.meta.url);
  return readFileSync(path, "utf8").trim().split("\n");
}

/** A member that has been given recorded messages as the messages of its own region. */
async function given(texts: readonly string[]) {
  const scene = createLinkedScene();
  const member = scene.member("eu", "edge");
  const starting = member.link.start();
  await scene.pass(1_000);
  await starting;
  member.received.length = 0;
  for (const text of texts) {
    const message = decodeMessage(text);
    // The log of the scene keeps what is appended; a kind that is not known is only delivered.
    if (message.kind === "other") continue;
    await scene.medium.connect("eu").append([message]);
  }
  return member;
}

describe("messages of this version", () => {
  test("Each is written as it was recorded.", () => {
    for (const text of recorded("this-version")) {
      const message = decodeMessage(text);
      if (message.kind === "other") throw new Error(`not understood: ${text}`);
      expect(JSON.parse(encodeMessage(message))).toEqual(JSON.parse(text));
    }
  });

  test("An edge applies the invalidations, and knows the members.", async () => {
    const { received, link, healthy } = await given(recorded("this-version"));
    expect(received.map(({ scope }) => scope.kind)).toEqual(["identity", "credential", "project"]);
    expect(link.members().map(({ heartbeat, state }) => `${heartbeat.name} ${state}`)).toEqual([
      "edge live",
      "edge-1 stopped",
    ]);
    expect(link.revisionOf("b54de4d4-0f27-4b6e-8f0c-4a2f1f0f7d11", "acme")).toBe(4);
    expect(healthy()).toBe(true);
  });
});

describe("messages of the next version", () => {
  test("An edge applies at least as much as each is about, and stays healthy.", async () => {
    const { received, link, healthy } = await given(recorded("next-version"));
    expect(received.map(({ project, scope, source }) => [project, scope.kind, source])).toEqual([
      ["default", "identity", "mutation"],
      ["default", "project", "other"],
    ]);
    expect(link.members().map(({ heartbeat }) => heartbeat.software)).toEqual(["1.0.0", "0.2.0"]);
    expect(healthy()).toBe(true);
  });

  test("A kind that is not known is no invalidation.", () => {
    const kinds = recorded("next-version").map((text) => decodeMessage(text).kind);
    expect(kinds).toEqual(["invalidation", "invalidation", "heartbeat", "other"]);
  });
});

describe("settings of a project", () => {
  test.each(recorded("settings").map((text, index) => [index, text] as const))(
    "Revision %# of the recording is read whole, with defaults for what it does not have.",
    (index, text) => {
      const project = decodeProject(text);
      expect(project).toMatchObject({
        revision: index + 4,
        originUrl: "https://kratos.example",
        hosts: ["acme.projects.example"],
        settings: { project: "acme", cacheableSessions: true, degradedMaxAgeMs: 10_000 },
      });
    },
  );

  test("The interval of refreshes grows only if the revision says so.", () => {
    const settings = recorded("settings").map((text) => decodeProject(text)?.settings);
    expect(settings.map((read) => [read?.refreshAuto, read?.refreshAfterMs])).toEqual([
      [false, 1_000],
      [true, 1_000],
      [false, 1_000],
      [true, 1_000],
      [true, 1_000],
    ]);
  });

  test("This version's are written as they were recorded.", () => {
    const text = recorded("settings").at(-1) ?? "";
    const project = decodeProject(text);
    expect(project && JSON.parse(encodeProject(project))).toEqual(JSON.parse(text));
  });
});
