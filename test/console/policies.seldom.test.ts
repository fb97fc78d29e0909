// The page Policies: adding, editing, removing and trying.
import { beforeEach, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { everything, signIn } from "./acts.ts";
import { watch } from "./browser.ts";
import { expectNothingWrong } from "./judge.ts";
import { tabTo } from "./keyboard.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const flags = "/services/identity/config/feature_flags";
const address = "#/projects/shop/policies";

interface Stored {
  readonly services: { identity: { config: { feature_flags: { policies: unknown } } } };
}

async function storedPolicies(): Promise<unknown> {
  const project = await running.scene.api<Stored>("GET", "/projects/shop");
  return project.services.identity.config.feature_flags.policies;
}

function store(policies: unknown): Promise<unknown> {
  return running.scene.api("PATCH", "/projects/shop", [
    { op: "replace", path: `${flags}/policies`, value: policies },
    { op: "replace", path: `${flags}/cacheable_sessions`, value: true },
  ]);
}

async function withdrawKeys(): Promise<void> {
  const path = "/projects/shop/signing-keys";
  const keys = await running.scene.api<readonly { readonly key_id: string }[]>("GET", path);
  for (const { key_id } of keys) await running.scene.api("DELETE", `${path}/${key_id}`);
}

async function open(page: Page): Promise<void> {
  await signIn(page, running.scene, address);
  await page.getByRole("heading", { level: 1, name: "Policies" }).waitFor();
}

const done = (page: Page, text: string) =>
  page.getByRole("status").filter({ hasText: text }).waitFor();

beforeEach(() => store({}));

test("A preset is a policy that works after a name and a click, and its decision is shown.", () =>
  inPage(async (page) => {
    const wrong = watch(page);
    await open(page);
    await page.getByText("No policies.").waitFor();
    await page.getByRole("button", { name: "Add a policy" }).click();
    await page.getByLabel("Name", { exact: true }).fill("app");
    await page.getByRole("button", { name: "Save the policy" }).click();
    await done(page, "Saved the policy app.");
    expect(await storedPolicies()).toEqual({
      app: {
        headers: {
          "X-User-Id": "/identity/id",
          "X-User-Email": "/identity/traits/email",
          "X-User-Aal": "/authenticator_assurance_level",
        },
      },
    });
    const row = page.getByRole("row", { name: /^app / });
    expect(await row.innerText()).toContain("Signed-in users");
    await page.getByLabel("Session cookie or token (optional)").fill(running.scene.cookie);
    await page.getByRole("button", { name: "Ask for a decision" }).click();
    const headers = page.getByRole("table", { name: "Headers of the decision" });
    await headers.getByText("ada@example.com").waitFor();
    await page.getByText("The request may go on, with the headers below.").waitFor();
    expect(await everything(page)).not.toContain(running.scene.cookie);
    expect(wrong).toEqual([]);
  }));

test("Every problem is shown beside its field, nothing is saved, and what was typed stays.", () =>
  inPage(async (page) => {
    await open(page);
    await page.getByRole("button", { name: "Add a policy" }).click();
    await page.getByLabel("Name", { exact: true }).fill("app");
    await page.getByLabel("Headers for the application").fill("X-Id: /identity\nCookie: /id");
    await page.getByLabel("A browser that may not go on gets").selectOption("redirect");
    await page.getByLabel("Return URLs").fill("https://app.example.com/\nhttp://app.example.com/");
    await page.getByText("Signed session", { exact: true }).click();
    await page.getByLabel("Lifetime of the signed session (optional)").fill("1h");
    await page.getByRole("button", { name: "Save the policy" }).click();
    await page.getByRole("alert").filter({ hasText: "control_settings_refused" }).waitFor();
    const problems = await page.locator(".field .problem").allInnerTexts();
    expect(problems).toEqual([
      "X-Id must lead to a single value, such as /identity/id; /identity holds an object or a list of objects; Cookie must not be a header that HTTP or proxies already use; choose one of your own, such as X-User-Id",
      "must be status, or the policy needs sign_in_url, to which browsers are sent",
      "line 2 must begin with https://, except for a host on this machine such as localhost",
      "must have at least 1 member",
      "must be at most 10m",
    ]);
    await page.getByText("Fix the fields that are marked above.").waitFor();
    expect(await storedPolicies()).toEqual({});
    await page.getByLabel("Headers for the application").fill("X-Id: /identity/id\nX-Id: /id");
    await page.getByRole("button", { name: "Save the policy" }).click();
    await page.getByText("must not have X-Id twice").waitFor();
  }));

test("A policy is edited without losing what the form does not show first, and removed after a question.", () =>
  inPage(async (page) => {
    const app = {
      headers: { "X-Roles": "/identity/metadata_public/roles" },
      required_aal: "aal2",
      conditions: [
        { field: "/identity/metadata_public/role", one_of: ["admin", "7", 7, true, "a,b"] },
      ],
      signed_session: { audience: ["api"], header: "X-Session-Jwt" },
    };
    await store({ app, other: {} });
    await open(page);
    await page.getByRole("button", { name: "Edit the policy app" }).click();
    expect(await page.getByLabel("Conditions (optional)").inputValue()).toBe(
      '/identity/metadata_public/role: admin, "7", 7, true, "a,b"',
    );
    await page.getByLabel("Maximum age of the answer (optional)").fill("5s");
    await page.getByRole("button", { name: "Save the policy" }).click();
    await done(page, "Saved the policy app.");
    expect(await storedPolicies()).toEqual({ app: { ...app, max_age: "5s" }, other: {} });
    await page.getByRole("button", { name: "Remove the policy app" }).click();
    await page.getByRole("button", { name: "Remove the policy", exact: true }).click();
    await done(page, "Removed the policy app.");
    expect(await storedPolicies()).toEqual({ other: {} });
  }));

test("A policy that someone else has changed while it was edited is not overwritten without a decision.", () =>
  inPage(async (page) => {
    await store({ app: { max_age: "5s" } });
    await open(page);
    await page.getByRole("button", { name: "Edit the policy app" }).click();
    await page.getByLabel("Let requests without a session through too").check();
    await store({ app: { max_age: "7s" } });
    await page.getByText("Someone else has changed this policy").waitFor();
    const save = page.getByRole("button", { name: "Save the policy" });
    expect(await save.isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Take theirs" }).click();
    expect(await page.getByLabel("Maximum age of the answer (optional)").inputValue()).toBe("7s");
    await page.getByLabel("Let requests without a session through too").check();
    await save.click();
    await done(page, "Saved the policy app.");
    expect(await storedPolicies()).toEqual({ app: { max_age: "7s", anonymous: true } });
  }));

test("A try shows where a browser is sent, with the way back, and what a program gets.", () =>
  inPage(async (page) => {
    await store({
      pages: {
        required_aal: "aal2",
        sign_in_url: "https://auth.example.com/login",
        return_urls: ["https://app.example.com/"],
      },
    });
    await open(page);
    const cookie = page.getByLabel("Session cookie or token (optional)");
    const ask = page.getByRole("button", { name: "Ask for a decision" });
    await cookie.fill(`Cookie: a=b; ory_kratos_session=${running.scene.cookie}`);
    await page.getByLabel("Original URL (optional)").fill("https://app.example.com/orders/7");
    await ask.click();
    await page
      .getByText(
        "The browser is sent to https://auth.example.com/login?aal=aal2&return_to=https%3A%2F%2Fapp.example.com%2Forders%2F7. It comes back to the original URL.",
      )
      .waitFor();
    await page.getByLabel("Original URL (optional)").fill("https://evil.example/");
    await ask.click();
    await page.getByText("It does not come back to an original URL").waitFor();
    await page.getByLabel("As a browser that opens a page").uncheck();
    await page.getByLabel("It is a session token").check();
    await cookie.fill("ory_st_wrong");
    await ask.click();
    await page.getByRole("heading", { name: /^Decision: 401/ }).waitFor();
    await page.getByText("edge_session_required").waitFor();
    expect(await everything(page)).not.toContain("ory_st_wrong");
  }));

test("With the keyboard alone, a policy is added and tried, and the focus is never lost.", () =>
  inPage(async (page) => {
    await open(page);
    await tabTo(page, /^Start from/u);
    await tabTo(page, /^Add a policy$/u);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "New policy" }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
    await tabTo(page, /^Save the policy$/u);
    await page.keyboard.press("Enter");
    await done(page, "Saved the policy default.");
    await page.waitForFunction(
      () => document.activeElement !== null && document.activeElement !== document.body,
    );
    await tabTo(page, /^Ask for a decision$/u);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Decision: 401/ }).waitFor();
  }));

