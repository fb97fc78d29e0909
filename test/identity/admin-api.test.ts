// The admin API, run with the real Ory SDK.
import { expect, test } from "vitest";
import { rawCheck } from "../harness/raw-check.ts";
import { makeIdentity, signInApp, startServer, statusOf } from "./running-server.ts";

const email = "ada@example.org";

test("The admin API creates, reads, changes and deletes identities.", async () => {
  await using running = await startServer();
  const id = await makeIdentity(running, email);
  const token = await signInApp(running, email);
  await running.admin.patchIdentity({
    id,
    jsonPatch: [
      { op: "replace", path: "/traits/name", value: "Grace" },
      { op: "add", path: "/metadata_public", value: { plan: "gold" } },
      { op: "add", path: "/metadata_admin", value: { note: "hidden" } },
    ],
  });
  const { data: session } = await running.frontend.toSession({ xSessionToken: token });
  expect(session.identity).toMatchObject({
    traits: { name: "Grace" },
    metadata_public: { plan: "gold" },
  });
  expect(session.identity).not.toHaveProperty("metadata_admin");
  const state = (value: string) =>
    running.admin.patchIdentity({ id, jsonPatch: [{ op: "replace", path: "/state", value }] });
  await state("inactive");
  expect(await statusOf(running, token)).toBe(401);
  await state("active");
  expect(await statusOf(running, token)).toBe(200);
  const { data: replaced } = await running.admin.updateIdentity({
    id,
    updateIdentityBody: { schema_id: "person", state: "active", traits: { email, name: "Edsger" } },
  });
  expect(replaced.metadata_public).toBeNull();
  const { data: listed } = await running.admin.listIdentities({ credentialsIdentifier: email });
  expect(listed.map((identity) => identity.id)).toEqual([id]);
  await running.admin.deleteIdentity({ id });
  expect(await statusOf(running, token)).toBe(401);
  await expect(running.admin.getIdentity({ id })).rejects.toMatchObject({
    response: { status: 404 },
  });
});

test("The admin API refuses traits that do not fit the schema, and then changes nothing.", async () => {
  await using running = await startServer();
  const id = await makeIdentity(running, email);
  const patch = running.admin.patchIdentity({
    id,
    jsonPatch: [{ op: "add", path: "/traits/nope", value: 1 }],
  });
  await expect(patch).rejects.toMatchObject({ response: { status: 400 } });
  const { data } = await running.admin.getIdentity({ id });
  expect(data.traits).toEqual({ email, name: "Ada" });
});

test("The admin API creates many identities at once.", async () => {
  await using running = await startServer();
  const create = { schema_id: "person", traits: { email } };
  const { data } = await running.admin.batchPatchIdentities({
    patchIdentitiesBody: { identities: [{ create }, { create }] },
  });
  expect(data.identities?.map(({ action }) => action)).toEqual(["create", "error"]);
});

test("The admin API ends, extends and lists sessions.", async () => {
  await using running = await startServer();
  const identity = await makeIdentity(running, email);
  const first = await signInApp(running, email);
  const second = await signInApp(running, email);
  const { data: session } = await running.frontend.toSession({ xSessionToken: first });
  running.advance(1000);
  const { data: extended } = await running.admin.extendSession({ id: session.id });
  const movedMs = Date.parse(extended.expires_at ?? "") - Date.parse(session.expires_at ?? "");
  expect(movedMs).toBe(1000);
  await running.admin.disableSession({ id: session.id });
  expect(await statusOf(running, first)).toBe(401);
  const { data: active } = await running.admin.listIdentitySessions({ id: identity, active: true });
  expect(active).toHaveLength(1);
  await running.admin.deleteIdentitySessions({ id: identity });
  expect(await statusOf(running, second)).toBe(401);
});

test("The admin API disables sessions in bulk, and all of them with a star.", async () => {
  await using running = await startServer();
  await makeIdentity(running, email);
  await makeIdentity(running, "bob@example.org");
  const ada = await signInApp(running, email);
  const bob = await signInApp(running, "bob@example.org");
  const response = await fetch(`${running.server.adminUrl}/admin/sessions`, {
    method: "POST",
    body: JSON.stringify({ action: "disable", identities: ["*"] }),
  });
  expect(await response.json()).toEqual({ processed: 2, more: false });
  expect([await statusOf(running, ada), await statusOf(running, bob)]).toEqual([401, 401]);
});

test("A recovery code from an admin does not verify the address.", async () => {
  await using running = await startServer();
  const id = await makeIdentity(running, email);
  const token = await signInApp(running, email);
  const { data } = await running.admin.createRecoveryCodeForIdentity({
    createRecoveryCodeForIdentityBody: { identity_id: id },
  });
  const flow = new URL(data.recovery_link).searchParams.get("flow") ?? "";
  const recover = running.frontend.updateRecoveryFlow({
    flow,
    updateRecoveryFlowBody: { method: "code", code: data.recovery_code },
  });
  await expect(recover).rejects.toMatchObject({ response: { status: 422 } });
  const { data: session } = await running.frontend.toSession({ xSessionToken: token });
  expect(session.identity?.verifiable_addresses?.[0]?.verified).toBe(false);
});

test("A password that was imported as a hash can be used to sign in.", async () => {
  await using running = await startServer();
  const first = await makeIdentity(running, email);
  const { data } = await running.admin.getIdentity({ id: first, includeCredential: ["password"] });
  const config: { hashed_password?: string } = data.credentials?.["password"]?.config ?? {};
  await running.admin.createIdentity({
    createIdentityBody: {
      schema_id: "person",
      traits: { email: "bob@example.org" },
      credentials: { password: { config: { hashed_password: config.hashed_password ?? "" } } },
    },
  });
  expect(await statusOf(running, await signInApp(running, "bob@example.org"))).toBe(200);
});

test("The admin listener is alive and ready, and redirects whoami to the public listener.", async () => {
  await using running = await startServer();
  const { publicUrl, adminUrl } = running.server;
  for (const url of [publicUrl, adminUrl]) {
    for (const path of ["/health/alive", "/health/ready", "/version"]) {
      expect((await fetch(`${url}${path}`)).status).toBe(200);
    }
  }
  const whoami = await fetch(`${adminUrl}/sessions/whoami?x=1`, { redirect: "manual" });
  expect(whoami.status).toBe(307);
  expect(whoami.headers.get("location")).toBe(`${publicUrl}/sessions/whoami?x=1`);
});

test("The admin listener refuses requests from pages of other sites, whatever their name or form.", async () => {
  await using running = await startServer();
  const { adminUrl } = running.server;
  const seen = async (...headers: string[]) =>
    (await rawCheck(adminUrl, headers, { path: "/admin/identities" })).status;
  const { host } = new URL(adminUrl);
  for (const own of [host, "localhost:4434", "[::1]:4434"])
    expect(await seen("Host", own)).toBe(200);
  expect(await seen("Host", host, "Origin", "http://127.0.0.1:4455")).toBe(200);
  for (const other of ["evil.example", "127.0.0.1.evil.example", "0.0.0.0:4434", "10.0.0.1"]) {
    expect([other, await seen("Host", other)]).toEqual([other, 403]);
    expect(await seen("Host", host, "Origin", `https://${other}`)).toBe(403);
  }
  expect(await seen("Host", host, "Origin", "null")).toBe(403);
});
