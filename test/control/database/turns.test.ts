// SQLite runs in the process, so what takes long on it must not keep checks waiting.
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { filePlace, openAt } from "./place.ts";
import { sampleAudit, sampleProject } from "./samples.ts";

/** How many turns other work has until this is over. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  const other = { turns: 0, isOver: false };
  const done = work.finally(() => {
    other.isOver = true;
  });
  for (; !other.isOver; other.turns += 1) await setImmediate();
  await done;
  return other.turns;
}

const lines = 3_000;
const long = "a".repeat(16_000);

const fillLog = `
  insert into audit
    (id, at_ms, actor_key_id, actor_name, action, project_id, subject, before_json, after_json)
  with recursive n(i) as (select 1 union all select i + 1 from n where i < ${lines})
  select 'id-' || i, i, 'key', 'key', 'project.patch', 'project', 'subject', null,
    case when i > ${lines - 100} then '"${long}"' end
  from n`;

test("Other work has its turn while the audit log is searched, more often where its lines are long.", async () => {
  const place = await filePlace();
  const storage = await openAt(place);
  await place.alter(fillLog);
  const filter = { search: "nothing has this" };
  const query = { projectId: undefined, beforeSequence: undefined, filter, limit: 50 };
  // 100 long lines have six times the bytes of a step, and all lines three times the number of lines.
  expect(await turnsDuring(storage.listAudit(query))).toBeGreaterThanOrEqual(8);
  const four = Promise.all(Array.from({ length: 4 }, () => storage.listAudit(query)));
  expect(await turnsDuring(four)).toBeGreaterThanOrEqual(4 * 8);
});

const minutes = 5_000;

const fillTraffic = (projectId: string) => `
  insert into traffic
  with recursive n(i) as (select 1 union all select i + 1 from n where i < ${minutes})
  select '${projectId}', 1, i, 1, 1, 1, 1, 1, 1, 1, 1, '', '', '' from n`;

test("Other work has its turn while a project with much traffic is deleted, and while old traffic is pruned.", async () => {
  const place = await filePlace();
  const storage = await openAt(place);
  const { id, revision, ...rest } = sampleProject();
  await storage.insertProject({ id, revision, ...rest }, sampleAudit());
  await place.alter(fillTraffic(id));
  const pruning = storage.pruneTraffic({ minute: minutes + 1, hour: minutes + 1 });
  expect(await turnsDuring(pruning)).toBeGreaterThanOrEqual(minutes / 1_000);
  await place.alter(fillTraffic(id));
  const deleting = storage.deleteProject(id, revision, sampleAudit());
  expect(await turnsDuring(deleting)).toBeGreaterThanOrEqual(minutes / 1_000);
  expect(await deleting).toBe("done");
});
