// An export leaves turns to the rest of the process, which may answer checks. SQLite answers at once, so that nothing else
// would run until the export is over.
import { afterAll, beforeAll, expect, test } from "vitest";
import { setImmediate } from "node:timers/promises";
import { exportAudit } from "../../../src/control/api/activity-export.ts";
import { auditRecord, controlPlane } from "../../../src/control/audit.ts";
import { openControlStorage } from "../../../src/control/database/open.ts";
import { auditPageMax } from "../../../src/control/limits.ts";

const storage = openControlStorage(":memory:");
const pages = 6;
const lines = pages * auditPageMax;

beforeAll(async () => {
  await storage.open();
  for (let line = 0; line < lines; line += 1) {
    await storage.appendAudit(auditRecord(line, controlPlane, "hook", { subject: `${line}` }));
  }
});
afterAll(() => storage.close());

/** How often other work had its turn before this work was over. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  const over = new AbortController();
  let turns = 0;
  const others = (async () => {
    while (!over.signal.aborted) {
      await setImmediate();
      turns += 1;
    }
  })();
  await work();
  over.abort();
  await others;
  return turns - 1;
}

test("An export leaves a turn after each page.", async () => {
  const turns = await turnsDuring(async () => {
    const exported = { projectId: undefined, filter: {}, format: "csv" } as const;
    for await (const piece of exportAudit(storage, exported)) expect(piece).not.toBe("");
  });
  expect(turns).toBeGreaterThanOrEqual(pages - 1);
});

test("Pruning the log leaves a turn after each 1,000 lines.", async () => {
  expect(await turnsDuring(() => storage.pruneAudit(lines))).toBeGreaterThanOrEqual(1);
});
