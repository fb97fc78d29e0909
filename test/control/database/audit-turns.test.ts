// SQLite runs in the process, so a search must not keep its checks waiting.
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { filePlace, openAt } from "./place.ts";

const lines = 3_000;
const long = "a".repeat(16_000);

const fill = `
  insert into audit
    (id, at_ms, actor_key_id, actor_name, action, project_id, subject, before_json, after_json)
  with recursive n(i) as (select 1 union all select i + 1 from n where i < ${lines})
  select 'id-' || i, i, 'key', 'key', 'project.patch', 'project', 'subject', null,
    case when i > ${lines - 100} then '"${long}"' end
  from n`;

test("Other work has its turn while the audit log is searched, more often where its lines are long.", async () => {
  const place = await filePlace();
  const storage = await openAt(place);
  await place.alter(fill);
  const about = { projectId: undefined, beforeSequence: undefined };
  const search = { ...about, filter: { search: "nothing has this" }, limit: 50 };
  let isSearching = true;
  const searching = storage.listAudit(search).finally(() => {
    isSearching = false;
  });
  let turns = 0;
  for (; isSearching; turns += 1) await setImmediate();
  expect((await searching).lines).toEqual([]);
  // 100 long lines have six times the bytes of a step, and all lines three times the number of lines.
  expect(turns).toBeGreaterThanOrEqual(8);
});
