// Live events of Ory Network: the scope that each invalidates, and that late, repeated and unknown ones do no harm.
import { describe, expect, test } from "vitest";
import { castSetUp, expectTruth, gather } from "../harness/cast.ts";
import { check } from "../harness/scene.ts";
import { eventsOf, keyTexts, startAdminScene } from "../harness/admin-scene.ts";

const identity = "9f425a8d-7efc-4768-8f23-7647a74fdf13";
const session = "5b0f3c1e-8a1d-4c67-9f55-0b8f3d9c2e11";
const key = keyTexts.hooks;
const path = "/hooks/ory";

function event(
  name: string,
  eventAttributes: object = { IdentityID: identity, SessionID: session },
) {
  const timestamp = "2026-11-23T20:48:22.216Z";
  return { name, version: "1", timestamp, projectId: identity, eventAttributes };
}

test.each([
  ["IdentityUpdated", { IdentityID: identity }, { kind: "identity", value: identity }],
  ["IdentityDeleted", { IdentityID: identity }, { kind: "identity", value: identity }],
  ["SettingsSucceeded", undefined, { kind: "identity", value: identity }],
  ["RecoverySucceeded", undefined, { kind: "identity", value: identity }],
  ["VerificationSucceeded", undefined, { kind: "identity", value: identity }],
  ["LoginSucceeded", undefined, { kind: "identity", value: identity }],
  ["SessionRevoked", undefined, { kind: "session", value: session }],
  ["SessionChanged", undefined, { kind: "session", value: session }],
  ["SessionLifespanExtended", undefined, { kind: "session", value: session }],
  ["SessionRevoked", { IdentityID: identity }, { kind: "identity", value: identity }],
])("The event %s with %j invalidates the scope that it names.", async (name, attributes, scope) => {
  await using scene = await startAdminScene();
  const response = await scene.ask(path, { key, json: event(name, attributes) });
  expect(response.status).toBe(204);
  const [applied] = eventsOf(scene.edge.events, "intake-applied");
  expect(applied).toMatchObject({ source: "hook", scopes: [scope], again: false });
  expect(applied?.lagMs).toEqual(expect.any(Number));
  expect(eventsOf(scene.edge.events, "hook")).toMatchObject([
    { sender: "ory", flow: name, outcome: "taken" },
  ]);
});

test.each(["SessionIssued", "SessionChecked", "IdentityCreated", "LoginFailed", "canary-event"])(
  "The event %s changes no check's answer, so it is only counted.",
  async (name) => {
    await using scene = await startAdminScene();
    const response = await scene.ask(path, { key, json: event(name) });
    expect(response.status).toBe(204);
    expect(eventsOf(scene.edge.events, "fence")).toEqual([]);
    expect(eventsOf(scene.edge.events, "hook")).toMatchObject([
      { sender: "ory", flow: "other", outcome: "ignored" },
    ]);
  },
);

test.each([
  ["no id", event("IdentityUpdated", {}), "edge_hook_names_nobody"],
  [
    "an id that is not a UUID",
    event("IdentityUpdated", { IdentityID: "x" }),
    "edge_hook_names_nobody",
  ],
  ["no name", { eventAttributes: { IdentityID: identity } }, "edge_body_malformed"],
])("An event with %s is refused with 400.", async (_name, json, error) => {
  await using scene = await startAdminScene();
  const response = await scene.ask(path, { key, json });
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(error)]);
  expect(eventsOf(scene.edge.events, "fence")).toEqual([]);
});

describe("delivery", () => {
  test("However events arrive, even twice and out of order, every credential's next check is right.", async () => {
    await using scene = await startAdminScene(castSetUp);
    const cast = await gather(scene);
    for (const credential of cast.credentials().values()) await check(scene.through, credential);
    const { data } = await scene.direct.toSession({ xSessionToken: cast.app });
    await scene.admin.disableSession({ id: data.id });
    await scene.admin.patchIdentity({
      id: cast.person.id,
      jsonPatch: [{ op: "replace", path: "/traits/name", value: "Grace" }],
    });
    const attributes = { IdentityID: cast.person.id, SessionID: data.id };
    const since = scene.edge.events.length;
    for (const name of ["IdentityUpdated", "SessionRevoked", "IdentityUpdated"]) {
      await scene.ask(path, { key, json: event(name, attributes) });
      await expectTruth(cast, `after ${name}`);
    }
    const outcomes = eventsOf(scene.edge.events, "hook", since).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["taken", "taken", "repeated"]);
  });
});
