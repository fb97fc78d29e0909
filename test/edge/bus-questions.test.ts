// Questions about sessions over a shared bus: who answers, how long it takes, and what a flood of them costs.
import { describe, expect, test } from "vitest";
import { nothingFound, type SessionFindings } from "../../src/core/session-question.ts";
import { createLinkedScene, type LinkedMember } from "../harness/linked.ts";

const identity = { kind: "identity", value: "person-1" } as const;

function findings(session: string): SessionFindings {
  const entry = {
    session,
    identity: "person-1",
    credentials: 1,
    origin: undefined,
    ageMs: 10,
    freshForMs: 50,
    endsInMs: undefined,
    renew: false,
    bytes: 800,
  };
  return { ...nothingFound, held: [entry] };
}

async function started(scene: ReturnType<typeof createLinkedScene>, member: LinkedMember) {
  const starting = member.link.start();
  await scene.pass(2_000);
  expect(await starting).toBe("connected");
  return member;
}

/** A control plane in one region, and an edge in that one and in another. */
async function threeMembers() {
  const scene = createLinkedScene();
  const found = (session: string) => () => findings(session);
  const control = scene.member("eu", "control", { role: "control" });
  const near = scene.member("eu", "near", { findSessions: found("near-1") });
  const far = scene.member("us", "far", { findSessions: found("far-1") });
  for (const member of [control, near, far]) await started(scene, member);
  await scene.pass(1_000);
  return { scene, control, near, far };
}

function sessionsOf({ edges }: Awaited<ReturnType<LinkedMember["link"]["askSessions"]>>) {
  return edges.map(({ member, findings: said }) => [
    member.heartbeat.name,
    said?.held.map(({ session }) => session),
  ]);
}

describe("a question", () => {
  test("Every edge in every region answers, and the one that asks does not wait any longer.", async () => {
    const { scene, control } = await threeMembers();
    const startedAtMs = scene.time.clock.nowMs();
    const asking = control.link.askSessions("acme", identity, 1_000);
    await scene.pass(0);
    const said = await asking;
    expect(sessionsOf(said)).toEqual([
      ["far", ["far-1"]],
      ["near", ["near-1"]],
    ]);
    expect(said.sent).toBe(true);
    expect(scene.time.clock.nowMs()).toBeLessThan(startedAtMs + 1);
  });

  test("An edge gets the project and the matter of the question.", async () => {
    const scene = createLinkedScene();
    const asked: unknown[] = [];
    const control = await started(scene, scene.member("eu", "control", { role: "control" }));
    await started(
      scene,
      scene.member("eu", "near", {
        findSessions: (project, about) => {
          asked.push([project, about]);
          return nothingFound;
        },
      }),
    );
    await scene.pass(1_000);
    const asking = control.link.askSessions("acme", identity, 1_000);
    await scene.pass(0);
    expect(sessionsOf(await asking)).toEqual([["near", []]]);
    expect(asked).toEqual([["acme", identity]]);
  });

  test("An edge that does not answer in time is named, and the others' answers count.", async () => {
    const { scene, control, far } = await threeMembers();
    far.faults.mute = true;
    const asking = control.link.askSessions("acme", identity, 1_000);
    await scene.pass(1_000);
    expect(sessionsOf(await asking)).toEqual([
      ["far", undefined],
      ["near", ["near-1"]],
    ]);
  });

  test("An edge that has died is named, and nobody waits for it.", async () => {
    const { scene, control, far } = await threeMembers();
    far.faults.mute = true;
    far.faults.deaf = ["eu", "us"];
    await scene.pass(5_000);
    const startedAtMs = scene.time.clock.nowMs();
    const asking = control.link.askSessions("acme", identity, 1_000);
    await scene.pass(0);
    const said = await asking;
    expect(said.edges.map(({ member }) => [member.heartbeat.name, member.state])).toEqual([
      ["far", "silent"],
      ["near", "live"],
    ]);
    expect(sessionsOf(said)).toEqual([
      ["far", undefined],
      ["near", ["near-1"]],
    ]);
    expect(scene.time.clock.nowMs()).toBeLessThan(startedAtMs + 1);
  });

  test("An edge that said goodbye is not named.", async () => {
    const { scene, control, far } = await threeMembers();
    const stopping = far.link.stop();
    await scene.pass(1_000);
    await stopping;
    const asking = control.link.askSessions("acme", identity, 1_000);
    await scene.pass(0);
    expect(sessionsOf(await asking)).toEqual([["near", ["near-1"]]]);
  });

  test("If the bus does not take the question, nobody waits.", async () => {
    const { scene, control } = await threeMembers();
    const startedAtMs = scene.time.clock.nowMs();
    control.faults.mute = true;
    const asking = control.link.askSessions("acme", identity, 1_000);
    await scene.pass(0);
    const said = await asking;
    expect(said.sent).toBe(false);
    expect(said.edges.map(({ findings: one }) => one)).toEqual([undefined, undefined]);
    expect(scene.time.clock.nowMs()).toBeLessThan(startedAtMs + 1);
  });

  test("A member that only publishes is not asked, and neither is an edge that flags configure.", async () => {
    const scene = createLinkedScene();
    const figures = { projects: 1, revisions: 1, entries: 0, bytes: 0, checks: 0, hits: 0 };
    const report = () => ({ ...figures, unpublished: 0, url: undefined, follows: false });
    const control = await started(scene, scene.member("eu", "control", { role: "control" }));
    await started(scene, scene.member("eu", "other", { role: "control" }));
    await started(scene, scene.member("eu", "alone", { report }));
    await scene.pass(1_000);
    expect(await control.link.askSessions("acme", identity, 1_000)).toEqual({
      sent: true,
      edges: [],
    });
  });

  test("An answer to a question that nobody asked is ignored.", async () => {
    const { scene, control } = await threeMembers();
    const answer = { version: 1, id: "unasked", instance: "instance of near" } as const;
    await scene.medium
      .connect("eu")
      .append([{ kind: "answer", answer: { ...answer, ...findings("x") } }]);
    const asking = control.link.askSessions("acme", identity, 1_000);
    await scene.pass(0);
    expect(sessionsOf(await asking)).toContainEqual(["near", ["near-1"]]);
  });

  test("A stranger's answer to an open question is ignored, and does not end the wait.", async () => {
    const { scene, control, near } = await threeMembers();
    near.faults.mute = true;
    let ended = false;
    const asking = control.link.askSessions("acme", identity, 1_000).finally(() => {
      ended = true;
    });
    await scene.pass(0);
    const sent = await scene.medium.connect("eu").read("eu", 0);
    const [id] = sent.messages.flatMap(({ message }) =>
      message.kind === "question" ? [message.question.id] : [],
    );
    const answer = { version: 1, id: id ?? "", instance: "stranger" } as const;
    await scene.medium
      .connect("eu")
      .append([{ kind: "answer", answer: { ...answer, ...findings("x") } }]);
    await scene.pass(500);
    expect(ended).toBe(false);
    await scene.pass(500);
    expect(sessionsOf(await asking)).toEqual([
      ["far", ["far-1"]],
      ["near", undefined],
    ]);
  });
});

