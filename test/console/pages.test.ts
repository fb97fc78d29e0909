// Every page, light and dark, narrow and wide. axe-core checks it, it must not overflow, and a person can look at a picture.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { goTo, settled, signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole({
  location: { name: "Frankfurt", latitude: 50.1, longitude: 8.7 },
});
const { inPage } = running;
const pictures = fileURLToPath(new URL("../../test-results/console/", import.meta.url));
const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let axe = "";
let identity = "";

const pages = [
  ["projects", "#/projects", "Projects"],
  ["overview", "#/projects/shop/overview", "Overview"],
  ["set-up", "#/projects/shop/set-up", "Set-up"],
  ["set-up-of-a-new-project", "#/projects/sandbox/set-up", "Set-up"],
  ["advanced-settings", "#/projects/shop/advanced", "Advanced Settings"],
  ["plan-without", "#/projects/sandbox/advanced", "Advanced Settings"],
  ["sessions", "#/projects/shop/sessions", "Sessions"],
  ["edges", "#/projects/shop/edges", "Edges"],
  ["api-keys", "#/projects/shop/keys", "API keys"],
  ["activity", "#/projects/shop/activity", "Activity"],
  ["operator-keys", "#/operators/keys", "Operator keys"],
  ["all-activity", "#/operators/activity", "All activity"],
  ["rename-or-delete", "#/projects/shop/manage", "Rename or delete"],
  ["no-such-page", "#/nowhere", "Page not found"],
] as const;

beforeAll(async () => {
  const { scene } = running;
  await mkdir(pictures, { recursive: true });
  axe = await readFile(axePath, "utf8");
  await scene.api("POST", "/projects", { name: "Sandbox", slug: "sandbox", environment: "dev" });
  await scene.api("PATCH", "/projects/sandbox", [
    { op: "replace", path: "/subscription_plan", value: "developer" },
  ]);
  await scene.api("PATCH", "/projects/shop", [
    {
      op: "replace",
      path: "/services/identity/config/feature_flags/cacheable_sessions",
      value: true,
    },
    {
      op: "replace",
      path: "/services/identity/config/feature_flags/refresh_after",
      value: "auto",
    },
  ]);
  await scene.api("POST", "/projects/shop/tokens", {
    name: "deploy",
    scopes: ["read", "settings"],
    expires_at: "2099-01-01T00:00:00Z",
  });
  for (let checks = 0; checks < 50; checks += 1) await scene.check();
  const answer = await fetch(`${scene.control.edges.url ?? ""}/sessions/whoami`, {
    headers: { Cookie: `ory_kratos_session=${scene.cookie}` },
  });
  const session: { identity: { id: string } } = await answer.json();
  identity = session.identity.id;
});

/** Findings that keep people from using the page, with their places. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { violations }: AxeResults = await page.evaluate(
    `${axe}; axe.run(document, { resultTypes: ["violations"] })`,
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** axe takes a second for each page, so it checks two of the four combinations, which cover both widths and both schemes. */
const isJudged = (eyes: string): boolean => eyes === "light-1440" || eyes === "dark-390";

async function expectNothingWrong(page: Page, name: string, eyes: string): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  await page.screenshot({ path: `${pictures}${name}-${eyes}.png`, fullPage: true });
  const findings = isJudged(eyes) ? await seriousFindings(page) : [];
  expect({ name, overflow, findings }).toEqual({ name, overflow: 0, findings: [] });
}

describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
  test.each([390, 1_440])("%i px wide", (width) =>
    inPage(
      async (page) => {
        const { scene } = running;
        const eyes = `${colorScheme}-${width}`;
        await page.goto(scene.consoleUrl);
        await page.getByLabel("API key").waitFor();
        await expectNothingWrong(page, "sign-in", eyes);
        await signIn(page, scene);
        for (const [name, address, title] of pages) {
          await goTo(page, address, title);
          await settled(page);
          if (name === "edges") await page.getByRole("row", { name: /Frankfurt .* %/u }).waitFor();
          if (name === "overview") await page.locator("canvas").nth(3).waitFor();
          if (name === "advanced-settings") {
            await page.getByLabel("Session cookie (optional)").fill(scene.cookie);
            await page.getByRole("button", { name: "Send two checks" }).click();
            await page.getByRole("table", { name: "Second check: headers" }).waitFor();
          }
          await expectNothingWrong(page, name, eyes);
        }
        await goTo(page, `#/projects/shop/sessions/identity/${identity}`, "Sessions");
        await page
          .getByRole("button", { name: /^Invalidate the session/u })
          .first()
          .click();
        await expectNothingWrong(page, "dialog", eyes);
        await page.keyboard.press("Escape");
        await goTo(page, "#/projects/shop/keys", "API keys");
        await page.getByLabel("Name", { exact: true }).fill("shown once");
        await page.getByRole("button", { name: "Create key" }).click();
        await page.getByRole("group", { name: "New key" }).waitFor();
        await expectNothingWrong(page, "new-key", eyes);
      },
      { colorScheme, width },
    ),
  );
});
