// A log of 50,000 lines, on both databases: a search that finds nothing gives up in time, and can be continued to the end.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  auditPageMax,
  auditScannedBytesMax,
  auditScannedMax,
} from "../../../src/control/limits.ts";
import type { AuditFilter, ControlStorage } from "../../../src/control/storage.ts";
import { startPostgres, type PostgresServer } from "../../harness/postgres.ts";
import { filePlace, openAt, type MakePlace, type Place } from "./place.ts";

const linesOfLog = 50_000;

/** One line a minute, of 200 projects. `numbers` are the rows of a statement that counts in `i`. */
const fill = (numbers: string) => `
  insert into audit
    (id, at_ms, actor_key_id, actor_name, action, project_id, subject, before_json, after_json)
  select 'id-' || i, 1700000000000 + i * 60000, 'key-' || (i % 5), 'key ' || (i % 5),
    case i % 2 when 0 then 'project.patch' else 'key.create' end,
    'project-' || (i % 200), 'subject ' || i, null, '{"cookie_name":"ory_kratos_session"}'
  from ${numbers}`;

const counted = {
  sqlite: `(with recursive n(i) as (select 1 union all select i + 1 from n where i < ${linesOfLog})
    select i from n)`,
  postgres: `generate_series(1::bigint, ${linesOfLog}) as n(i)`,
};

async function filled(makePlace: MakePlace, numbers: string): Promise<ControlStorage> {
  const place: Place = await makePlace();
  const storage = await openAt(place);
  await place.alter(fill(numbers));
  return storage;
}

/** How many lines each page has, from the newest to the oldest. */
async function sizes(
  storage: ControlStorage,
  filter: AuditFilter,
  projectId?: string,
): Promise<readonly number[]> {
  const found: number[] = [];
  let beforeSequence: number | undefined;
  do {
    const page = await storage.listAudit({
      projectId,
      beforeSequence,
      filter,
      limit: auditPageMax,
    });
    found.push(page.lines.length);
    beforeSequence = page.next;
  } while (beforeSequence !== undefined);
  return found;
}

function isBounded(makePlace: () => Promise<Place>, numbers: string): void {
  test("A search that finds nothing gives up after a fixed number of lines, and goes on from there.", async () => {
    const storage = await filled(makePlace, numbers);
    const nothing = Array.from({ length: Math.ceil(linesOfLog / auditScannedMax) }, () => 0);
    expect(await sizes(storage, { search: "nothing has this" })).toEqual(nothing);
    expect(await sizes(storage, { actor: "nobody" })).toEqual(nothing);
  });

  test("An old line is found, and a project's lines and a day's lines are found at once.", async () => {
    const storage = await filled(makePlace, numbers);
    const found = await sizes(storage, { search: "subject 4242" });
    expect(found.reduce((sum, size) => sum + size, 0)).toBe(11);
    expect(await sizes(storage, { action: "key." }, "project-7")).toEqual([200, 50]);
    const day = { fromMs: 1_700_000_000_000 + 20_000 * 60_000 };
    const toMs = day.fromMs + 100 * 60_000;
    expect(await sizes(storage, { ...day, toMs })).toEqual([100]);
  });
}

/** Lines with values as long as they may be, which begin like the text that is searched for at every character. */
const almost = (numbers: string) => `
  insert into audit
    (id, at_ms, actor_key_id, actor_name, action, project_id, subject, before_json, after_json)
  select 'id-' || i, 1700000000000 + i * 60000, 'key', 'key', 'project.patch', 'project', 'subject',
    '"${"a".repeat(longCharacters - 2)}"', '"${"a".repeat(longCharacters - 2)}"'
  from ${numbers} where i <= ${longLines}`;
const longCharacters = 32 * 1_024;
const longLines = 600;

function isLinear(makePlace: MakePlace, numbers: string): void {
  test("A text that almost matches at every character costs no more than another one, and long lines end a page earlier.", async () => {
    const place = await makePlace();
    const storage = await openAt(place);
    await place.alter(almost(numbers));
    const pages = Math.ceil((longLines * 2 * longCharacters) / auditScannedBytesMax);
    const nothing = Array.from({ length: pages }, () => 0);
    expect(await sizes(storage, { search: `${"a".repeat(99)}b` })).toEqual(nothing);
    expect(await sizes(storage, { search: "%".repeat(90) })).toEqual(nothing);
  });
}

describe("in a file", () => {
  isLinear(filePlace, counted.sqlite);
  isBounded(filePlace, counted.sqlite);
});

describe("in Postgres", () => {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  const place = async (): Promise<Place> => {
    if (server === undefined) throw new Error("Postgres does not run");
    return server.place();
  };
  isLinear(place, counted.postgres);
  isBounded(place, counted.postgres);
});
