// What every storage does with a schema that something else has changed.
import { expect, it } from "vitest";
import { openControlStorage } from "../../../src/control/database/open.ts";
import { SchemaRefusal } from "../../../src/control/storage.ts";
import { driftOf, openAt, type MakePlace } from "./place.ts";

/** Tests on databases that others have altered. */
export function watchesSchema(makePlace: MakePlace): void {
  it("Differences of the schema are described in sentences.", async () => {
    const place = await makePlace();
    await openAt(place);
    expect(await driftOf(place)).toEqual([]);
    await place.alter("alter table keys drop column last_used_at_ms");
    await place.alter("alter table keys add column colour text");
    await place.alter("drop index audit_by_id");
    await place.alter("create index audit_by_id on audit (id)");
    await place.alter("drop index audit_by_time");
    await place.alter("create index audit_by_action on audit (action)");
    await place.alter("drop table project_hosts");
    await place.alter("create table notes (line text)");
    expect(await driftOf(place)).toEqual([
      "index audit_by_id is (id) instead of unique (id)",
      "table audit has no index audit_by_time",
      "table audit has index audit_by_action, which is not in the schema of this version",
      "table keys has no column last_used_at_ms",
      "table keys has column colour, which is not in the schema of this version",
      "there is no table project_hosts",
      "table notes is not in the schema of this version",
    ]);
  });

  it("A different type, and a different rule for null, are described.", async () => {
    const place = await makePlace();
    await openAt(place);
    await place.alter("alter table audit drop column after_json");
    await place.alter("alter table audit add column after_json integer not null default 0");
    await place.alter("alter table audit drop column subject");
    await place.alter("alter table audit add column subject text");
    expect(await driftOf(place)).toEqual([
      "column audit.subject allows null",
      "column audit.after_json is integer instead of text",
      "column audit.after_json does not allow null",
    ]);
  });

  it("A database that a newer version has migrated is refused.", async () => {
    const place = await makePlace();
    await (await openAt(place)).close();
    await place.alter("insert into schema_migrations (number, name) values (907, 'teams')");
    const opening = openControlStorage(place.url).open();
    await expect(opening).rejects.toThrow(SchemaRefusal);
    await expect(opening).rejects.toThrow(
      /migration 907 \(teams\).*Run that version or a later one/,
    );
  });

  it("A database with foreign tables of the same names is refused, and nothing is left in it.", async () => {
    const place = await makePlace();
    await place.alter("create table keys (door text)");
    await expect(openControlStorage(place.url).open()).rejects.toThrow(
      /migration 1 \(.*\) failed: .*keys.* already exists/,
    );
    // Made before `keys` by the same migration.
    await place.alter("create table projects (name text)");
    await place.alter("create table schema_migrations (name text)");
  });
}
