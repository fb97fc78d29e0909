// A running edge follows the switch without a restart.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { signIn } from "./acts.ts";
import { watch } from "./browser.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;

/** How many calls to the identity server this many checks cost, and the `Cache-Status` of the last one. */
async function costOf(checks: number): Promise<{ calls: number; said: string | null }> {
  const { relay, check } = running.scene;
  const before = relay.whoamis();
  let said: string | null = null;
  for (let sent = 0; sent < checks; sent += 1) said = await check();
  return { calls: relay.whoamis() - before, said };
}

async function openSettings(page: Page): Promise<void> {
  await signIn(page, running.scene);
  await page.getByRole("link", { name: "Shop" }).click();
  const customize = page.getByRole("list", { name: "Customize" });
  await customize.getByRole("link", { name: "Advanced Settings" }).click();
  await page.getByRole("heading", { level: 1, name: "Advanced Settings" }).waitFor();
}

test("Checks go to the identity server until the switch is turned on, are hits then, and go to the identity server after it is turned off.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const wrong = watch(page);
    expect(await costOf(3)).toEqual({ calls: 3, said: null });

    await openSettings(page);
    const control = page.getByRole("switch", { name: "Edge Sessions" });
    const badge = page.getByText(/^(On|Off) at the edges$/u);
    expect([await control.isChecked(), await badge.innerText()]).toEqual([
      false,
      "Off at the edges",
    ]);
    await control.click();
    await page.getByRole("status").filter({ hasText: "Edge Sessions is on." }).waitFor();
    expect([await control.isChecked(), await badge.innerText()]).toEqual([true, "On at the edges"]);
    expect(await scene.check()).toBe("edge-sessions; fwd=miss; stored");
    expect(await scene.check()).toMatch(/^edge-sessions; hit; ttl=\d+/u);

    await control.click();
    const dialog = page.getByRole("dialog", { name: "Turn Edge Sessions off?" });
    await dialog
      .getByText(/In the last minute there were .* per second, and .* % .* hits/u)
      .waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await control.evaluate((shown) => shown === document.activeElement)).toBe(true);
    expect(await scene.check()).toMatch(/^edge-sessions; hit/u);

    await control.click();
    await dialog.getByRole("button", { name: "Turn off" }).click();
    await page.getByRole("status").filter({ hasText: "Edge Sessions is off." }).waitFor();
    expect([await control.isChecked(), await badge.innerText()]).toEqual([
      false,
      "Off at the edges",
    ]);
    expect(await costOf(2)).toEqual({ calls: 2, said: null });
    expect(wrong).toEqual([]);
  }));

test("The live check shows both answers and their meanings, and does not keep the cookie.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await openSettings(page);
    await page.getByRole("switch", { name: "Edge Sessions" }).click();
    await page.getByText("On at the edges").waitFor();
    const field = page.getByLabel("Session cookie (optional)");
    expect(await field.getAttribute("type")).toBe("password");
    await field.fill(scene.cookie);
    await page.getByRole("button", { name: "Send two checks" }).click();
    const second = page.getByRole("table", { name: "Second check: headers" });
    await second.getByText(/^edge-sessions; hit/u).waitFor();
    expect(await page.getByText("The session is valid.").count()).toBe(2);
    await page.getByText("Nothing was stored. The answer was fetched").waitFor();
    await page.getByText("Answered from the store").first().waitFor();
    expect(await field.inputValue()).toBe("");
    expect(await page.content()).not.toContain(scene.cookie);
  }));
