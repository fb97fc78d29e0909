// Every page and state, light and dark, narrow, zoomed and wide.
import { request } from "node:http";
import { beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { goTo, settled, signIn } from "./acts.ts";
import { expectNothingWrong } from "./judge.ts";
import { runConsole } from "./running.ts";

const running = runConsole({
  location: { name: "Frankfurt", latitude: 50.1, longitude: 8.7 },
});
const { inPage } = running;
const flags = "/services/identity/config/feature_flags";
let identity = "";

interface Look {
  readonly name: string;
  readonly address: string;
  readonly title: string;
  /** Resolves when what is looked at is shown. */
  readonly ready?: (page: Page) => Promise<void>;
}

const looks: readonly Look[] = [
  { name: "projects", address: "#/projects", title: "Projects" },
  {
    name: "projects-new",
    address: "#/projects",
    title: "Projects",
    ready: (page) => page.getByRole("button", { name: "New project" }).click(),
  },
  { name: "projects-found", address: "#/projects?q=shop&sort=state", title: "Projects" },
  {
    name: "projects-none-found",
    address: "#/projects?q=nothing&state=not-set-up",
    title: "Projects",
    ready: (page) => page.getByText("No project matches").waitFor(),
  },
  {
    name: "overview",
    address: "#/projects/shop/overview",
    title: "Overview",
    ready: (page) => page.locator("canvas").nth(5).waitFor(),
  },
  {
    name: "overview-failing",
    address: "#/projects/broken/overview",
    title: "Overview",
    ready: (page) =>
      page
        .getByText(/^Identity server failing/u)
        .first()
        .waitFor(),
  },
  {
    name: "overview-not-set-up",
    address: "#/projects/sandbox/overview",
    title: "Overview",
    ready: (page) => page.getByText("No checks are known").waitFor(),
  },
  { name: "set-up", address: "#/projects/shop/set-up", title: "Set-up" },
  { name: "set-up-of-a-new-project", address: "#/projects/sandbox/set-up", title: "Set-up" },
  { name: "set-up-with-a-problem", address: "#/projects/broken/set-up", title: "Set-up" },
  {
    name: "advanced-settings",
    address: "#/projects/shop/advanced",
    title: "Advanced Settings",
    ready: async (page) => {
      await page.getByLabel("Session cookie (optional)").fill(running.scene.cookie);
      await page.getByRole("button", { name: "Send two checks" }).click();
      await page.getByRole("table", { name: "Second check: headers" }).waitFor();
    },
  },
  { name: "plan-without", address: "#/projects/sandbox/advanced", title: "Advanced Settings" },
  {
    name: "policies-none",
    address: "#/projects/shop/policies",
    title: "Policies",
    ready: (page) => page.getByRole("button", { name: "Add a policy" }).waitFor(),
  },
  { name: "rename-or-delete", address: "#/projects/shop/manage", title: "Rename or delete" },
  { name: "sessions", address: "#/projects/shop/sessions", title: "Sessions" },
  {
    name: "edges",
    address: "#/projects/shop/edges",
    title: "Edges",
    ready: (page) => page.getByText("Within 100 ms", { exact: true }).first().waitFor(),
  },
  { name: "api-keys", address: "#/projects/shop/keys", title: "API keys" },
  { name: "activity", address: "#/projects/shop/activity", title: "Activity" },
  {
    name: "activity-filtered",
    address: "#/projects/shop/activity?action=key.&search=deploy",
    title: "Activity",
  },
  { name: "operator-keys", address: "#/operators/keys", title: "Operator keys" },
  { name: "all-activity", address: "#/operators/activity", title: "All activity" },
  { name: "project-not-found", address: "#/projects/gone/overview", title: "Project not found" },
  { name: "no-such-page", address: "#/nowhere", title: "Page not found" },
];

/** Sends a check to a host of the edge. */
function checkAt(host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(`${running.scene.control.edges.url ?? ""}/sessions/whoami`, {
      headers: { Host: host, Cookie: "ory_kratos_session=somebody" },
    });
    sent.once("error", reject);
    sent.once("response", (answer) => {
      answer.resume();
      answer.once("end", () => resolve());
    });
    sent.end();
  });
}

