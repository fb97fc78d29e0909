// Changing the other settings, including refusals and races.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { goTo, signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const flags = "/services/identity/config/feature_flags";

interface Stored {
  readonly revision: number;
  readonly services: { identity: { config: { feature_flags: Record<string, unknown> } } };
}

async function storedFlags(): Promise<Record<string, unknown>> {
  const project = await running.scene.api<Stored>("GET", "/projects/shop");
  return project.services.identity.config.feature_flags;
}

async function openSettings(page: Page): Promise<void> {
  await signIn(page, running.scene, "#/projects/shop/advanced");
  await page.getByRole("heading", { level: 1, name: "Advanced Settings" }).waitFor();
}

const saveTimes = "Save changes: Cache settings";

test("Settings that were changed are saved, and all others stay as they are.", () =>
  inPage(async (page) => {
    await openSettings(page);
    await page.getByLabel("Cache duration", { exact: true }).fill("2m30s");
    await page.getByLabel("Cache session tokens").check();
    await page.getByRole("button", { name: saveTimes }).click();
    await page.getByRole("status").filter({ hasText: "Settings saved." }).waitFor();
    expect(await storedFlags()).toMatchObject({
      cacheable_sessions: false,
      cacheable_sessions_max_age: "2m30s",
      session_tokens: true,
    });
    await page.getByText("cacheable_sessions_max_age: 2m30s").waitFor();
  }));

test("Every problem is shown beside its field, and nothing is saved.", () =>
  inPage(async (page) => {
    await openSettings(page);
    const refresh = page.getByLabel(/^Refresh after/u);
    await refresh.fill("soon");
    await page.getByLabel(/^Extra time while/u).fill("-1s");
    await page.getByRole("button", { name: saveTimes }).click();
    await page.getByRole("alert").filter({ hasText: "control_settings_refused" }).waitFor();
    for (const label of [/^Refresh after/u, /^Extra time while/u]) {
      const field = page.getByLabel(label);
      await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
      const [id = ""] = ((await field.getAttribute("aria-describedby")) ?? "").split(" ");
      expect(await page.locator(`[id="${id}"]`).innerText()).toMatch(/duration/u);
    }
    expect(await storedFlags()).toMatchObject({ refresh_after: "1s", stale_if_error: "0s" });
    await page.getByRole("button", { name: "Discard changes" }).click();
    expect(await refresh.inputValue()).toBe("1s");
  }));

test("The refresh interval can be left to the edges and taken back, and the overview shows it.", () =>
  inPage(async (page) => {
    const { scene } = running;
    // The overview has figures as soon as there is traffic.
    await scene.api("PATCH", "/projects/shop", [
      { op: "replace", path: `${flags}/cacheable_sessions`, value: true },
    ]);
    await scene.check();
    await openSettings(page);
    const duration = page.getByLabel(/^Refresh after/u);
    const automatic = page.getByLabel("Choose the interval automatically");
    await duration.fill("4s");
    await automatic.check();
    expect([await duration.inputValue(), await duration.isDisabled()]).toEqual(["auto", true]);
    await page.getByRole("button", { name: saveTimes }).click();
    await page.getByRole("status").filter({ hasText: "Settings saved." }).waitFor();
    expect(await storedFlags()).toMatchObject({ refresh_after: "auto" });

    await goTo(page, "#/projects/shop/overview", "Overview");
    const box = page.locator(".figures > div").filter({ hasText: "Refresh interval" });
    await box.getByText("auto").waitFor();
    expect(await box.innerText()).toMatch(/1 s\s+in force\s+auto\s+set/u);

    await goTo(page, "#/projects/shop/advanced", "Advanced Settings");
    await automatic.uncheck();
    expect(await duration.inputValue()).toBe("1s");
    await page.getByRole("button", { name: saveTimes }).click();
    await page.getByRole("status").filter({ hasText: "Settings saved." }).waitFor();
    expect(await storedFlags()).toMatchObject({ refresh_after: "1s" });
  }));

test("If someone else changed other settings, their change is shown, and the operator's own change can be saved too.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await openSettings(page);
    await page.getByLabel(/^Refresh after/u).fill("7s");
    await scene.api("PATCH", "/projects/shop", [
      { op: "replace", path: `${flags}/stale_if_error`, value: "9s" },
    ]);
    await page.getByText("Changed by “first key” just now").waitFor();
    expect(await page.getByLabel(/^Extra time while/u).inputValue()).toBe("9s");
    expect(await page.getByLabel(/^Refresh after/u).inputValue()).toBe("7s");
    await page.getByRole("button", { name: saveTimes }).click();
    await page.getByRole("status").filter({ hasText: "Settings saved." }).waitFor();
    expect(await storedFlags()).toMatchObject({ refresh_after: "7s", stale_if_error: "9s" });
  }));

test("A host of another project is refused, and the page says why.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await scene.api("POST", "/projects", { name: "Other", slug: "other", environment: "dev" });
    await scene.api("PATCH", "/projects/other", [
      { op: "replace", path: `${flags}/hosts`, value: ["sessions.other.example"] },
    ]);
    await openSettings(page);
    await page.getByLabel(/^More hosts/u).fill("sessions.other.example\n");
    await page.getByRole("button", { name: "Save changes: Identity server" }).click();
    await page.getByRole("alert").filter({ hasText: "control_conflict" }).waitFor();
    expect(await storedFlags()).toMatchObject({ hosts: [] });
  }));
