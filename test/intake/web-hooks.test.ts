// Web hooks of the identity server as the only invalidations of changes made there: before, after and beside the commit,
// repeated and out of order. The edge is right at the latest 2.5 s after the commit or the hook, whichever is later.
import { describe, expect, test } from "vitest";
import type { WebHook } from "../../src/identity/hook-settings.ts";
import { changeProfile, recover } from "../harness/acts.ts";
import { castSetUp, expectTruth, gather, type Cast } from "../harness/cast.ts";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import { startRelay, type Relay } from "../harness/relay.ts";
import { check, isHit, untilSeen } from "../harness/scene.ts";
import { Browser, fieldOf } from "../harness/browser.ts";
import { eventsOf, keyTexts, startAdminScene, type AdminScene } from "../harness/admin-scene.ts";

const boundMs = 2_500;

/** What deploy/kratos/edge-sessions.jsonnet makes of a flow. */
const body: NonNullable<WebHook["body"]> = ({ identity, session, request_url }) => ({
  flow: new URL(request_url).pathname.split("/").at(-1),
  identity_id: idOf(identity),
  session_id: idOf(session),
});

function idOf(about: unknown): string | null {
  return typeof about === "object" && about !== null && "id" in about ? String(about.id) : null;
}

/** When the identity server calls the hook. */
const moments = {
  before: { parse: true },
  after: {},
  beside: { ignore: true },
} as const;

interface HookScene extends AsyncDisposable {
  readonly scene: AdminScene;
  readonly cast: Cast;
  /** Between the identity server and the edge's admin listener. */
  readonly hooks: Relay;
  /** Changes the profile of the cast's person at the identity server itself. */
  change(name: string): Promise<void>;
  /** Has every credential's answer stored. */
  store(): Promise<void>;
  /** Resolves when the edge has accepted that many hooks. */
  taken(times: number): Promise<void>;
}

async function startHookScene(hook: Partial<WebHook>): Promise<HookScene> {
  const configured: WebHook[] = [];
  const identity = { hooks: configured, hookRetryDelaysMs: [1, 1] };
  const scene = await startAdminScene({ ...castSetUp, identity });
  const cast = await gather(scene);
  const hooks = await startRelay(scene.edge.adminUrl);
  const headers = { "X-Api-Key": keyTexts.hooks };
  const url = `${hooks.url}/hooks/kratos`;
  // Only now: the sign-ins of the cast are not part of the story.
  configured.push({ flow: "settings", url, headers, body, ...hook });
  const since = scene.edge.events.length;
  return {
    scene,
    cast,
    hooks,
    change: (name) =>
      changeProfile(scene.direct, cast.sibling, scene.origin.traitsOf(cast.person.email, name)),
    async store() {
      for (const credential of cast.credentials().values()) await check(scene.through, credential);
      const { cookie } = cast.acting;
      expect(isHit(await check(scene.through, { cookie }))).toBe(true);
    },
    taken: (times) => untilSeen(scene.edge, ({ kind }) => kind === "hook", times, since),
    async [Symbol.asyncDispose]() {
      await hooks.stop();
      await scene[Symbol.asyncDispose]();
    },
  };
}

const isHook = (): boolean => true;

