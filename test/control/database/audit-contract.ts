// What every storage does with the audit log.
import { expect, it } from "vitest";
import {
  auditPageCharactersMax,
  auditPageMax,
  auditValueCharactersMax,
} from "../../../src/control/limits.ts";
import type {
  AuditFilter,
  AuditLine,
  AuditRecord,
  ControlStorage,
} from "../../../src/control/storage.ts";
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
    expect((await storage.listAudit(page)).next).toBeDefined();
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
    const { lines, next } = await storage.listAudit(page);
    expect(lines.map(({ after }) => after)).toEqual(Array.from({ length: count / 2 }, () => long));
    expect(next).toBe(lines.at(-1)?.sequence);
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

  it("A filter lists the lines of an actor, of an action, of a group of actions, and with a text.", async () => {
    const storage = await open();
    const admin = { keyId: "key-1", name: "Admin" };
    const deploy = { keyId: "key-2", name: "deploy" };
    const append = (subject: string, changes: Partial<AuditRecord>) =>
      storage.appendAudit(sampleAudit({ subject, ...changes }));
    await append("a", { actor: admin, action: "project.patch", after: { name: "50% off_" } });
    await append("b", { actor: deploy, action: "project.set", before: { text: 'say "Hi"\n' } });
    await append("c", { actor: deploy, action: "project", after: "Ärger" });
    await append("50 PER CENT", { actor: admin, action: "key.create", projectId: "project-1" });
    const found = async (filter: AuditFilter, projectId?: string): Promise<string> => {
      const query = { projectId, beforeSequence: undefined, filter, limit: 10 };
      const { lines, next } = await storage.listAudit(query);
      expect(next).toBeUndefined();
      return lines.map(({ subject }) => subject).join();
    };
    expect(await found({ actor: "Admin" })).toBe("50 PER CENT,a");
    expect(await found({ actor: "key-2" })).toBe("c,b");
    expect(await found({ actor: "admin" })).toBe("");
    expect(await found({ action: "project." })).toBe("b,a");
    expect(await found({ action: "project" })).toBe("c");
    expect(await found({ search: "per cent" })).toBe("50 PER CENT");
    expect(await found({ search: "50% OFF_" })).toBe("a");
    expect(await found({ search: "%" })).toBe("a");
    expect(await found({ search: "!" })).toBe("");
    expect(await found({ search: 'say "hi"\n' })).toBe("b");
    expect(await found({ search: "DEPLOY" })).toBe("c,b");
    expect(await found({ search: "key.c" })).toBe("50 PER CENT");
    expect(await found({ search: "Ärger" })).toBe("c");
    expect(await found({ actor: "Admin", action: "project." })).toBe("a");
    expect(await found({ actor: "Admin" }, "project-1")).toBe("50 PER CENT");
  });

  it("A filter by time lists the lines between two instants, also if they are not in the order of their numbers.", async () => {
    const storage = await open();
    for (const atMs of [1_000, 3_000, 2_000, 500_000, 4_000]) {
      await storage.appendAudit(sampleAudit({ atMs, subject: `${atMs}` }));
    }
    const between = async (fromMs?: number, toMs?: number): Promise<string> => {
      const query = { projectId: undefined, beforeSequence: undefined, limit: 10 };
      const { lines } = await storage.listAudit({ ...query, filter: { fromMs, toMs } });
      return lines.map(({ subject }) => subject).join();
    };
    expect(await between(2_000, 4_000)).toBe("2000,3000");
    expect(await between(3_001)).toBe("4000,500000");
    expect(await between(undefined, 2_001)).toBe("2000,1000");
    expect(await between(600_000)).toBe("");
    expect(await between(undefined, 1_000)).toBe("");
  });

  it("What was added after a line is listed alone, and the newest line that was looked at is named.", async () => {
    const storage = await open();
    const query = { projectId: undefined, beforeSequence: undefined, limit: 10 };
    expect((await storage.listAudit(query)).newest).toBeUndefined();
    await storage.appendAudit(sampleAudit({ subject: "a" }));
    const { newest } = await storage.listAudit({ ...query, filter: { search: "nothing" } });
    await storage.appendAudit(sampleAudit({ subject: "b" }));
    const { lines } = await storage.listAudit({ ...query, afterSequence: newest });
    expect(lines.map(({ subject }) => subject)).toEqual(["b"]);
  });

  it("A line names its project as it is called now, and no project that is gone.", async () => {
    const storage = await open();
    const project = sampleProject();
    await storage.insertProject(project, sampleAudit({ projectId: project.id }));
    const renamed = nextRevision(project, { name: "New" });
    await storage.replaceProject(renamed, 1, sampleAudit({ projectId: project.id }));
    await storage.appendAudit(sampleAudit({ projectId: "gone" }));
    const named = (await wholeLog(storage)).map((line) => line.project);
    const known = { slug: project.slug, name: "New" };
    expect(named).toEqual([undefined, known, known]);
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
