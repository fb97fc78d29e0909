// Ory's own front end for Next, @ory/nextjs and @ory/elements-react as npm has them, in a real application and a real
// browser, with the edge as the only Ory that it knows. Started for users, the pages send the browser to the edge
// itself. Started for developers, all of it passes the middleware on the application's own host.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openWindow, startBrowser } from "../console/browser.ts";
import { freePorts } from "../harness/free-ports.ts";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import { startScene, type Person, type Scene } from "../harness/scene.ts";
import { startNextApplication, type NextApplication, type NextMode } from "./next-application.ts";

const buildTimeoutMs = 300_000;

/** After this long, a check waits for the identity server again in order to bring the browser its new cookie. */
const pastRenewalMs = 61_000;

/** A page that waits as long as its test may take. */
async function openPage(window: BrowserContext): Promise<Page> {
  const page = await window.newPage();
  page.setDefaultTimeout(0);
  return page;
}

/** Signs somebody in by Ory's page. */
async function signIn(page: Page, app: string, person: Person): Promise<void> {
  await page.goto(app);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.locator("input[name=identifier]").fill(person.email);
  await page.locator("input[name=password]").fill(person.password);
  await page.locator("button[name=method][value=password]").click();
  await page.locator("#server").waitFor();
}

describe.each<NextMode>(["start", "dev"])("next %s", embeddedOnly, (mode) => {
  let scene: Scene;
  let application: NextApplication;
  let browser: Browser;
  let app = "";

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    app = `http://127.0.0.1:${port}`;
    scene = await startScene({ identity: { uiBaseUrl: app, cors: { allowedOrigins: [app] } } });
    application = await startNextApplication(mode, port, scene.edge.url);
    browser = await startBrowser();
    // For developers, Next builds a page when it is first asked for, which takes long on a busy machine.
    for (const path of ["/", "/login", "/settings", "/sessions/whoami"]) {
      const response = await fetch(`${app}${path}`, { redirect: "manual" });
      await response.body?.cancel();
    }
  }, buildTimeoutMs);
  afterAll(async () => {
    await browser?.close();
    await application?.[Symbol.asyncDispose]();
    await scene?.[Symbol.asyncDispose]();
  });

  /** How the checks from this event on were answered. */
  const results = (since: number): string[] =>
    scene.edge.events
      .slice(since)
      .flatMap((event) => (event.kind === "check" ? [event.result] : []));

  test("Both the server's and the browser's check are hits, and the server makes one for each page.", async () => {
    const person = await scene.person();
    await using window = await openWindow(browser);
    const page = await openPage(window);
    await signIn(page, app, person);
    expect(await page.locator("#server").textContent()).toBe(`The server knows ${person.email}.`);
    await page.locator("#browser").waitFor();
    const since = scene.edge.events.length;
    await page.reload();
    expect(await page.locator("#browser").textContent()).toBe(`The browser knows ${person.email}.`);
    expect(results(since)).toEqual(["hit", "hit"]);
  });

  test("What is changed on Ory's page of settings shows on the next page.", async () => {
    const person = await scene.person();
    await using window = await openWindow(browser);
    const page = await openPage(window);
    await signIn(page, app, person);
    await page.getByRole("link", { name: "Settings" }).click();
    await page.locator("input[name='traits.email']").fill(`new-${person.email}`);
    await page.locator("button[name=method][value=profile]").click();
    await page.getByText("Your changes have been saved").first().waitFor();
    await page.goto(app);
    expect(await page.locator("#server").textContent()).toBe(
      `The server knows new-${person.email}.`,
    );
  });

  test("A renewed cookie reaches the browser by its own check, though the server has dropped it.", async () => {
    const person = await scene.person();
    await using window = await openWindow(browser);
    const page = await openPage(window);
    await signIn(page, app, person);
    await page.locator("#browser").waitFor();
    const { cookieName, adminUrl } = scene.origin;
    const valueOfCookie = async (): Promise<string | undefined> =>
      (await window.cookies()).find(({ name }) => name === cookieName)?.value;
    const before = await valueOfCookie();
    const { data } = await scene.admin.listIdentitySessions({ id: person.id });
    scene.origin.advance(3_600_000);
    for (const { id } of data) {
      await fetch(`${adminUrl}/admin/sessions/${id}/extend`, { method: "PATCH" });
    }
    // The server's check takes the first new cookie. The browser's own comes later than a second after it.
    scene.edge.advance(pastRenewalMs);
    await page.route("**/sessions/whoami", async (route) => {
      scene.edge.advance(pastRenewalMs);
      await route.continue();
    });
    await page.goto(app);
    await page.locator("#browser").waitFor();
    expect(await valueOfCookie()).not.toBe(before);
    expect(before).toBeDefined();
  });

  test("After signing out, the next page shows nobody, also with the cookie from before.", async () => {
    const person = await scene.person();
    await using window = await openWindow(browser);
    const page = await openPage(window);
    await signIn(page, app, person);
    const kept = await window.cookies();
    await page.getByRole("link", { name: "Sign out" }).click();
    await page.waitForURL(/\/bye$/u);
    await page.goto(app);
    const main = page.locator("body");
    expect(await main.textContent()).toMatch(/^Sign in/u);
    await window.addCookies(kept);
    await page.goto(app);
    expect(await main.textContent()).toMatch(/^Sign in/u);
  });
});
