// News whose line of the audit log can not be written: whoever sent it is told, and nothing stays occupied.
import { expect, test } from "vitest";
import { Attempts } from "../../src/control/attempts.ts";
import { Callers } from "../../src/control/callers.ts";
import { openControlStorage } from "../../src/control/database/open.ts";
import { makeKey } from "../../src/control/keys.ts";
import { createNews } from "../../src/control/news.ts";
import type { ControlEdges } from "../../src/control/ports.ts";
import type { ByteStream, Origin } from "../../src/edge/ports.ts";
import { createClock } from "../../src/host/node-ports.ts";
import { sampleAudit, sampleProject } from "./database/samples.ts";

test("the admin API's answer is given up, so that its place in the lane comes free", async () => {
  const storage = openControlStorage(":memory:");
  await storage.open();
  const project = sampleProject();
  await storage.insertProject(project, sampleAudit());
  const nowMs = Date.now();
  const owner = { projectId: project.id, madeBy: undefined, expiresAtMs: undefined };
  const { record, value } = makeKey({ ...owner, name: "ops", scopes: ["admin"], nowMs });
  await storage.insertKey(record, sampleAudit());

  let givenUp = 0;
  const body: ByteStream = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ done: false, value: new Uint8Array(1) }),
      return() {
        givenUp += 1;
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
  const news = createNews({
    storage: { ...storage, appendAudit: () => Promise.reject(new Error("the disk is full")) },
    callers: new Callers(storage, () => nowMs),
    edges: edgesThatAnswer(body),
    refusals: new Attempts(() => nowMs, 1),
    trustedProxies: () => false,
    clock: createClock(),
    background: () => undefined,
    emit: () => undefined,
  });
  const target = `/projects/${project.id}/admin/identities`;
  const request = {
    method: "POST",
    target,
    headers: ["Authorization", `Bearer ${value}`],
    body: undefined,
    peer: undefined,
    signal: new AbortController().signal,
  };
  await expect(news.handle(request, target)).rejects.toThrow("the disk is full");
  expect(givenUp).toBe(1);
  await storage.close();
});

/** Edges of one project whose admin API answers everything with this body. */
function edgesThatAnswer(body: ByteStream): ControlEdges {
  const nowhere: Origin = {
    send: () =>
      Promise.resolve({ kind: "failure", failure: { kind: "unreachable", cause: undefined } }),
  };
  return {
    publish: () => Promise.resolve(),
    list: () => [],
    appliedRevision: () => undefined,
    newsTarget: () => ({
      invalidate: () => Promise.resolve(),
      passAdmin: () => Promise.resolve({ status: 201, headers: [], body }),
    }),
    adminOrigin: () => nowhere,
    sessions: () => [],
    check: () => Promise.resolve(undefined),
  };
}
