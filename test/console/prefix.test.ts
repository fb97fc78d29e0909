// The Console works behind a path prefix, as a proxy in front may add one.
import { expect, test } from "vitest";
import { goTo, settled, signIn } from "./acts.ts";
import { watch } from "./browser.ts";
import { runConsole } from "./running.ts";

const running = runConsole({ basePath: "/ops/edge-sessions" });
const { inPage } = running;

test("The page, its assets, the API, the cookie and all links stay below the prefix.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const wrong = watch(page);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await signIn(page, scene, "#/projects/shop/overview");
    await goTo(page, "#/projects/shop/advanced", "Advanced Settings");
    await settled(page);
    await page.getByRole("switch", { name: "Edge Sessions" }).click();
    await page.getByRole("status").filter({ hasText: "Edge Sessions is on." }).waitFor();
    // The charts are loaded when there is something to show.
    await scene.check();
    await goTo(page, "#/projects/shop/overview", "Overview");
    await page.locator("canvas").first().waitFor();
    expect(asked.filter((path) => !path.startsWith("/ops/edge-sessions/"))).toEqual([]);
    expect((await page.context().cookies()).map(({ path }) => path)).toEqual([
      "/ops/edge-sessions/console/api",
    ]);
    expect(wrong).toEqual([]);
  }));

test("The address without its final slash leads to the page.", async () => {
  const answer = await fetch(running.scene.consoleUrl.replace(/\/$/u, ""));
  expect([answer.status, answer.url]).toEqual([200, running.scene.consoleUrl]);
});
