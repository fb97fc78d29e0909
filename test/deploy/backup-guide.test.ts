// The guide about backups, with a real file: what it prints is run on a copy from before a change, as after a disaster.
import { copyFile, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { takesOver, type ServedProject } from "../../src/core/served-project.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { openControlStorage } from "../../src/control/database/open.ts";
import { newFile, openAt } from "../control/database/place.ts";
import { nextRevision, sampleAudit, sampleProject } from "../control/database/samples.ts";

const guide = await readFile(
  fileURLToPath(new URL("../../docs/guides/backup.md", import.meta.url)),
  "utf8",
);

function served(revision: number): ServedProject {
  return {
    version: 1,
    revision,
    settings: { ...defaultProjectSettings, project: "acme" },
    originUrl: undefined,
    adminOriginUrl: undefined,
    hosts: [],
    at: 0,
  };
}

test("After a restore as the guide has it, edges take the restored settings.", async () => {
  const url = await newFile();
  const storage = openControlStorage(url);
  await storage.open();
  const project = sampleProject();
  await storage.insertProject(project, sampleAudit());

  const [, vacuum = ""] = /^sqlite3 edge-sessions\.db "(VACUUM INTO .*)"$/mu.exec(guide) ?? [];
  const running = new DatabaseSync(url);
  running.exec(vacuum.replace("edge-sessions.backup.db", `${url}.backup`));
  running.close();

  // An edge hears of two changes that the backup does not have.
  const second = nextRevision(project);
  const third = nextRevision(second);
  await storage.replaceProject(second, project.revision, sampleAudit());
  await storage.replaceProject(third, second.revision, sampleAudit());
  await storage.close();
  const atEdge = served(third.revision);
  expect(takesOver(atEdge, served(project.revision))).toBe(false);

  await copyFile(`${url}.backup`, url);
  const [, statement = ""] = /^```sql\n(.*?)^```$/msu.exec(guide) ?? [];
  const restored = new DatabaseSync(url);
  restored.exec(statement);
  restored.close();

  const again = await openAt({ url });
  const [revision] = await again.listRevisions();
  expect(revision).toEqual({ id: project.id, revision: project.revision + 1_000_000 });
  expect(takesOver(atEdge, served(revision?.revision ?? 0))).toBe(true);
});
