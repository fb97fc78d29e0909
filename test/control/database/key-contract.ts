// What every storage does with keys.
import { expect, it } from "vitest";
import { keyGenerationsMax, keysPerOwnerMax } from "../../../src/control/limits.ts";
import { makesKeys, type ControlStorage, type KeyRecord } from "../../../src/control/storage.ts";
import { sampleAudit, sampleKey, sampleProject, wholeLog } from "./samples.ts";

const atOnce = 12;

/** Tests of keys, on storages that `open` opens. */
export function keepsKeys(open: () => Promise<ControlStorage>): void {
  it("A key is found by its digest and by its id, as it was written.", async () => {
    const storage = await open();
    const project = sampleProject();
    await storage.insertProject(project, sampleAudit());
    const bare = sampleKey();
    const full = sampleKey({
      projectId: project.id,
      madeBy: bare.id,
      parentId: bare.id,
      expiresAtMs: 9_007_199_254_740_991,
      lastUsedAtMs: 0,
    });
    for (const key of [bare, full]) {
      expect(await storage.insertKey(key, sampleAudit())).toBe("done");
      expect(await storage.findKeyByDigest(key.digest)).toEqual(key);
      expect(await storage.findKey(key.id)).toEqual(key);
    }
    expect(await storage.findKey(bare.digest)).toBeUndefined();
    expect(await storage.findKeyByDigest(bare.id)).toBeUndefined();
  });

  it("A list has only the keys of one owner, oldest first.", async () => {
    const storage = await open();
    const project = sampleProject();
    await storage.insertProject(project, sampleAudit());
    const later = sampleKey({ createdAtMs: 2 });
    const earlier = sampleKey({ createdAtMs: 1 });
    const theirs = sampleKey({ projectId: project.id });
    for (const key of [later, theirs, earlier]) await storage.insertKey(key, sampleAudit());
    expect(await storage.listKeys(undefined)).toEqual([earlier, later]);
    expect(await storage.listKeys(project.id)).toEqual([theirs]);
    expect(await storage.listKeys("nobody")).toEqual([]);
  });

  it("A deleted key is gone, and deleting a missing key writes no line.", async () => {
    const storage = await open();
    const key = sampleKey();
    await storage.insertKey(key, sampleAudit());
    expect(await storage.deleteKey(key.id, sampleAudit())).toBe("done");
    expect(await storage.findKey(key.id)).toBeUndefined();
    expect(await storage.deleteKey(key.id, sampleAudit())).toBe("gone");
    expect(await wholeLog(storage)).toHaveLength(2);
  });

  it("The last operator key that may create others stays, even if all are deleted at once.", async () => {
    const storage = await open();
    const audit = sampleAudit();
    const makers = [1, 2, 3].map(() => sampleKey({ scopes: ["keys"] }));
    const expired = sampleKey({ scopes: ["keys"], expiresAtMs: audit.atMs });
    const reader = sampleKey({ scopes: ["read"] });
    for (const key of [...makers, expired, reader]) await storage.insertKey(key, sampleAudit());
    const results = await Promise.all(
      makers.map(({ id }) => storage.deleteKey(id, { ...sampleAudit(), atMs: audit.atMs })),
    );
    expect(results.toSorted()).toEqual(["done", "done", "last"]);
    expect(await storage.deleteKey(expired.id, { ...sampleAudit(), atMs: audit.atMs })).toBe(
      "done",
    );
    expect(await storage.deleteKey(reader.id, sampleAudit())).toBe("done");
    expect(await storage.listKeys(undefined)).toHaveLength(1);
  });

  it("Deleting a key deletes exactly the keys below it, with a line for each.", async () => {
    const storage = await open();
    const project = sampleProject();
    await storage.insertProject(project, sampleAudit());
    const root = sampleKey({ scopes: ["keys"] });
    const maker = sampleKey({ name: "maker", madeBy: root.id });
    const child = sampleKey({ name: "child", parentId: maker.id });
    const grandchild = sampleKey({ name: "grandchild", parentId: child.id, projectId: project.id });
    const sibling = sampleKey({ name: "sibling", madeBy: root.id });
    for (const key of [root, maker, child, grandchild, sibling]) {
      expect(await storage.insertKey(key, sampleAudit())).toBe("done");
    }
    const before = (await wholeLog(storage)).length;
    const audit = sampleAudit({ action: "key.revoke", subject: "maker" });
    expect(await storage.deleteKey(maker.id, audit)).toBe("done");
    for (const { id } of [maker, child, grandchild]) {
      expect(await storage.findKey(id)).toBeUndefined();
    }
    const left = await storage.listKeys(undefined);
    expect(left.map(({ id }) => id).toSorted()).toEqual([root.id, sibling.id].toSorted());
    const lines = (await wholeLog(storage)).slice(0, -before);
    expect(lines.map(({ subject, projectId }) => [subject, projectId])).toEqual([
      ["maker", undefined],
      ["child", undefined],
      ["grandchild", project.id],
    ]);
  });

  it("A key stays if deleting it would also delete the last one that may create others.", async () => {
    const storage = await open();
    const root = sampleKey({ scopes: ["read"] });
    const maker = sampleKey({ scopes: ["keys"], parentId: root.id });
    for (const key of [root, maker]) await storage.insertKey(key, sampleAudit());
    expect(await storage.deleteKey(root.id, sampleAudit())).toBe("last");
    expect(await storage.findKey(maker.id)).toEqual(maker);
    await storage.insertKey(sampleKey({ scopes: ["keys"] }), sampleAudit());
    expect(await storage.deleteKey(root.id, sampleAudit())).toBe("done");
    expect(await storage.findKey(maker.id)).toBeUndefined();
  });

  it("A key whose parent is gone is not stored, even if both happen at once.", async () => {
    const storage = await open();
    const maker = sampleKey();
    await storage.insertKey(maker, sampleAudit());
    const [deleted, ...made] = await Promise.all([
      storage.deleteKey(maker.id, sampleAudit()),
      ...Array.from({ length: atOnce }, () =>
        storage.insertKey(sampleKey({ parentId: maker.id }), sampleAudit()),
      ),
    ]);
    expect(deleted).toBe("done");
    expect(new Set(made)).toEqual(new Set(["parent-gone"]));
    expect(await storage.listKeys(undefined)).toEqual([]);
  });

  it(`A chain of ${keyGenerationsMax} keys is stored, and one more is refused.`, async () => {
    const storage = await open();
    let parentId: string | undefined;
    for (let generation = 1; generation <= keyGenerationsMax; generation += 1) {
      const key = sampleKey({ parentId });
      expect(await storage.insertKey(key, sampleAudit())).toBe("done");
      parentId = key.id;
    }
    expect(await storage.insertKey(sampleKey({ parentId }), sampleAudit())).toBe("too-deep");
  });

  it("The first key is written once, however many come at once, and only that one is kept.", async () => {
    const storage = await open();
    await storage.insertKey(sampleKey({ scopes: ["read"] }), sampleAudit());
    const rivals = Array.from({ length: atOnce }, () => sampleKey({ scopes: ["keys"] }));
    const kept: KeyRecord[] = [];
    const results = await Promise.all(
      rivals.map((key) =>
        storage.insertFirstKey(
          key,
          async () => {
            kept.push(key);
          },
          sampleAudit(),
        ),
      ),
    );
    const written = rivals.filter((_, i) => results[i] === "done");
    expect(written).toHaveLength(1);
    expect(results.filter((result) => result === "not-needed")).toHaveLength(atOnce - 1);
    expect(kept).toEqual(written);
    const makers = (await storage.listKeys(undefined)).filter((key) => makesKeys(key, 0));
    expect(makers).toEqual(written);
    expect(await wholeLog(storage)).toHaveLength(2);
  });

  it("A first key that cannot be kept is not written.", async () => {
    const storage = await open();
    const audit = sampleAudit();
    const expired = sampleKey({ scopes: ["keys"], expiresAtMs: audit.atMs });
    await storage.insertKey(expired, sampleAudit());
    const key = sampleKey({ scopes: ["keys"] });
    const disk = new Error("the disk is full");
    await expect(storage.insertFirstKey(key, () => Promise.reject(disk), audit)).rejects.toBe(disk);
    expect(await storage.findKey(key.id)).toBeUndefined();
    expect(await storage.insertFirstKey(key, () => Promise.resolve(), audit)).toBe("done");
    expect(await storage.findKey(key.id)).toEqual(key);
  });

  it("A key's last use is never set back.", async () => {
    const storage = await open();
    const key = sampleKey();
    await storage.insertKey(key, sampleAudit());
    await Promise.all([5, 9, 7, 3].map((atMs) => storage.noteKeyUse(key.id, atMs)));
    expect((await storage.findKey(key.id))?.lastUsedAtMs).toBe(9);
    await storage.noteKeyUse(key.id, 8);
    expect((await storage.findKey(key.id))?.lastUsedAtMs).toBe(9);
    await storage.noteKeyUse("nobody", 10);
  });

  it("A second key with the same digest is refused, and so is a key of a missing project.", async () => {
    const storage = await open();
    const key = sampleKey();
    await storage.insertKey(key, sampleAudit());
    await expect(
      storage.insertKey(sampleKey({ digest: key.digest }), sampleAudit()),
    ).rejects.toThrow(/unique/i);
    const orphan = sampleKey({ projectId: "nobody" });
    expect(await storage.insertKey(orphan, sampleAudit())).toBe("project-gone");
    expect(await storage.listKeys(undefined)).toEqual([key]);
  });

  it(`An owner can have ${keysPerOwnerMax} keys and not one more, however many come at once.`, async () => {
    const storage = await open();
    const project = sampleProject();
    await storage.insertProject(project, sampleAudit());
    for (const projectId of [undefined, project.id]) {
      const insert = () => storage.insertKey(sampleKey({ projectId }), sampleAudit());
      await Promise.all(Array.from({ length: keysPerOwnerMax - 1 }, insert));
      const last = await Promise.all(Array.from({ length: atOnce }, insert));
      expect(last.toSorted()).toEqual([
        "done",
        ...Array.from({ length: atOnce - 1 }, () => "full"),
      ]);
      expect(await storage.listKeys(projectId)).toHaveLength(keysPerOwnerMax);
    }
  });
}
