// What an edge that follows a control plane keeps in its file of last known settings, and starts with.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deletedProject } from "../../src/core/deleted-project.ts";
import type { ServedProject } from "../../src/core/served-project.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { followProjects } from "../../src/server/followed-projects.ts";
import { openSettingsFile } from "../../src/server/settings-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "followed-"));
});
afterEach(() => rm(folder, { recursive: true }));

const served = (revision: number): ServedProject => ({
  version: 1,
  revision,
  settings: { ...defaultProjectSettings, project: "acme" },
  originUrl: "https://kratos.example",
  adminOriginUrl: undefined,
  hosts: ["acme.example"],
  at: 0,
});

/** A start of an edge: what it is given, and a way to let the bus say something. */
async function start(connected: boolean) {
  const given: ServedProject[] = [];
  let writing: Promise<void> = Promise.resolve();
  let say: (project: ServedProject) => void = () => undefined;
  const file = openSettingsFile(
    join(folder, "known.json"),
    (task) => {
      writing = task;
    },
    (error) => {
      throw error;
    },
  );
  const link = {
    connected,
    publishProject: () => Promise.resolve(),
    watchProjects: (receive: (project: ServedProject) => void) => {
      say = receive;
      return Promise.resolve(() => undefined);
    },
  };
  const followed = followProjects(link, file, pino({ enabled: false }));
  await followed.watchProjects((project) => given.push(project));
  return { given, say: (project: ServedProject) => say(project), written: () => writing };
}

test("An edge that was down during a deletion starts with the project, and drops it when the bus says so.", async () => {
  const before = await start(true);
  before.say(served(3));
  await before.written();

  const back = await start(false);
  expect(back.given).toEqual([served(3)]);
  const gone = deletedProject("acme", 1);
  back.say(gone);
  await back.written();
  expect(back.given).toEqual([served(3), gone]);
});

test("A deletion is in the file, so a bus that is behind cannot bring the project back.", async () => {
  const gone = deletedProject("acme", 1);
  const before = await start(true);
  before.say(served(3));
  before.say(gone);
  await before.written();

  const back = await start(false);
  expect(back.given).toEqual([gone]);
  back.say(served(3));
  await back.written();
  expect(back.given).toEqual([gone]);
  expect(await readFile(join(folder, "known.json"), "utf8")).not.toContain("kratos.example");
});
