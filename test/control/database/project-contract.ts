// What every storage does with projects.
import { expect, it } from "vitest";
import { deletionKeptMs } from "../../../src/core/deleted-project.ts";
import { deletedProjectsMax, projectsMax } from "../../../src/control/limits.ts";
import type { ControlStorage } from "../../../src/control/storage.ts";
import { openAt, type MakePlace } from "./place.ts";
import {
  nextRevision,
  sampleAudit,
  sampleFlags,
  sampleKey,
  sampleProject,
  wholeLog,
} from "./samples.ts";

const atOnce = 12;

/** Tests of projects, on storages that `open` opens. */
export function keepsProjects(open: () => Promise<ControlStorage>): void {
  it("A project is found by its id and by its slug, as it was written.", async () => {
    const storage = await open();
    const project = sampleProject({ flags: sampleFlags("a.example", "b.example") });
    expect(await storage.insertProject(project, sampleAudit())).toEqual({ kind: "done" });
    expect(await storage.findProject(project.id)).toEqual(project);
    expect(await storage.findProject(project.slug)).toEqual(project);
    expect(await storage.findProject("nobody")).toBeUndefined();
  });

  it("The signing keys of a project are kept, and replaced with its next revision.", async () => {
    const storage = await open();
    const key = {
      keyId: "kid",
      algorithm: "ES256",
      publicJwk: { kty: "EC", crv: "P-256", x: "x", y: "y" },
      sealed: "a.b.c.d.e",
      createdAtMs: 1,
      signsFromMs: 2,
    } as const;
    const project = sampleProject({ signingKeys: [key] });
    await storage.insertProject(project, sampleAudit());
    expect(await storage.findProject(project.id)).toEqual(project);
    const next = nextRevision(project, { signingKeys: [{ ...key, keyId: "other" }, key] });
    await storage.replaceProject(next, project.revision, sampleAudit());
    expect((await storage.findProject(project.id))?.signingKeys).toEqual(next.signingKeys);
  });

  it("If a slug is the id of another project, the id wins.", async () => {
    const storage = await open();
    const project = sampleProject();
    await storage.insertProject(sampleProject({ slug: project.id }), sampleAudit());
    await storage.insertProject(project, sampleAudit());
    expect(await storage.findProject(project.id)).toEqual(project);
  });

  it("Projects are listed by the bytes of their names, then by id.", async () => {
    const storage = await open();
    const one = sampleProject({ id: "1", name: "a" });
    const names = ["b", "Z", "é", "a", "_", "😀", "ﬀ"];
    const others = names.map((name, i) => sampleProject({ id: `2${i}`, name }));
    for (const project of [...others, one]) await storage.insertProject(project, sampleAudit());
    const listed = await storage.listProjects();
    expect(listed.map(({ name }) => name)).toEqual(["Z", "_", "a", "a", "b", "é", "ﬀ", "😀"]);
    expect(listed[2]).toEqual(one);
  });

  it("The revision of every project is listed.", async () => {
    const storage = await open();
    const [one, two] = [sampleProject(), sampleProject()];
    await storage.insertProject(one, sampleAudit());
    await storage.insertProject(two, sampleAudit());
    await storage.replaceProject(nextRevision(one), one.revision, sampleAudit());
    const revisions = new Map(
      (await storage.listRevisions()).map(({ id, revision }) => [id, revision]),
    );
    expect(revisions).toEqual(
      new Map([
        [one.id, one.revision + 1],
        [two.id, two.revision],
      ]),
    );
  });

  it("A slug or host of another project is refused, and nothing is written.", async () => {
    const storage = await open();
    const first = sampleProject({ flags: sampleFlags("a.example", "b.example") });
    await storage.insertProject(first, sampleAudit());
    const sameSlug = sampleProject({ slug: first.slug });
    expect(await storage.insertProject(sameSlug, sampleAudit())).toEqual({ kind: "slug-taken" });
    const sameHost = sampleProject({ flags: sampleFlags("c.example", "b.example") });
    expect(await storage.insertProject(sameHost, sampleAudit())).toEqual({
      kind: "host-taken",
      host: "b.example",
    });
    expect(await storage.listProjects()).toEqual([first]);
    expect(await wholeLog(storage)).toHaveLength(1);
    const ownHost = sampleProject({ flags: sampleFlags("c.example", "c.example") });
    expect(await storage.insertProject(ownHost, sampleAudit())).toEqual({ kind: "done" });
  });

  it("A revision is replaced by the next one, or the result says why not.", async () => {
    const storage = await open();
    const first = sampleProject({ flags: sampleFlags("a.example") });
    const other = sampleProject({ flags: sampleFlags("other.example") });
    await storage.insertProject(first, sampleAudit());
    await storage.insertProject(other, sampleAudit());
    const second = nextRevision(first, { name: "New", flags: sampleFlags("b.example") });
    expect(await storage.replaceProject(second, 1, sampleAudit())).toEqual({ kind: "done" });
    expect(await storage.findProject(first.id)).toEqual(second);

    const late = nextRevision(first, { name: "Late" });
    expect(await storage.replaceProject(late, 1, sampleAudit())).toEqual({
      kind: "revision-changed",
    });
    const greedy = nextRevision(second, { flags: sampleFlags("other.example") });
    expect(await storage.replaceProject(greedy, 2, sampleAudit())).toEqual({
      kind: "host-taken",
      host: "other.example",
    });
    const nobody = nextRevision(sampleProject());
    expect(await storage.replaceProject(nobody, 1, sampleAudit())).toEqual({ kind: "gone" });
    expect(await storage.findProject(first.id)).toEqual(second);
    expect(await wholeLog(storage)).toHaveLength(3);
  });

  it("A slug can be changed, but not to that of another project.", async () => {
    const storage = await open();
    const [one, two] = [sampleProject(), sampleProject()];
    await storage.insertProject(one, sampleAudit());
    await storage.insertProject(two, sampleAudit());
    const taken = nextRevision(one, { slug: two.slug });
    expect(await storage.replaceProject(taken, 1, sampleAudit())).toEqual({ kind: "slug-taken" });
    const renamed = nextRevision(one, { slug: "renamed" });
    expect(await storage.replaceProject(renamed, 1, sampleAudit())).toEqual({ kind: "done" });
    expect(await storage.findProject("renamed")).toEqual(renamed);
    expect(await storage.findProject(one.slug)).toBeUndefined();
    const heir = sampleProject({ slug: one.slug });
    expect(await storage.insertProject(heir, sampleAudit())).toEqual({ kind: "done" });
  });

  it("A deleted project is gone with its keys, its slug and hosts are free, and its lines stay.", async () => {
    const storage = await open();
    const flags = sampleFlags("a.example");
    const project = sampleProject({ flags });
    await storage.insertProject(project, sampleAudit({ projectId: project.id }));
    const operator = sampleKey();
    const parent = sampleKey({ projectId: project.id, parentId: operator.id });
    const child = sampleKey({ projectId: project.id, parentId: parent.id, createdAtMs: 1 });
    for (const key of [operator, parent, child]) await storage.insertKey(key, sampleAudit());
    const line = sampleAudit({ action: "project.delete", projectId: project.id, subject: "acme" });

    expect(await storage.deleteProject(project.id, 7, line)).toBe("revision-changed");
    expect(await storage.listDeletedProjects(undefined)).toEqual([]);
    expect(await storage.deleteProject(project.id, 1, line)).toBe("done");
    expect(await storage.deleteProject(project.id, 1, line)).toBe("gone");

    expect(await storage.findProject(project.id)).toBeUndefined();
    expect(await storage.listRevisions()).toEqual([]);
    expect(await storage.findKey(parent.id)).toBeUndefined();
    expect(await storage.findKey(child.id)).toBeUndefined();
    expect(await storage.findKey(operator.id)).toEqual(operator);
    const late = sampleKey({ projectId: project.id });
    expect(await storage.insertKey(late, sampleAudit())).toBe("project-gone");
    const deleted = { id: project.id, deletedAtMs: line.atMs };
    expect(await storage.listDeletedProjects(undefined)).toEqual([deleted]);
    expect(await storage.listDeletedProjects([project.id, "nobody"])).toEqual([deleted]);
    expect(await storage.listDeletedProjects(["nobody"])).toEqual([]);
    expect(await storage.listDeletedProjects([])).toEqual([]);

    const { lines } = await storage.listAudit({
      projectId: project.id,
      beforeSequence: undefined,
      limit: 9,
    });
    expect(lines.map(({ action }) => action)).toEqual([
      "project.delete",
      "key.revoke",
      "key.revoke",
      "project.patch",
    ]);
    expect(lines.find(({ subject }) => subject === child.name)).toMatchObject({
      after: { ended_with: project.id },
    });
    const heir = sampleProject({ slug: project.slug, flags });
    expect(await storage.insertProject(heir, sampleAudit())).toEqual({ kind: "done" });
  });

  it("A host that its project no longer names is free.", async () => {
    const storage = await open();
    const first = sampleProject({ flags: sampleFlags("a.example", "b.example") });
    await storage.insertProject(first, sampleAudit());
    const without = nextRevision(first, { flags: sampleFlags("b.example") });
    await storage.replaceProject(without, 1, sampleAudit());
    const other = sampleProject({ flags: sampleFlags("a.example") });
    expect(await storage.insertProject(other, sampleAudit())).toEqual({ kind: "done" });
  });

  it("Exactly one of many changes to the same revision is written.", async () => {
    const storage = await open();
    const first = sampleProject();
    await storage.insertProject(first, sampleAudit());
    const rivals = Array.from({ length: atOnce }, (_, i) => nextRevision(first, { name: `${i}` }));
    const results = await Promise.all(
      rivals.map((rival) => storage.replaceProject(rival, 1, sampleAudit())),
    );
    const winners = rivals.filter((_, i) => results[i]?.kind === "done");
    expect(winners).toHaveLength(1);
    expect(await storage.findProject(first.id)).toEqual(winners[0]);
    expect(await wholeLog(storage)).toHaveLength(2);
  });

  it("Exactly one of many projects gets the same host.", async () => {
    const storage = await open();
    const rivals = Array.from({ length: atOnce }, () =>
      sampleProject({ flags: sampleFlags("a.example") }),
    );
    const results = await Promise.all(
      rivals.map((rival) => storage.insertProject(rival, sampleAudit())),
    );
    expect(results.filter(({ kind }) => kind === "done")).toHaveLength(1);
    expect(await storage.listProjects()).toHaveLength(1);
  });

  it(`The storage holds ${projectsMax} projects and not one more, however many come at once.`, async () => {
    const storage = await open();
    const insert = () => storage.insertProject(sampleProject(), sampleAudit());
    await Promise.all(Array.from({ length: projectsMax - 1 }, insert));
    const last = await Promise.all(Array.from({ length: atOnce }, insert));
    expect(last.filter(({ kind }) => kind === "done")).toHaveLength(1);
    expect(last.filter(({ kind }) => kind === "too-many")).toHaveLength(atOnce - 1);
    expect(await storage.listProjects()).toHaveLength(projectsMax);
  });
}

/** Tests of how many deletions are remembered, and for how long. */
export function boundsDeletions(makePlace: MakePlace): void {
  it(`${deletedProjectsMax} deletions are remembered and not one more, each until it is too old.`, async () => {
    const place = await makePlace();
    const storage = await openAt(place);
    const remove = async (atMs: number) => {
      const project = sampleProject();
      await storage.insertProject(project, sampleAudit());
      return storage.deleteProject(project.id, 1, sampleAudit({ atMs }));
    };
    const remembered = async () => (await storage.listDeletedProjects(undefined)).length;
    await place.alter(`
      insert into deleted_projects (id, deleted_at_ms)
      with recursive numbers (n) as (
        select 1 union all select n + 1 from numbers where n < ${deletedProjectsMax - 1}
      ) select 'project-' || n, 1000 from numbers`);
    expect(await remove(2_000)).toBe("done");
    expect(await remembered()).toBe(deletedProjectsMax);
    expect(await remove(1_000 + deletionKeptMs)).toBe("too-many");
    expect(await storage.listProjects()).toHaveLength(1);
    expect(await remove(1_001 + deletionKeptMs)).toBe("done");
    expect(await remembered()).toBe(2);
  });
}