describe("one change", embeddedOnly, () => {
  test("With a hook after the commit, checks are right as soon as the user has the answer.", async () => {
    await using story = await startHookScene(moments.after);
    await story.store();
    await story.change("Grace");
    await expectTruth(story.cast, "at once");
    expect(eventsOf(story.scene.edge.events, "hook")).toMatchObject([
      { sender: "kratos", flow: "settings", outcome: "taken", keyName: "the-hooks-key" },
    ]);
  });

  test("With a hook before the commit and checks in between, checks are right 2.5 s later.", async () => {
    await using story = await startHookScene(moments.before);
    await story.store();
    const held = story.hooks.add({ matches: isHook, effect: { kind: "hold-answer" } });
    const changed = story.change("Grace");
    await held.struck(1);
    // The hook has been applied, and nothing is stored at the identity server yet: the old is stored here again.
    await story.store();
    held.release();
    await changed;
    const { cookie } = story.cast.acting;
    expect(isHit(await check(story.cast.scene.through, { cookie }))).toBe(true);
    story.scene.edge.advance(boundMs);
    await expectTruth(story.cast, "2.5 s after the hook");
  });

  test("With a hook long after the commit, checks are right as soon as it arrives.", async () => {
    await using story = await startHookScene(moments.beside);
    await story.store();
    const held = story.hooks.add({ matches: isHook, effect: { kind: "hold-call" } });
    await story.change("Grace");
    await held.struck(1);
    await story.store();
    const { cookie } = story.cast.acting;
    expect(isHit(await check(story.scene.through, { cookie }))).toBe(true);
    held.release();
    await story.taken(1);
    await expectTruth(story.cast, "after the hook");
  });

  test("A hook that names no session invalidates every session of the identity.", async () => {
    await using story = await startHookScene({ flow: "recovery" });
    await story.store();
    const { scene, cast } = story;
    const lost = new Browser();
    const begun = lost.keep(await scene.direct.createBrowserRecoveryFlow());
    const flow = { id: begun.id, csrfToken: fieldOf(begun.ui, "csrf_token") };
    await recover(scene.direct, lost, flow, { email: cast.person.email });
    const mail = scene.origin.embedded?.mails().at(-1);
    const code = /(?<!\d)\d{6}(?!\d)/.exec(mail?.body ?? "")?.[0] ?? "";
    await recover(scene.direct, lost, flow, { code });
    await story.taken(1);
    scene.edge.advance(boundMs);
    await expectTruth(cast, "after the recovery");
    expect(eventsOf(scene.edge.events, "hook")).toMatchObject([
      { sender: "kratos", flow: "recovery", outcome: "taken" },
    ]);
  });
});

describe("a repeated hook", embeddedOnly, () => {
  test.for(Object.keys(moments) as (keyof typeof moments)[])(
    "A hook that is repeated %s the commit is recognised, applied each time, and once more at the end.",
    async (moment) => {
      await using story = await startHookScene(moments[moment]);
      const { scene, hooks, cast } = story;
      await story.store();
      const since = scene.edge.events.length;
      // Twice the edge takes the hook, and its answer is lost.
      const lost = { status: 503, headers: [], body: Buffer.alloc(0) };
      const times = 2;
      hooks.add({ matches: isHook, times, effect: { kind: "change", change: () => lost } });
      const held = hooks.add({ matches: isHook, effect: { kind: "hold-answer" } });
      const changed = story.change("Grace");
      await held.struck(1);
      await story.store();
      held.release();
      await changed;
      scene.edge.advance(boundMs);
      await expectTruth(cast, "2.5 s later");
      const outcomes = eventsOf(scene.edge.events, "hook", since).map(({ outcome }) => outcome);
      expect(outcomes).toEqual(["taken", "repeated", "repeated"]);
      const applied = eventsOf(scene.edge.events, "intake-applied", since);
      expect(applied.map(({ again }) => again)).toEqual([false, false, false, true]);
    },
  );

  test("A hook is applied until after its last attempt, even if the attempts are far apart.", async () => {
    await using story = await startHookScene(moments.before);
    const { scene, hooks, cast } = story;
    await story.store();
    const lost = { status: 503, headers: [], body: Buffer.alloc(0) };
    const first = hooks.add({ matches: isHook, times: 1, effect: { kind: "hold-answer" } });
    const changed = story.change("Grace");
    await first.struck(1);
    scene.edge.advance(1_900);
    hooks.add({
      matches: isHook,
      times: 1,
      effect: { kind: "change", change: () => lost },
    });
    const last = hooks.add({ matches: isHook, effect: { kind: "hold-answer" } });
    // The identity server gives the first attempt up by itself only after 15 s: it is broken off instead.
    for (const { socket } of hooks.calls) socket.destroy();
    await last.struck(1);
    scene.edge.advance(200);
    await story.store();
    last.release();
    await changed;
    scene.edge.advance(boundMs - 200);
    await expectTruth(cast, "2.5 s after the last attempt");
    const outcomes = eventsOf(scene.edge.events, "hook").map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["taken", "repeated", "repeated"]);
  });
});

