// What every storage that outlives a process does: with several processes at once, one after the other, and one that is
// killed.
import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { openControlStorage } from "../../../src/control/database/open.ts";
import { keysPerOwnerMax } from "../../../src/control/limits.ts";
import type { ControlStorage } from "../../../src/control/storage.ts";
import { inherited } from "../../harness/program.ts";
import { driftOf, openAt, type MakePlace, type Place } from "./place.ts";
import {
  nextRevision,
  sampleAudit,
  sampleFlags,
  sampleKey,
  sampleProject,
  wholeLog,
} from "./samples.ts";

/** Tests on databases that are there before and after a storage is open. */
export function lasts(makePlace: MakePlace): void {
  it("A reopened storage has what was written and does not migrate again.", async () => {
    const place = await makePlace();
    const project = sampleProject();
    const storage = openControlStorage(place.url);
    await storage.open();
    await storage.insertProject(project, sampleAudit());
    await storage.close();
    await storage.open();
    expect(await storage.listProjects()).toEqual([project]);
    await storage.close();
    await expect(storage.listProjects()).rejects.toThrow("not open");
  });

  it("Closing finishes the calls that were made before.", async () => {
    const place = await makePlace();
    const storage = openControlStorage(place.url);
    await storage.open();
    const appended = Array.from({ length: 20 }, () => storage.appendAudit(sampleAudit()));
    const read = storage.listProjects();
    await storage.close();
    await Promise.all([...appended, read]);
    expect(await wholeLog(await openAt(place))).toHaveLength(20);
  });

  it("Two storages of one process can open the same database at once.", async () => {
    const place = await makePlace();
    const [first, second] = await Promise.all([openAt(place), openAt(place)]);
    const project = sampleProject();
    await first.insertProject(project, sampleAudit());
    expect(await second.listProjects()).toEqual([project]);
  });

  it("Many processes can open a new database at once, and each finds the whole schema.", async () => {
    const place = await makePlace();
    const drifts = await Promise.all(Array.from({ length: 4 }, () => driftInChild(place)));
    expect(drifts).toEqual([[], [], [], []]);
  });

  it("No update is lost between two storages.", async () => {
    const place = await makePlace();
    const storages = [await openAt(place), await openAt(place)];
    const project = sampleProject();
    await storages[0]?.insertProject(project, sampleAudit());
    const results = await Promise.all(
      storages.flatMap((storage) =>
        Array.from({ length: 5 }, () =>
          storage.replaceProject(nextRevision(project), 1, sampleAudit()),
        ),
      ),
    );
    expect(results.filter(({ kind }) => kind === "done")).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === "revision-changed")).toHaveLength(9);
  });

  it("Limits and hosts are kept between two storages.", async () => {
    const place = await makePlace();
    const one = await openAt(place);
    const other = await openAt(place);
    const rivals = [one, other, one, other, one, other, one, other];
    const insert = (storage: ControlStorage) => storage.insertKey(sampleKey(), sampleAudit());
    await Promise.all(Array.from({ length: keysPerOwnerMax - 1 }, () => insert(one)));
    const keys = await Promise.all(rivals.map(insert));
    expect(keys.filter((result) => result === "done")).toHaveLength(1);
    const projects = await Promise.all(
      rivals.map((storage) => {
        const project = sampleProject({ flags: sampleFlags("a.example") });
        return storage.insertProject(project, sampleAudit());
      }),
    );
    expect(projects.filter(({ kind }) => kind === "done")).toHaveLength(1);
    expect(projects.filter(({ kind }) => kind === "host-taken")).toHaveLength(rivals.length - 1);
  });

  it("Two storages that prune the audit log at once remove each old line once, and no other.", async () => {
    const place = await makePlace();
    const storages = [await openAt(place), await openAt(place)];
    const times = Array.from({ length: 40 }, (_, i) => i);
    for (const atMs of times) await storages[0]?.appendAudit(sampleAudit({ atMs }));
    const removed = await Promise.all(storages.map((storage) => storage.pruneAudit(30)));
    expect(removed.toSorted((a, b) => a - b)).toEqual([0, 30]);
    const left = await wholeLog(await openAt(place));
    expect(left.map(({ atMs }) => atMs)).toEqual(times.slice(30).toReversed());
  });

  it("Every change that was acknowledged before the process was killed is stored.", async () => {
    const place = await makePlace();
    const child = startChild("write", place);
    const ended = Promise.all([once(child, "exit"), once(child, "disconnect")]);
    const acknowledged: unknown[] = [];
    child.on("message", (id) => {
      acknowledged.push(id);
      // It is killed during the next one.
      if (acknowledged.length === 60) child.kill("SIGKILL");
    });
    expect((await ended)[0]).toEqual([null, "SIGKILL"]);
    const storage = await openAt(place);
    const projects = await storage.listProjects();
    const lines = await wholeLog(storage);
    const written = new Set<unknown>(projects.map(({ id }) => id));
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);
    expect(acknowledged.filter((id) => !written.has(id))).toEqual([]);
    // Each has its line, also the one that was not acknowledged.
    expect(new Set(lines.map(({ projectId }) => projectId))).toEqual(written);
    expect(await driftOf(place)).toEqual([]);
  });
}

function startChild(task: "write" | "drift", { url }: Place) {
  return fork(new URL("./storage-child.ts", import.meta.url), [task], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    // It is not an argument, because the address contains the password.
    env: { ...inherited(), CONTROL_DATABASE: url },
  });
}

async function driftInChild(place: Place): Promise<unknown> {
  const child = startChild("drift", place);
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  child.once("message", resolve);
  child.once("exit", (code) => reject(new Error(`the child ended with ${String(code)}`)));
  return promise;
}
