import { describe, expect, test } from "vitest";
import { deletedProject, deletionKeptMs, forgetDeletions, isDeleted } from "./deleted-project.ts";
import { takesOver, type ServedProject } from "./served-project.ts";
import { decodeProject, encodeProject } from "./served-project-text.ts";

const gone = deletedProject("acme", 1_000);
const alive = (revision: number): ServedProject => ({ ...gone, revision, hosts: ["a.example"] });

describe("a deleted project", () => {
  test("Its last revision takes over any other, and no other takes it over.", () => {
    for (const revision of [1, 7, 1_000_000]) {
      expect(takesOver(alive(revision), gone)).toBe(true);
      expect(takesOver(gone, alive(revision))).toBe(false);
      expect(isDeleted(alive(revision))).toBe(false);
    }
    expect(isDeleted(gone)).toBe(true);
  });

  test("It is read as it was written, and has no host and no identity server.", () => {
    expect(decodeProject(encodeProject(gone))).toEqual(gone);
    expect([gone.hosts, gone.originUrl, gone.settings.cacheableSessions]).toEqual([
      [],
      undefined,
      false,
    ]);
  });

  test("Deletions are forgotten after their time, and projects that exist are not.", () => {
    const held = new Map([
      ["old", deletedProject("old", 0)],
      ["recent", deletedProject("recent", 1)],
      ["alive", alive(1)],
    ]);
    forgetDeletions(held, { ...alive(2), at: 10 * deletionKeptMs });
    expect(held.size).toBe(3);
    forgetDeletions(held, deletedProject("latest", deletionKeptMs + 1));
    expect([...held.keys()]).toEqual(["recent", "alive"]);
  });
});