beforeAll(async () => {
  const { scene } = running;
  const set = (project: string, values: Readonly<Record<string, unknown>>) =>
    scene.api(
      "PATCH",
      `/projects/${project}`,
      Object.entries(values).map(([path, value]) => ({ op: "replace", path, value })),
    );
  await scene.api("POST", "/projects", { name: "Sandbox", slug: "sandbox", environment: "dev" });
  await set("sandbox", { "/subscription_plan": "developer" });
  await scene.api("POST", "/projects", {
    name: "A project with a name that is as long as names of projects in real companies are",
    slug: "broken",
    environment: "prod",
  });
  await set("broken", {
    [`${flags}/origin_url`]: "http://127.0.0.1:9",
    [`${flags}/cacheable_sessions`]: true,
  });
  await set("shop", { [`${flags}/cacheable_sessions`]: true, [`${flags}/refresh_after`]: "auto" });
  await scene.api("POST", "/projects/shop/tokens", {
    name: "deploy",
    scopes: ["read", "settings"],
    expires_at: "2099-01-01T00:00:00Z",
  });
  for (let checks = 0; checks < 50; checks += 1) await scene.check();
  for (let checks = 0; checks < 10; checks += 1) await checkAt("broken.projects.localhost");
  const answer = await fetch(`${scene.control.edges.url ?? ""}/sessions/whoami`, {
    headers: { Cookie: `ory_kratos_session=${scene.cookie}` },
  });
  const session: { identity: { id: string } } = await answer.json();
  identity = session.identity.id;
});

/** Fails if something is wrong with a page or a state. */
async function expectAllFine(page: Page, eyes: string, withAxe: boolean): Promise<void> {
  const { scene } = running;
  const judge = (name: string) => expectNothingWrong(page, name, eyes, { withAxe });
  await page.goto(scene.consoleUrl);
  await page.getByLabel("API key").waitFor();
  await judge("sign-in");
  await signIn(page, scene);
  for (const { name, address, title, ready } of looks) {
    await goTo(page, address, title);
    await settled(page);
    await ready?.(page);
    await judge(name);
  }
  await goTo(page, `#/projects/shop/sessions/identity/${identity}`, "Sessions");
  const invalidate = page.getByRole("button", { name: /^Invalidate the session/u }).first();
  await invalidate.waitFor();
  await judge("sessions-found");
  await invalidate.click();
  await judge("dialog");
  await page.keyboard.press("Escape");
  await goTo(page, "#/projects/shop/keys", "API keys");
  await page.getByLabel("Name", { exact: true }).fill("shown once");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByRole("group", { name: "New key" }).waitFor();
  await judge("new-key");
}

describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
  test.each([390, 1_440])("Every page has nothing wrong when it is %i px wide.", (width) =>
    inPage((page) => expectAllFine(page, `${colorScheme}-${width}`, true), { colorScheme, width }),
  );
});

test.each([640, 720])("Nothing is cut when a zoom of 200 percent leaves %i px.", (width) =>
  inPage((page) => expectAllFine(page, `zoomed-${width}`, false), { width }),
);

test("On a narrow page, Menu opens the navigation, and the whole name of the key is in it.", () =>
  inPage(
    async (page) => {
      await signIn(page, running.scene);
      const navigation = page.getByRole("navigation", { name: "Console" });
      expect(await navigation.isVisible()).toBe(false);
      await page.getByRole("button", { name: "Menu" }).click();
      await navigation.getByText("Signed in with the key first key").waitFor();
      await expectNothingWrong(page, "menu", "light-390", { withAxe: true });
      await navigation.getByRole("link", { name: "Operator keys" }).click();
      await navigation.waitFor({ state: "hidden" });
    },
    { width: 390 },
  ));
