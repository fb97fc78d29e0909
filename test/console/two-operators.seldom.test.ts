// Two operators at once: each sees what the other did, and nothing that was typed is lost.
import { beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { signIn } from "./acts.ts";
import { watch } from "./browser.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const flags = "/services/identity/config/feature_flags";
const address = "#/projects/shop/advanced";
const saveTimes = "Save changes: Cache settings";
const nightShift = { key: "" };

beforeAll(async () => {
  const made = await running.scene.api<{ value: string }>("POST", "/operator/tokens", {
    name: "night shift",
    scopes: ["read", "settings", "keys", "invalidate"],
  });
  nightShift.key = made.value;
});

interface Stored {
  readonly id: string;
  readonly services: { identity: { config: { feature_flags: Record<string, unknown> } } };
}

async function storedFlags(): Promise<Record<string, unknown>> {
  const project = await running.scene.api<Stored>("GET", "/projects/shop");
  return project.services.identity.config.feature_flags;
}

/** Opens the settings in two windows: of the first key, and of the night shift. */
function inTwoWindows(look: (one: Page, other: Page) => Promise<void>): Promise<void> {
  const { scene } = running;
  return inPage(async (one) => {
    await inPage(async (other) => {
      const wrong = [watch(one), watch(other)];
      await signIn(one, scene, address);
      await signIn(other, { consoleUrl: scene.consoleUrl, key: nightShift.key }, address);
      await other.getByLabel(/^Refresh after/u).waitFor();
      await one.getByLabel(/^Refresh after/u).waitFor();
      await look(one, other);
      expect(wrong.flat()).toEqual([]);
    });
  });
}

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: saveTimes }).click();
}

async function saved(page: Page): Promise<void> {
  await save(page);
  await page.getByRole("status").filter({ hasText: "Settings saved." }).waitFor();
}

test("A field that was not touched follows the other operator, and one that was typed into keeps what was typed and shows both values.", () =>
  inTwoWindows(async (one, other) => {
    await one.getByLabel(/^Refresh after/u).fill("7s");
    await other.getByLabel(/^Refresh after/u).fill("8s");
    await other.getByLabel(/^Extra time while/u).fill("9s");
    await saved(other);

    const conflict = one.getByRole("group", { name: /“night shift” changed this/u });
    await conflict.waitFor();
    expect(await conflict.innerText()).toMatch(/Yours\s+7s\s+Theirs\s+8s, it was 1s/u);
    expect(await one.getByLabel(/^Refresh after/u).inputValue()).toBe("7s");
    expect(await one.getByLabel(/^Extra time while/u).inputValue()).toBe("9s");
    await one.getByText(/^Changed by “night shift” just now .* it was 0s/u).waitFor();

    await save(one);
    await one.getByRole("alert").filter({ hasText: "Nothing was saved. Choose" }).waitFor();
    const keep = conflict.getByRole("button", { name: "Keep mine: Refresh after" });
    expect(await keep.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await storedFlags()).toMatchObject({ refresh_after: "8s", stale_if_error: "9s" });

    await one.keyboard.press("Enter");
    await conflict.waitFor({ state: "detached" });
    await saved(one);
    expect(await storedFlags()).toMatchObject({ refresh_after: "7s", stale_if_error: "9s" });
    expect(await one.getByText(/^Changed by/u).count()).toBe(1);
    await other.getByText(/^Changed by “first key” just now/u).waitFor();
    expect(await other.getByLabel(/^Refresh after/u).inputValue()).toBe("7s");
  }));

test("If the other operator saves first, saving is refused with who changed what, and works when the conflict is decided.", () =>
  inTwoWindows(async (one, other) => {
    const { id } = await running.scene.api<Stored>("GET", "/projects/shop");
    // The first window hears of nothing until it saves.
    let deaf = true;
    await one.route(`**/projects/${id}`, async (call) => {
      const isLook = call.request().method() === "GET";
      if (!isLook) deaf = false;
      await (isLook && deaf ? call.fulfill({ status: 304 }) : call.continue());
    });
    await one.getByLabel(/^Extra time while/u).fill("3s");
    await one.getByLabel(/^Cache duration while/u).fill("4s");
    await other.getByLabel(/^Extra time while/u).fill("2s");
    await saved(other);
    await save(one);

    const refusal = one.getByRole("alert").filter({ hasText: "control_revision_changed" });
    await refusal
      .getByText(/“night shift” changed Extra time while .* from 9s to 2s at \d\d:\d\d:\d\d/u)
      .waitFor();
    expect(await one.getByLabel(/^Extra time while/u).inputValue()).toBe("3s");
    expect(await one.getByLabel(/^Cache duration while/u).inputValue()).toBe("4s");
    expect(await storedFlags()).toMatchObject({ stale_if_error: "2s", degraded_max_age: "10s" });

    await one.getByRole("button", { name: /^Take theirs: Extra time/u }).click();
    expect(await one.getByLabel(/^Extra time while/u).inputValue()).toBe("2s");
    await saved(one);
    expect(await storedFlags()).toMatchObject({ stale_if_error: "2s", degraded_max_age: "4s" });
  }));

test("The switch, the name and the API keys follow what another operator does.", () =>
  inTwoWindows(async (one) => {
    const { scene } = running;
    const control = one.getByRole("switch", { name: "Edge Sessions" });
    expect(await control.isChecked()).toBe(false);
    await scene.api("PATCH", "/projects/shop", [
      { op: "replace", path: `${flags}/cacheable_sessions`, value: true },
      { op: "replace", path: "/name", value: "Shop of others" },
    ]);
    await one.getByText("Shop of others").first().waitFor();
    expect(await control.isChecked()).toBe(true);
    expect(await one.getByLabel("Name", { exact: true }).inputValue()).toBe("Shop of others");

    await one.getByRole("link", { name: "API keys" }).click();
    await one.getByText("No keys yet.").waitFor();
    await scene.api("POST", "/projects/shop/tokens", { name: "made by others" });
    await one.getByRole("row", { name: /made by others/u }).waitFor();
  }));
