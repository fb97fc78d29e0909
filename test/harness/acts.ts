// What people do with their accounts, by the SDK: each act is a function of where it is sent.
import { Secret, TOTP } from "otpauth";
import type { FrontendApi, SettingsFlow, UiContainer } from "ory-client-v1";
import { fieldOf, textOf, type Browser } from "./browser.ts";

/** The body of a settings form without what protects it. */
type Settings =
  | { method: "profile"; traits: object }
  | { method: "password"; password: string }
  | { method: "totp"; totp_code: string }
  | { method: "totp"; totp_unlink: true }
  | { method: "lookup_secret"; lookup_secret_regenerate: true }
  | { method: "lookup_secret"; lookup_secret_confirm: true };

/** What signs in again, or further. */
type Proof =
  | { method: "password"; identifier: string; password: string }
  | { method: "totp"; totp_code: string };

/** Submits a settings form in a browser; returns the flow after it. */
export async function submitSettings(
  api: FrontendApi,
  browser: Browser,
  { id, ui }: Pick<SettingsFlow, "id" | "ui">,
  settings: Settings,
): Promise<SettingsFlow> {
  return browser.keep(
    await api.updateSettingsFlow({
      flow: id,
      cookie: browser.cookie,
      updateSettingsFlowBody: { csrf_token: fieldOf(ui, "csrf_token"), ...settings },
    }),
  );
}

/** Begins a settings flow in a browser, and submits what `settings` makes of its form. */
async function changeSettings(
  api: FrontendApi,
  browser: Browser,
  settings: (ui: UiContainer) => Settings,
): Promise<void> {
  const flow = browser.keep(await api.createBrowserSettingsFlow({ cookie: browser.cookie }));
  await submitSettings(api, browser, flow, settings(flow.ui));
}

/** Changes the profile in a browser. */
export function changeProfile(api: FrontendApi, browser: Browser, traits: object): Promise<void> {
  return changeSettings(api, browser, () => ({ method: "profile", traits }));
}

/** Changes the profile in an app. */
export async function changeProfileInApp(
  api: FrontendApi,
  xSessionToken: string,
  traits: object,
): Promise<void> {
  const { data: flow } = await api.createNativeSettingsFlow({ xSessionToken });
  await api.updateSettingsFlow({
    flow: flow.id,
    xSessionToken,
    updateSettingsFlowBody: { method: "profile", traits },
  });
}

/** Changes the password in a browser. */
export function changePassword(
  api: FrontendApi,
  browser: Browser,
  password: string,
): Promise<void> {
  return changeSettings(api, browser, () => ({ method: "password", password }));
}

/** A second factor: gives codes that are good now. */
export type Codes = () => string;

/** Adds TOTP in a browser. */
export async function addTotp(api: FrontendApi, browser: Browser): Promise<Codes> {
  let codes: Codes = () => "";
  await changeSettings(api, browser, (ui) => {
    const totp = new TOTP({ secret: Secret.fromBase32(textOf(ui, "totp_secret_key")) });
    codes = () => totp.generate();
    return { method: "totp", totp_code: codes() };
  });
  return codes;
}

/** Removes TOTP in a browser. */
export function removeTotp(api: FrontendApi, browser: Browser): Promise<void> {
  return changeSettings(api, browser, () => ({ method: "totp", totp_unlink: true }));
}

/** Adds backup codes in a browser. */
export async function addLookupSecrets(api: FrontendApi, browser: Browser): Promise<void> {
  // Codes belong to the flow that showed them.
  const flow = browser.keep(await api.createBrowserSettingsFlow({ cookie: browser.cookie }));
  await submitSettings(api, browser, flow, {
    method: "lookup_secret",
    lookup_secret_regenerate: true,
  });
  await submitSettings(api, browser, flow, {
    method: "lookup_secret",
    lookup_secret_confirm: true,
  });
}

/** Signs a browser in again, or raises its session to the second factor. */
export async function signInAgain(
  api: FrontendApi,
  browser: Browser,
  how: { refresh: true } | { aal: "aal2" },
  body: Proof,
): Promise<void> {
  const flow = browser.keep(await api.createBrowserLoginFlow({ ...how, cookie: browser.cookie }));
  browser.keep(
    await api.updateLoginFlow({
      flow: flow.id,
      cookie: browser.cookie,
      updateLoginFlowBody: { ...body, csrf_token: fieldOf(flow.ui, "csrf_token") },
    }),
  );
}

/** The same in an app; its token stays. */
export async function signInAgainInApp(
  api: FrontendApi,
  xSessionToken: string,
  how: { refresh: true } | { aal: "aal2" },
  body: Proof,
): Promise<void> {
  const { data: flow } = await api.createNativeLoginFlow({ ...how, xSessionToken });
  await api.updateLoginFlow({ flow: flow.id, xSessionToken, updateLoginFlowBody: body });
}

/** Signs a browser out; it forgets its cookies. */
export async function signOut(api: FrontendApi, browser: Browser): Promise<void> {
  const { cookie } = browser;
  const { data } = await api.createBrowserLogoutFlow({ cookie });
  browser.keep(await api.updateLogoutFlow({ token: data.logout_token, cookie }));
}

/** Recovers an account by code. The answer sends the browser to its settings, signed in. */
export async function recover(
  api: FrontendApi,
  browser: Browser,
  flow: { readonly id: string; readonly csrfToken: string },
  body: { email: string } | { code: string },
): Promise<number> {
  const response = await api.updateRecoveryFlow(
    {
      flow: flow.id,
      cookie: browser.cookie,
      updateRecoveryFlowBody: { method: "code", csrf_token: flow.csrfToken, ...body },
    },
    { validateStatus: (status) => status < 500 },
  );
  browser.keep(response);
  return response.status;
}

/** Registers in a browser. */
export async function register(
  api: FrontendApi,
  browser: Browser,
  traits: object,
  password: string,
): Promise<void> {
  const flow = browser.keep(await api.createBrowserRegistrationFlow());
  browser.keep(
    await api.updateRegistrationFlow({
      flow: flow.id,
      cookie: browser.cookie,
      updateRegistrationFlowBody: {
        method: "password",
        password,
        traits,
        csrf_token: fieldOf(flow.ui, "csrf_token"),
      },
    }),
  );
}
