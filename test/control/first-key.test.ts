// The first operator key is created if nobody could create others, and is written only if it is valid.
import { expect, test } from "vitest";
import { openControlStorage } from "../../src/control/database/open.ts";
import { makeFirstKey } from "../../src/control/access/first-key.ts";
import { keysPerOwnerMax } from "../../src/control/limits.ts";
import { sampleAudit, sampleKey } from "./database/samples.ts";

test("If there is no room for another operator key, the start fails and writes no key.", async () => {
  const storage = openControlStorage(":memory:");
  await storage.open();
  for (let i = 0; i < keysPerOwnerMax; i += 1) {
    await storage.insertKey(sampleKey({ projectId: undefined, scopes: ["read"] }), sampleAudit());
  }
  let kept = 0;
  const making = makeFirstKey(storage, 0, async () => {
    kept += 1;
  });
  await expect(making).rejects.toThrow("maximum of 100 keys");
  expect(kept).toBe(0);
  await storage.close();
});
