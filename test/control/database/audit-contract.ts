// What every storage does with the audit log.
import { expect, it } from "vitest";
import {
  auditPageCharactersMax,
  auditPageMax,
  auditValueCharactersMax,
} from "../../../src/control/limits.ts";
import type { AuditLine, ControlStorage } from "../../../src/control/storage.ts";
import {
  nextRevision,
  sampleAudit,
  sampleFlags,
  sampleKey,
  sampleProject,
  wholeLog,
} from "./samples.ts";

/** Tests of the audit log, on storages that `open` opens. */
export function keepsAudit(open: () => Promise<ControlStorage>): void {
  it("Lines of the audit log are read as they were written.", async () => {
    const storage = await open();
    const bare = sampleAudit();
    const full = sampleAudit({
      actor: { keyId: "key-1", name: "Ärger\n" },
      projectId: "project-1",
      before: null,
      after: { text: "\0\u2028", list: [1.5, true, null] },
    });
    await storage.appendAudit(bare);
    await storage.appendAudit(full);
    const [second, first] = await wholeLog(storage);
    expect(first).toEqual({ ...bare, sequence: first?.sequence });
    expect(second).toEqual({ ...full, sequence: second?.sequence });
  });

  it("Lines get ascending numbers, also if they are written at once, or after the newest ones were removed.", async () => {
    const storage = await open();
    await Promise.all(
      Array.from({ length: 30 }, (_, atMs) => storage.appendAudit(sampleAudit({ atMs }))),
    );
    const before = sequencesOf(await wholeLog(storage));
    expect(before).toEqual([...new Set(before)].sort((a, b) => b - a));
    await storage.pruneAudit(1_000);
    await storage.appendAudit(sampleAudit());
    const [after] = sequencesOf(await wholeLog(storage));
    expect(after).toBeGreaterThan(before[0] ?? 0);
  });

  it("Lines are paged from the newest to the oldest, also for one project.", async () => {
    const storage = await open();
    for (let i = 0; i < 25; i += 1) {
      await storage.appendAudit(sampleAudit({ projectId: `project-${i % 2}`, subject: `${i}` }));
    }
    expect(await pages(storage, undefined, 10)).toEqual([10, 10, 5]);
    expect(await pages(storage, "project-1", 5)).toEqual([5, 5, 2]);
    expect(await pages(storage, "nobody", 5)).toEqual([]);
    const [line] = await wholeLog(storage);
    expect(line?.subject).toBe("24");
  });

  it("A page has at least one line and at most as many as its limit.", async () => {
    const storage = await open();
    const append = () => storage.appendAudit(sampleAudit());
    await Promise.all(Array.from({ length: auditPageMax + 1 }, append));
    const page = { projectId: undefined, beforeSequence: undefined, limit: auditPageMax };
    expect((await storage.listAudit(page)).lines).toHaveLength(auditPageMax);
    expect((await storage.listAudit(page)).more).toBe(true);
    for (const limit of [0, -1, auditPageMax + 1, Number.NaN]) {
      await expect(storage.listAudit({ ...page, limit })).rejects.toThrow(RangeError);
    }
  });

  it(`A page has at most ${auditPageCharactersMax} characters, and all pages together have every line.`, async () => {
    const storage = await open();
    const long = "x".repeat(auditValueCharactersMax - 2);
    const count = 2 * (auditPageCharactersMax / auditValueCharactersMax);
    for (let i = 0; i < count; i += 1) {
      await storage.appendAudit(sampleAudit({ subject: `${i}`, after: long }));
    }
    const page = { projectId: undefined, beforeSequence: undefined, limit: auditPageMax };
    const { lines, more } = await storage.listAudit(page);
    expect(lines.map(({ after }) => after)).toEqual(Array.from({ length: count / 2 }, () => long));
    expect(more).toBe(true);
    expect(await wholeLog(storage)).toHaveLength(count);
  });

  it(`A value of over ${auditValueCharactersMax} characters is replaced by a note that it is too long.`, async () => {
    const storage = await open();
    const atBound = "x".repeat(auditValueCharactersMax - 2);
    await storage.appendAudit(sampleAudit({ before: atBound, after: `${atBound}x` }));
    const [line] = await wholeLog(storage);
    expect(line?.before).toBe(atBound);
    expect(line?.after).toEqual({ too_long: true });
  });

  it("Lines from before an instant are pruned, in as many steps as needed.", async () => {
    const storage = await open();
    const times = Array.from({ length: 1_005 }, (_, i) => i);
    await Promise.all(times.map((atMs) => storage.appendAudit(sampleAudit({ atMs }))));
    expect(await storage.pruneAudit(1_002)).toBe(1_002);
    const left = await wholeLog(storage);
    expect(left.map(({ atMs }) => atMs).sort((a, b) => a - b)).toEqual([1_002, 1_003, 1_004]);
    expect(await storage.pruneAudit(1_002)).toBe(0);
  });

  it("If a change's line cannot be written, nothing of the change is stored.", async () => {
    const storage = await open();
    const project = sampleProject({ flags: sampleFlags("a.example") });
    const key = sampleKey();
    const line = sampleAudit();
    await storage.insertProject(project, line);
    await storage.insertKey(key, sampleAudit());
    const logged = await wholeLog(storage);

    // No two lines have one id.
    const changed = nextRevision(project, { flags: sampleFlags("b.example") });
    const newcomer = sampleProject({ flags: sampleFlags("c.example") });
    for (const change of [
      () => storage.insertProject(newcomer, line),
      () => storage.replaceProject(changed, 1, line),
      () => storage.insertKey(sampleKey(), line),
      () => storage.deleteKey(key.id, line),
      () => storage.appendAudit(line),
    ]) {
      await expect(change()).rejects.toThrow(/unique/i);
    }
    expect(await storage.listProjects()).toEqual([project]);
    expect(await storage.listKeys(undefined)).toEqual([key]);
    expect(await wholeLog(storage)).toEqual(logged);
    const heirs = sampleProject({ flags: sampleFlags("b.example", "c.example") });
    expect(await storage.insertProject(heirs, sampleAudit())).toEqual({ kind: "done" });
  });
}

function sequencesOf(lines: readonly AuditLine[]): number[] {
  return lines.map(({ sequence }) => sequence);
}

/** How many lines each page has. The sequence goes down without a repetition. */
async function pages(
  storage: ControlStorage,
  projectId: string | undefined,
  limit: number,
): Promise<number[]> {
  const sizes: number[] = [];
  let beforeSequence: number | undefined;
  for (;;) {
    const { lines } = await storage.listAudit({ projectId, beforeSequence, limit });
    if (lines.length === 0) return sizes;
    for (const { sequence } of lines) {
      expect(sequence).toBeLessThan(beforeSequence ?? Infinity);
      beforeSequence = sequence;
    }
    sizes.push(lines.length);
  }
}
