// What the page does while the control plane does not answer or answers slowly, or while the page is hidden.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRelay, type Relay } from "../harness/relay.ts";
import { signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
let relay: Relay;

beforeAll(async () => {
  relay = await startRelay(running.scene.apiUrl);
});

afterAll(() => relay.stop());

const through = () => ({ ...running.scene, consoleUrl: `${relay.url}/console/` });

test("A lost connection shows a banner until it is back, and what was shown stays.", () =>
  inPage(async (page) => {
    await signIn(page, through(), "#/projects/shop/edges");
    await page.getByRole("row", { name: /edge-sessions/u }).waitFor();
    await relay.leave();
    const banner = page.getByRole("alert").filter({ hasText: "Connection lost." });
    await banner.waitFor();
    expect(await page.getByRole("row", { name: /edge-sessions/u }).count()).toBe(1);
    await relay.comeBack();
    await banner.waitFor({ state: "detached" });
    expect(await page.getByRole("button", { name: "Sign out" }).count()).toBe(1);
  }));

test("The button “Try now” does not wait for the next try.", () =>
  inPage(async (page) => {
    await page.clock.install();
    await signIn(page, through(), "#/projects/shop/edges");
    await page.getByRole("row", { name: /edge-sessions/u }).waitFor();
    // The time stands still from here on, so no try is due.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 10_000));
    await relay.leave();
    // When it is shown again, the page makes its calls at once, and gets no answer.
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    const banner = page.getByRole("alert").filter({ hasText: "Connection lost." });
    await banner.waitFor();
    await relay.comeBack();
    await page.getByRole("button", { name: "Try now" }).dispatchEvent("click");
    await banner.waitFor({ state: "detached" });
    expect(await page.getByRole("row", { name: /edge-sessions/u }).count()).toBe(1);
  }));

test("A change that is under way disables its control, and the answer enables it again and keeps the focus.", () =>
  inPage(async (page) => {
    await signIn(page, through(), "#/projects/shop/advanced");
    const control = page.getByRole("switch", { name: "Edge Sessions" });
    await page.getByText("Off at the edges", { exact: true }).waitFor();
    const held = relay.add({
      matches: ({ method }) => method === "PATCH",
      times: 1,
      effect: { kind: "hold-call" },
    });
    await control.focus();
    await page.keyboard.press("Space");
    await held.struck(1);
    expect([await control.isDisabled(), await control.getAttribute("aria-busy")]).toEqual([
      true,
      "true",
    ]);
    held.release();
    await page.getByRole("status").filter({ hasText: "Edge Sessions is on." }).waitFor();
    expect(await control.isEnabled()).toBe(true);
    await page.waitForFunction(() => document.activeElement?.matches("[role=switch]"));
  }));

test("A change without an answer says that its outcome is not known, and can be tried again.", () =>
  inPage(async (page) => {
    await signIn(page, through(), "#/projects/shop/sessions");
    const broken = relay.add({
      matches: ({ target }) => target.endsWith("/invalidations"),
      effect: { kind: "break" },
    });
    await page.getByRole("button", { name: "Invalidate everything" }).click();
    const dialog = page.getByRole("dialog");
    const invalidate = dialog.getByRole("button", { name: "Invalidate" });
    await invalidate.click();
    await broken.struck(1);
    await dialog.getByRole("alert").filter({ hasText: "unreachable" }).waitFor();
    broken.remove();
    await invalidate.click();
    await page.getByRole("status").filter({ hasText: "Invalidated everything" }).waitFor();
    expect(await dialog.count()).toBe(0);
  }));

test("A hidden page makes no calls, and makes them at once when it is shown again.", () =>
  inPage(async (page) => {
    await page.clock.install();
    await signIn(page, through(), "#/projects/shop/edges");
    await page.getByRole("row", { name: /edge-sessions/u }).waitFor();
    const show = (state: "hidden" | "visible") =>
      page.evaluate((now) => {
        Object.defineProperty(document, "visibilityState", { value: now, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    const asked = () => relay.calls.filter(({ target }) => target === "/console/api/edges").length;
    await show("hidden");
    const before = asked();
    await page.clock.runFor(60_000);
    expect(asked()).toBe(before);
    const answered = page.waitForResponse((answer) => answer.url().endsWith("/edges"));
    await show("visible");
    await answered;
    expect(asked()).toBe(before + 1);
  }));
