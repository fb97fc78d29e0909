// Invalidations whose line of the audit log cannot be written. No place in a lane stays taken, and no user's flow fails
// because of it.
import { expect, onTestFinished, test } from "vitest";
import { Refusals } from "../../src/control/access/refusals.ts";
import { Callers } from "../../src/control/access/callers.ts";
import { openControlStorage } from "../../src/control/database/open.ts";
import { makeKey } from "../../src/control/access/keys.ts";
import { createProjectsIntake } from "../../src/control/projects-intake.ts";
import type { ControlEdges } from "../../src/control/ports.ts";
import { defaultClientAddressHeader } from "../../src/core/forwarding.ts";
import type { Scope } from "../../src/core/invalidation.ts";
import type { ByteStream, EdgeAnswer, EdgeRequest, Origin } from "../../src/edge/ports.ts";
import { createClock } from "../../src/runtime/node.ts";
import { sampleAudit, sampleProject } from "./database/samples.ts";

interface IntakeUnderTest {
  /** Sends a request below the project's path, with a key that has the scope. */
  send(path: string, request: Partial<EdgeRequest>): Promise<EdgeAnswer> | undefined;
  readonly failures: readonly unknown[];
  readonly applied: readonly Scope[];
}

/** Handles requests with a database that refuses every line of the audit log. The admin API answers with this body. */
async function startIntake(body?: ByteStream): Promise<IntakeUnderTest> {
  const storage = openControlStorage(":memory:");
  await storage.open();
  onTestFinished(() => storage.close());
  const project = sampleProject();
  await storage.insertProject(project, sampleAudit());
  const nowMs = Date.now();
  const owner = { projectId: project.id, madeBy: undefined, expiresAtMs: undefined };
  const { record, value } = makeKey({ ...owner, name: "ops", scopes: ["admin", "hooks"], nowMs });
  await storage.insertKey(record, sampleAudit());
  const failures: unknown[] = [];
  const applied: Scope[] = [];
  const news = createProjectsIntake({
    storage: { ...storage, appendAudit: () => Promise.reject(new Error("the disk is full")) },
    callers: new Callers(storage, () => nowMs),
    edges: edgesThatAnswer(body, applied),
    refusals: new Refusals(storage, () => nowMs),
    proxyTrust: { trusts: () => false, addressHeader: defaultClientAddressHeader },
    clock: createClock(),
    background: () => undefined,
    emit: () => undefined,
    failed: (error) => failures.push(error),
  });
  return {
    failures,
    applied,
    send(path, request) {
      const target = `/projects/${project.id}${path}`;
      const { headers = [], ...rest } = request;
      return news.handle(
        {
          method: "POST",
          target,
          headers: ["Authorization", `Bearer ${value}`, ...headers],
          body: undefined,
          peer: undefined,
          signal: new AbortController().signal,
          ...rest,
        },
        target,
      );
    },
  };
}

test("If the audit log cannot be written, the admin API's answer is dropped and its place in the lane is freed.", async () => {
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
  const news = await startIntake(body);
  await expect(news.send("/admin/identities", {})).rejects.toThrow("the disk is full");
  expect(givenUp).toBe(1);
});

test("If the audit log cannot be written, a hook is still applied and the failure is reported.", async () => {
  const news = await startIntake();
  const hook = { flow: "settings", identity_id: "9f425a8d-7efc-4768-8f23-7647a74fdf13" };
  const answer = await news.send("/hooks/kratos", {
    headers: ["Content-Type", "application/json"],
    body: bodyOf(JSON.stringify(hook)),
  });
  expect(answer?.status).toBe(204);
  expect(news.applied).toEqual([{ kind: "identity", value: hook.identity_id }]);
  expect(news.failures).toEqual([new Error("the disk is full")]);
});

async function* bodyOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

function edgesThatAnswer(body: ByteStream | undefined, applied: Scope[]): ControlEdges {
  const nowhere: Origin = {
    send: () =>
      Promise.resolve({ kind: "failure", failure: { kind: "unreachable", cause: undefined } }),
  };
  return {
    publish: () => Promise.resolve(),
    list: () => [],
    looksAt: () => ({ edge: null, other_edges: [] }),
    findReach: (published) =>
      Promise.resolve({ published, edges: { applied: [], missing: [], silent: [] } }),
    appliedRevision: () => undefined,
    signOf: () => undefined,
    lookAtHealth: () => ({
      unheard: undefined,
      edgesOf: () => [],
      ownSignOf: () => undefined,
      appliedRevision: () => undefined,
    }),
    invalidationTarget: () => ({
      invalidate: (scopes) => {
        applied.push(...scopes);
        return Promise.resolve(true);
      },
      passAdmin: () => Promise.resolve({ status: 201, headers: [], body }),
    }),
    endings: { open: () => undefined },
    verifyToken: undefined,
    adminOrigin: () => nowhere,
    findSessions: () => Promise.resolve([]),
    askOrigin: () => undefined,
    check: () => Promise.resolve(undefined),
    decide: () => Promise.resolve(undefined),
  };
}