/** Whether a question about a project is sent. Nobody waits for the answers. */
async function isSent(
  scene: ReturnType<typeof createLinkedScene>,
  { link }: LinkedMember,
  project: string,
): Promise<boolean> {
  const asking = link.askSessions(project, identity, 0);
  await scene.pass(0);
  return (await asking).sent;
}

describe("many questions", () => {
  test("Ten are sent at once and then one per second, and the rest are not sent.", async () => {
    const { scene, control } = await threeMembers();
    const ask = (project: string) => isSent(scene, control, project);
    const sent: boolean[] = [];
    for (let asked = 0; asked < 12; asked += 1) sent.push(await ask(`project-${asked}`));
    expect(sent.filter(Boolean)).toHaveLength(10);
    await scene.pass(1_000);
    expect([await ask("acme"), await ask("acme")]).toEqual([true, false]);
  });

  test("However often one project is asked about, others still can be.", async () => {
    const { scene, control } = await threeMembers();
    const sent: boolean[] = [];
    for (let asked = 0; asked < 50; asked += 1) sent.push(await isSent(scene, control, "greedy"));
    expect(sent.filter(Boolean)).toHaveLength(6);
    expect(await isSent(scene, control, "acme")).toBe(true);
    // One question in two seconds leaves every other one to the others.
    await scene.pass(2_000);
    expect(await isSent(scene, control, "greedy")).toBe(true);
    expect(await isSent(scene, control, "greedy")).toBe(false);
  });

  test("An edge answers ten at once, whoever asks, and leaves the rest unanswered.", async () => {
    const { scene, near } = await threeMembers();
    const bus = scene.medium.connect("eu");
    const before = await bus.read("eu", undefined);
    for (let asked = 0; asked < 30; asked += 1) {
      const question = { version: 1, id: `q-${asked}`, by: `asker-${asked}` } as const;
      await bus.append([
        { kind: "question", question: { ...question, project: "acme", about: identity } },
      ]);
    }
    await scene.pass(0);
    const { messages } = await bus.read("eu", before.through);
    const answers = messages.filter(
      ({ message }) => message.kind === "answer" && message.answer.instance === "instance of near",
    );
    expect(answers).toHaveLength(10);
    expect(near.healthy()).toBe(true);
  });
});