describe("hooks out of order", embeddedOnly, () => {
  test.for(["after", "beside"] as const)(
    "Checks are right after two changes whose hooks arrive in the opposite order, %s the commit.",
    async (moment) => {
      await using story = await startHookScene(moments[moment]);
      const { hooks, cast, scene } = story;
      await story.store();
      const first = hooks.add({ matches: isHook, times: 1, effect: { kind: "hold-call" } });
      const one = story.change("Grace");
      await first.struck(1);
      // The second is made by another browser, while the first one's hook is on its way.
      const traits = scene.origin.traitsOf(cast.person.email, "Edsger");
      const second = hooks.add({ matches: isHook, times: 1, effect: { kind: "hold-answer" } });
      const two = changeProfile(scene.direct, cast.acting, traits);
      await second.struck(1);
      await story.store();
      second.release();
      await two;
      first.release();
      await one;
      await story.taken(2);
      await expectTruth(cast, "at once");
      scene.edge.advance(boundMs);
      await expectTruth(cast, "2.5 s later");
      expect(eventsOf(scene.edge.events, "hook")).toHaveLength(2);
    },
  );
});

describe("the receiver", () => {
  const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";
  const nil = "00000000-0000-0000-0000-000000000000";
  const path = "/hooks/kratos";
  const key = keyTexts.hooks;

  test.each([
    ["both", { flow: "settings", identity_id: id, session_id: id }, ["identity", "session"]],
    ["a new login", { flow: "login", identity_id: id, session_id: nil }, ["identity"]],
    ["no session", { flow: "verification", identity_id: id }, ["identity"]],
    ["null for a session", { flow: "recovery", identity_id: id, session_id: null }, ["identity"]],
    ["more than it asks for", { identity_id: id, tenant: "x" }, ["identity"]],
  ])("The receiver accepts %s.", async (_name, json, kinds) => {
    await using scene = await startAdminScene();
    const response = await scene.ask(path, { key, json });
    expect([response.status, await response.text()]).toEqual([204, ""]);
    const [applied] = eventsOf(scene.edge.events, "intake-applied");
    expect(applied).toMatchObject({ source: "hook", keyName: "the-hooks-key" });
    expect(applied?.scopes.map(({ kind }) => kind)).toEqual(kinds);
  });

  test("A hook of a registration before its identity is stored changes nothing and does not fail.", async () => {
    await using scene = await startAdminScene();
    const json = { flow: "registration", identity_id: nil, session_id: nil };
    expect((await scene.ask(path, { key, json })).status).toBe(204);
    expect(eventsOf(scene.edge.events, "hook")).toMatchObject([{ outcome: "ignored" }]);
    expect(eventsOf(scene.edge.events, "fence")).toEqual([]);
  });

  test.each([
    ["an empty object", {}, "edge_hook_names_nobody"],
    ["a flow alone", { flow: "settings" }, "edge_hook_names_nobody"],
    [
      "the whole flow",
      { identity: { id }, request_cookies: { c: "canary" } },
      "edge_hook_names_nobody",
    ],
    ["an id that is not a UUID", { identity_id: "canary" }, "edge_body_malformed"],
  ])("The receiver refuses %s with 400.", async (_name, json, error) => {
    await using scene = await startAdminScene();
    const response = await scene.ask(path, { key, json });
    const text = await response.text();
    expect([response.status, text]).toEqual([400, expect.stringContaining(error)]);
    expect(text).not.toContain("canary");
    expect(JSON.stringify(scene.edge.events)).not.toContain("canary");
    expect(eventsOf(scene.edge.events, "fence")).toEqual([]);
  });

  test.each([
    ["X-Api-Key", { "X-Api-Key": key }],
    ["basic authentication", { Authorization: `Basic ${btoa(`kratos:${key}`)}` }],
  ])("The receiver also accepts its key by %s.", async (_name, headers) => {
    await using scene = await startAdminScene();
    const json = { identity_id: id };
    expect((await scene.ask(path, { headers, json })).status).toBe(204);
  });

  test("An edge that stops applies and publishes the hooks that still wait.", async () => {
    await using scene = await startAdminScene();
    await scene.ask(path, { key, json: { identity_id: id } });
    await scene.edge.stop();
    const applied = eventsOf(scene.edge.events, "intake-applied");
    expect(applied.map(({ again }) => again)).toEqual([false, true]);
    const told = eventsOf(scene.edge.events, "published");
    expect(told.map(({ source, ok }) => [source, ok])).toEqual([
      ["hook", true],
      ["hook", true],
    ]);
  });
});
