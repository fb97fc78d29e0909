// Signed sessions: anyone who has a private key can be any user at every service. So it must be found nowhere, a sealed key must
// be good for its project alone, and the end points must cost strangers nothing that lasts.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { encodeProject } from "../../src/core/served-project-text.ts";
import { Secret } from "../../src/core/secret.ts";
import type { SharedBus } from "../../src/edge/ports.ts";
import { newId } from "../../src/runtime/node.ts";
import { createSealing } from "../../src/tokens/sealing.ts";
import { startScene, type Answered } from "../control/scene.ts";
import { rawCheck } from "../harness/raw-check.ts";
import { startFollowingEdge } from "../harness/following-edge.ts";

const secret = "canary-secret-5f0e1d-5f0e1d-5f0e1d";

/** The texts by which a private number may be recognised. */
function spellings(d: string): readonly string[] {
  const bytes = Buffer.from(d, "base64url");
  return [d, bytes.toString("base64"), bytes.toString("hex"), bytes.toString("latin1")];
}

/** A sealing that remembers the private numbers that it was given. */
async function recordingSealing(privateNumbers: string[]) {
  const sealing = await createSealing([new Secret(secret)]);
  return {
    ...sealing,
    seal: (...given: Parameters<typeof sealing.seal>) => {
      const { d } = JSON.parse(given[0]) as { readonly d: string };
      privateNumbers.push(d);
      return sealing.seal(...given);
    },
  };
}

/** A bus that remembers the projects that were published on it. */
function recordingBus(bus: SharedBus, texts: string[]): SharedBus {
  return {
    ...bus,
    publishProject: (project) => {
      texts.push(encodeProject(project));
      return bus.publishProject(project);
    },
  };
}

test("A private key and the secret that seals it are in no answer, log, database, bus message or settings file.", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-canary-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const privateNumbers: string[] = [];
  const published: string[] = [];
  const medium = createInProcessMedium(newId);
  const sealing = await recordingSealing(privateNumbers);
  await using scene = await startScene({
    bus: recordingBus(medium.connect("eu"), published),
    options: { database: join(folder, "control.db"), name: "plane" },
    signing: { sealing, keyFiles: undefined, warnings: [] },
  });
  const settingsFile = join(folder, "settings.json");
  await using edge = await startFollowingEdge({
    bus: medium.connect("us"),
    name: "far",
    options: { "settings-file": settingsFile },
    signing: { sealing, keyFiles: undefined, warnings: [] },
  });
  const acme = await scene.project("acme", {
    cacheable_sessions: true,
    policies: { app: { signed_session: { audience: ["api"] } } },
  });
  const path = "/projects/acme/signing-keys";
  const answers: Answered[] = [];
  for (const json of [{}, { algorithm: "EdDSA", publish_for: "0s" }]) {
    answers.push(await scene.ask(path, { json }));
  }
  answers.push(
    await scene.ask(path),
    await scene.ask("/projects/acme"),
    await scene.ask("/projects"),
    await scene.ask("/projects/acme/activity"),
    await scene.ask("/edges"),
    await scene.ask("/metrics"),
    await scene.ask("/openapi.json"),
  );
  const get = async (url: string, path: string): Promise<string> => {
    const headers = ["Host", "acme.projects.localhost", "Cookie", acme.user.cookie];
    return (await rawCheck(url, headers, { path })).body;
  };
  const shown = [
    await get(scene.edgeUrl, "/edge-sessions/token/app"),
    await get(scene.edgeUrl, "/edge-sessions/jwks.json"),
  ];
  expect(shown[0]).toContain('"token"');
  await expect.poll(() => get(edge.url, "/edge-sessions/token/app")).toContain('"token"');
  await expect.poll(() => readFile(settingsFile, "utf8")).toContain("sealed");
  const files = await readdir(folder);
  const contents = await Promise.all(files.map((name) => readFile(join(folder, name), "latin1")));
  const everything = [
    ...answers.map(({ text }) => text),
    ...shown,
    ...published,
    ...contents,
    scene.log(),
    edge.log(),
    inspect(sealing, { depth: 9 }),
  ].join("\n");
  // The search would find what it looks for: sealed keys are there, and the public part of each.
  expect(published.some((text) => text.includes('"sealed"'))).toBe(true);
  expect(contents.join("\n")).toContain("sealed");
  expect(privateNumbers).toHaveLength(2);
  for (const text of [...privateNumbers.flatMap(spellings), secret]) {
    expect(everything.includes(text), text).toBe(false);
  }
});
