// The browser flows, run with the real Ory SDK.
import { Secret, TOTP } from "otpauth";
import { expect, test } from "vitest";
import { signInAgain, submitSettings } from "../harness/acts.ts";
import { Browser, fieldOf, textOf } from "../harness/browser.ts";
import { signInBrowser } from "../harness/scene.ts";
import {
  password,
  signInApp,
  startServer,
  statusOf,
  type RunningServer,
} from "./running-server.ts";

const email = "ada@example.org";

async function register(running: RunningServer): Promise<Browser> {
  const browser = new Browser();
  const flow = browser.keep(await running.frontend.createBrowserRegistrationFlow());
  browser.keep(
    await running.frontend.updateRegistrationFlow({
      flow: flow.id,
      cookie: browser.cookie,
      updateRegistrationFlowBody: {
        method: "password",
        password,
        traits: { email, name: "Ada & <Co>" },
        csrf_token: fieldOf(flow.ui, "csrf_token"),
      },
    }),
  );
  return browser;
}

test("A browser registers, checks the session and signs out.", async () => {
  await using running = await startServer();
  const browser = await register(running);
  const session = await running.frontend.toSession({ cookie: browser.cookie });
  expect(session.data.identity?.traits).toEqual({ email, name: "Ada & <Co>" });
  expect(session.headers["ory-session-cache-for"]).toBe("60");
  const { cookie } = browser;
  const { data: logout } = await running.frontend.createBrowserLogoutFlow({ cookie });
  browser.keep(await running.frontend.updateLogoutFlow({ token: logout.logout_token, cookie }));
  const after = running.frontend.toSession({ cookie });
  await expect(after).rejects.toMatchObject({ response: { status: 401 } });
});

test("A form without its anti-CSRF token is refused.", async () => {
  await using running = await startServer();
  const browser = await register(running);
  const { cookie } = browser;
  const flow = browser.keep(await running.frontend.createBrowserSettingsFlow({ cookie }));
  const update = running.frontend.updateSettingsFlow({
    flow: flow.id,
    cookie,
    updateSettingsFlowBody: { method: "profile", traits: { email, name: "Eve" } },
  });
  await expect(update).rejects.toMatchObject({
    response: { status: 403, data: { error: { id: "security_csrf_violation" } } },
  });
});

test("Profile and password can be changed, and a password change ends the other sessions.", async () => {
  await using running = await startServer();
  const browser = await register(running);
  const token = await signInApp(running, email);
  const { cookie } = browser;
  const profile = browser.keep(await running.frontend.createBrowserSettingsFlow({ cookie }));
  const saved = await submitSettings(running.frontend, browser, profile, {
    method: "profile",
    traits: { email, name: "Grace" },
  });
  expect(saved.state).toBe("success");
  expect(browser.cookie).not.toBe(cookie);
  const before = await running.frontend.toSession({ xSessionToken: token });
  expect(before.data.identity?.traits).toMatchObject({ name: "Grace" });
  browser.keep(
    await running.frontend.updateSettingsFlow({
      flow: profile.id,
      cookie,
      updateSettingsFlowBody: {
        method: "password",
        password: "correct-horse-72-battery",
        csrf_token: fieldOf(profile.ui, "csrf_token"),
      },
    }),
  );
  expect(await statusOf(running, token)).toBe(401);
  const own = await running.frontend.toSession({ cookie: browser.cookie });
  expect(own.status).toBe(200);
});

test("A change of credentials requires a recent sign-in.", async () => {
  await using running = await startServer({ privilegedSessionMaxAgeMs: 60_000 });
  const browser = await register(running);
  const { cookie } = browser;
  const flow = browser.keep(await running.frontend.createBrowserSettingsFlow({ cookie }));
  running.advance(60_001);
  const change = (): Promise<unknown> =>
    submitSettings(running.frontend, browser, flow, {
      method: "password",
      password: "correct-horse-72-battery",
    });
  await expect(change()).rejects.toMatchObject({
    response: { status: 403, data: { error: { id: "session_refresh_required" } } },
  });
  const proof = { method: "password", identifier: email, password } as const;
  await signInAgain(running.frontend, browser, { refresh: true }, proof);
  await expect(change()).resolves.toMatchObject({ state: "success" });
});