test("Texts of policies that contain a script are shown as text.", () =>
  inPage(async (page) => {
    const wrong = watch(page);
    const script = '<img src=x onerror="window.taken=true">';
    await store({
      app: {
        headers: { "X-A": `/identity/traits/${script.replaceAll("/", "~1")}` },
        schemas: [script],
        conditions: [{ field: `/${script}`, one_of: [script] }],
      },
    });
    await open(page);
    await page.getByRole("button", { name: "Edit the policy app" }).click();
    await page.getByLabel("Identity schemas (optional)").waitFor();
    await page.getByLabel("Original URL (optional)").fill("https://app.example.com/<img>");
    await page.getByRole("button", { name: "Ask for a decision" }).click();
    await page.getByRole("heading", { name: /^Decision: / }).waitFor();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.evaluate(() => "taken" in window)).toBe(false);
    expect(wrong).toEqual([]);
  }));

test("A key that may not change settings sees policies, and why it cannot change or try them.", () =>
  inPage(async (page) => {
    await store({ app: {} });
    const { value } = await running.scene.api<{ value: string }>("POST", "/operator/tokens", {
      name: "reader of policies",
      scopes: ["read"],
    });
    await signIn(page, { ...running.scene, key: value }, address);
    await page.getByText("You can view policies but not change them.").waitFor();
    await page.getByText("You cannot try policies.").waitFor();
    for (const name of [
      "Edit the policy app",
      "Remove the policy app",
      "Add a policy",
      "Ask for a decision",
    ])
      expect(await page.getByRole("button", { name }).isDisabled()).toBe(true);
  }));

