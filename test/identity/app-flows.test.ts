// The flows of native apps, run with the real Ory SDK.
import { expect, test } from "vitest";
import { makeIdentity, password, signInApp, startServer, statusOf } from "./running-server.ts";

const email = "ada@example.org";

test("An app registers a person, reads the session and signs out.", async () => {
  await using running = await startServer();
  const { data: flow } = await running.frontend.createNativeRegistrationFlow();
  const { data } = await running.frontend.updateRegistrationFlow({
    flow: flow.id,
    updateRegistrationFlowBody: { method: "password", password, traits: { email } },
  });
  const token = data.session_token ?? "";
  expect(token).toMatch(/^ory_st_/u);
  expect(await statusOf(running, token)).toBe(200);
  await running.frontend.performNativeLogout({ performNativeLogoutBody: { session_token: token } });
  expect(await statusOf(running, token)).toBe(401);
});

test("A wrong password and an address that is taken are refused.", async () => {
  await using running = await startServer();
  await makeIdentity(running, email);
  const { data: login } = await running.frontend.createNativeLoginFlow();
  const wrong = running.frontend.updateLoginFlow({
    flow: login.id,
    updateLoginFlowBody: { method: "password", identifier: email, password: "wrong" },
  });
  await expect(wrong).rejects.toMatchObject({
    response: { status: 400, data: { ui: { messages: [{ id: 4000006 }] } } },
  });
  const { data: registration } = await running.frontend.createNativeRegistrationFlow();
  const taken = running.frontend.updateRegistrationFlow({
    flow: registration.id,
    updateRegistrationFlowBody: { method: "password", password, traits: { email } },
  });
  await expect(taken).rejects.toMatchObject({
    response: { status: 400, data: { ui: { messages: [{ id: 4000007 }] } } },
  });
});

test("A profile change keeps the token.", async () => {
  await using running = await startServer();
  await makeIdentity(running, email);
  const token = await signInApp(running, email);
  const { data: flow } = await running.frontend.createNativeSettingsFlow({ xSessionToken: token });
  await running.frontend.updateSettingsFlow({
    flow: flow.id,
    xSessionToken: token,
    updateSettingsFlowBody: { method: "profile", traits: { email, name: "Grace" } },
  });
  const { data } = await running.frontend.toSession({ xSessionToken: token });
  expect(data.identity?.traits).toEqual({ email, name: "Grace" });
});

test("A session ends when its lifespan is over.", async () => {
  await using running = await startServer({ sessionLifespanMs: 5000 });
  await makeIdentity(running, email);
  const token = await signInApp(running, email);
  running.advance(4400);
  const { headers } = await running.frontend.toSession({ xSessionToken: token });
  expect(headers["ory-session-cache-for"]).toBe("1");
  running.advance(601);
  expect(await statusOf(running, token)).toBe(401);
});

test("A configured template tokenizes a session, and an unknown template is refused.", async () => {
  await using running = await startServer({ tokenizers: { jwt: { ttlMs: 60_000 } } });
  const id = await makeIdentity(running, email);
  const xSessionToken = await signInApp(running, email);
  const first = await running.frontend.toSession({ xSessionToken, tokenizeAs: "jwt" });
  const second = await running.frontend.toSession({ xSessionToken, tokenizeAs: "jwt" });
  const [, claims = ""] = (first.data.tokenized ?? "").split(".");
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({ sub: id });
  expect(second.data.tokenized).not.toBe(first.data.tokenized);
  expect(first.headers["ory-session-cache-for"]).toBeUndefined();
  const unknown = running.frontend.toSession({ xSessionToken, tokenizeAs: "nope" });
  await expect(unknown).rejects.toMatchObject({ response: { status: 400 } });
});

test("Each backup code works once.", async () => {
  await using running = await startServer();
  await makeIdentity(running, email);
  const token = await signInApp(running, email);
  const { data: flow } = await running.frontend.createNativeSettingsFlow({ xSessionToken: token });
  const update = (body: { lookup_secret_regenerate: true } | { lookup_secret_confirm: true }) =>
    running.frontend.updateSettingsFlow({
      flow: flow.id,
      xSessionToken: token,
      updateSettingsFlowBody: { method: "lookup_secret", ...body },
    });
  const { data: offered } = await update({ lookup_secret_regenerate: true });
  const shown = offered.ui.nodes.find(
    ({ attributes }) => attributes.node_type === "text" && attributes.id === "lookup_secret_codes",
  );
  const text = shown?.attributes.node_type === "text" ? shown.attributes.text.text : "";
  const [code = ""] = text.split(", ");
  await update({ lookup_secret_confirm: true });
  const other = await signInApp(running, email);
  expect(await statusOf(running, other)).toBe(403);
  const stepUp = async (): Promise<number> => {
    const { data: login } = await running.frontend.createNativeLoginFlow({
      aal: "aal2",
      refresh: true,
      xSessionToken: other,
    });
    const { status } = await running.frontend.updateLoginFlow(
      {
        flow: login.id,
        xSessionToken: other,
        updateLoginFlowBody: { method: "lookup_secret", lookup_secret: code },
      },
      { validateStatus: () => true },
    );
    return status;
  };
  expect(await stepUp()).toBe(200);
  expect(await statusOf(running, other)).toBe(200);
  expect(await stepUp()).toBe(400);
});