test("After TOTP is set up, sibling sessions need it at once and can step up with it.", async () => {
  await using running = await startServer();
  const browser = await register(running);
  const sibling = await signInBrowser(running.frontend, { email, password });
  const { cookie } = browser;
  const flow = browser.keep(await running.frontend.createBrowserSettingsFlow({ cookie }));
  const secret = Secret.fromBase32(textOf(flow.ui, "totp_secret_key"));
  const code = new TOTP({ secret }).generate({
    timestamp: Date.parse(flow.issued_at),
  });
  const proof = { method: "totp", totp_code: code } as const;
  await submitSettings(running.frontend, browser, flow, proof);
  const own = await running.frontend.toSession({ cookie: browser.cookie });
  expect(own.data.authenticator_assurance_level).toBe("aal2");
  const refused = running.frontend.toSession({ cookie: sibling.cookie });
  await expect(refused).rejects.toMatchObject({
    response: { status: 403, data: { error: { id: "session_aal2_required" } } },
  });
  await signInAgain(running.frontend, sibling, { aal: "aal2" }, proof);
  const stepped = await running.frontend.toSession({ cookie: sibling.cookie });
  expect(stepped.data.authenticator_assurance_level).toBe("aal2");
  const third = signInBrowser(running.frontend, { email, password });
  await expect(third).rejects.toMatchObject({ response: { status: 422 } });
});

test("A person can list and end their own sessions.", async () => {
  await using running = await startServer();
  const browser = await register(running);
  const token = await signInApp(running, email);
  await signInApp(running, email);
  const { cookie } = browser;
  const { data: others } = await running.frontend.listMySessions({ cookie });
  expect(others).toHaveLength(2);
  await running.frontend.disableMySession({ id: others[1]?.id ?? "", cookie });
  expect(await statusOf(running, token)).toBe(401);
  const { data: ended } = await running.frontend.disableMyOtherSessions({ cookie });
  expect(ended.count).toBe(2);
});

test("A mailed code recovers an account and verifies the address.", async () => {
  await using running = await startServer();
  const browser = await register(running);
  const lost = new Browser();
  const flow = lost.keep(await running.frontend.createBrowserRecoveryFlow());
  const send = (body: { email: string } | { code: string }): Promise<unknown> =>
    running.frontend
      .updateRecoveryFlow({
        flow: flow.id,
        cookie: lost.cookie,
        updateRecoveryFlowBody: {
          method: "code",
          csrf_token: fieldOf(flow.ui, "csrf_token"),
          ...body,
        },
      })
      .then((response) => lost.keep(response));
  await send({ email });
  const mail = running.server.mails().at(-1);
  expect(mail).toMatchObject({ to: email, template: "recovery_code_valid" });
  await expect(send({ code: mail?.code ?? "" })).rejects.toMatchObject({
    response: { status: 422, data: { error: { id: "browser_location_change_required" } } },
  });
  const { data } = await running.frontend.toSession({ cookie: browser.cookie });
  expect(data.identity?.verifiable_addresses?.[0]).toMatchObject({ verified: true });
});

test("A mailed code verifies an address without a session and without changing updated_at.", async () => {
  await using running = await startServer();
  const browser = await register(running);
  const before = await running.frontend.toSession({ cookie: browser.cookie });
  const visitor = new Browser();
  const flow = visitor.keep(await running.frontend.createBrowserVerificationFlow());
  const send = async (body: { email: string } | { code: string }): Promise<string | undefined> => {
    const { data } = await running.frontend.updateVerificationFlow({
      flow: flow.id,
      cookie: visitor.cookie,
      updateVerificationFlowBody: {
        method: "code",
        csrf_token: fieldOf(flow.ui, "csrf_token"),
        ...body,
      },
    });
    return String(data.state);
  };
  expect(await send({ email })).toBe("sent_email");
  expect(await send({ code: "no-code" })).toBe("sent_email");
  expect(await send({ code: running.server.mails().at(-1)?.code ?? "" })).toBe("passed_challenge");
  const after = await running.frontend.toSession({ cookie: browser.cookie });
  expect(after.data.identity?.verifiable_addresses?.[0]?.status).toBe("completed");
  expect(after.data.identity?.updated_at).toBe(before.data.identity?.updated_at);
});
