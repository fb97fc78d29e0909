// Which plans may turn Edge Sessions on, and what the page says if a plan may not.
import { expect, test } from "vitest";
import { builtInPlans } from "../../src/control/projects/plans.ts";
import { signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const address = "#/projects/shop/advanced";

async function putOn(plan: string): Promise<void> {
  await running.scene.api("PATCH", "/projects/shop", [
    { op: "replace", path: "/subscription_plan", value: plan },
  ]);
}

test.each(builtInPlans.plans)("$name: offered as the table says", ({ name, cacheableSessions }) =>
  inPage(async (page) => {
    await putOn(name);
    await signIn(page, running.scene, address);
    await page.getByText("Off at the edges", { exact: true }).waitFor();
    const control = page.getByRole("switch", { name: "Edge Sessions" });
    expect(await control.isEnabled()).toBe(cacheableSessions);
    expect(await page.getByText("Not in the plan.").count()).toBe(cacheableSessions ? 0 : 1);
  }),
);

test("If the plan loses Edge Sessions while the page is open, the page shows the refusal and the switch stays off.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await putOn("production");
    await signIn(page, scene, address);
    await page.getByText("Off at the edges", { exact: true }).waitFor();
    // The page would show the new plan after the next poll. Here the click comes first.
    await page.route("**/edge-sessions", () => undefined);
    const plans = builtInPlans.plans.map((plan) => ({ ...plan, cacheableSessions: false }));
    await scene.control.replacePlans({ ...builtInPlans, plans });
    try {
      const control = page.getByRole("switch", { name: "Edge Sessions" });
      await control.click();
      await page.getByRole("alert").filter({ hasText: "feature_not_available" }).waitFor();
      expect(await control.isChecked()).toBe(false);
    } finally {
      await scene.control.replacePlans(builtInPlans);
    }
  }));

test("After a downgrade, the page says that Edge Sessions is set to on but does not work, and lets the operator turn it off.", () =>
  inPage(async (page) => {
    await putOn("production");
    await running.scene.api("PATCH", "/projects/shop", [
      {
        op: "replace",
        path: "/services/identity/config/feature_flags/cacheable_sessions",
        value: true,
      },
    ]);
    await putOn("developer");
    await signIn(page, running.scene, address);
    await page.getByText("It is set to on, but edges do not cache").waitFor();
    await page.getByText("Off at the edges", { exact: true }).waitFor();
    expect(await running.scene.check()).toBeNull();
    const control = page.getByRole("switch", { name: "Edge Sessions" });
    expect(await control.isChecked()).toBe(true);
    await control.click();
    const dialog = page.getByRole("dialog", { name: "Turn Edge Sessions off?" });
    await dialog.getByText("It is off at the edges already").waitFor();
    await dialog.getByRole("button", { name: "Turn off" }).click();
    await page.getByRole("status").filter({ hasText: "Edge Sessions is off." }).waitFor();
    expect([await control.isChecked(), await control.isEnabled()]).toEqual([false, false]);
  }));