const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
  [390, 640, 1_440].map((width) => ({ colorScheme, width })),
);

test.each(looks)("Nothing is wrong with the page in $colorScheme at $width px.", (look) =>
  inPage(async (page) => {
    const eyes = `${look.colorScheme}-${look.width}`;
    await store({
      app: {
        headers: { "X-User-Id": "/identity/id", "X-User-Email": "/identity/traits/email" },
        sign_in_url: "https://auth.example.com/self-service/login/browser",
        return_urls: ["https://app.example.com/"],
      },
      ["a-policy-with-a-name-of-sixty-four-characters-as-long-as-it-gets"]: {
        required_aal: "aal2",
        authenticated_within: "12h",
        conditions: [{ field: "/identity/metadata_public/role", one_of: ["admin"] }],
        signed_session: { audience: ["api"], header: "X-Session-Jwt" },
      },
    });
    await open(page);
    await page.getByLabel("Policy", { exact: true }).selectOption("app");
    await page.getByLabel("Original URL (optional)").fill("https://app.example.com/orders/7");
    await page.getByRole("button", { name: "Ask for a decision" }).click();
    await page.getByRole("table", { name: "Headers of the decision" }).waitFor();
    await expectNothingWrong(page, "policies", eyes, { withAxe: true });
    await page.getByRole("button", { name: /^Edit the policy a-policy/u }).click();
    await page.getByLabel("Conditions (optional)").waitFor();
    await expectNothingWrong(page, "policies-form", eyes, { withAxe: true });
  }, look),
);

test("A policy with a signed session can be given a key where a decision misses it.", () =>
  inPage(async (page) => {
    await store({ app: { signed_session: { audience: ["api"], header: "X-Session-Jwt" } } });
    await withdrawKeys();
    await open(page);
    const ask = async () => {
      await page.getByLabel("Session cookie or token (optional)").fill(running.scene.cookie);
      await page.getByRole("button", { name: "Ask for a decision" }).click();
    };
    await ask();
    await page.getByText("the edge has no key to sign it with").waitFor();
    await page.getByRole("button", { name: "Make a signing key" }).click();
    await done(page, "Made the signing key ");
    await ask();
    await page.getByText("The request may go on, with the headers below.").waitFor();
    expect(await page.getByRole("button", { name: "Make a signing key" }).count()).toBe(0);
  }));
