// Ory's own front end for Next, @ory/nextjs and @ory/elements-react as npm has them, in a real application and a real
// browser, with the edge as the only Ory that it knows. Started for users, the pages send the browser to the edge
// itself. Started for developers, all of it passes the middleware on the application's own host.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openWindow, startBrowser } from "../console/browser.ts";
import { freePorts } from "../harness/free-ports.ts";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import { startScene, type Person, type Scene } from "../harness/scene.ts";
import { startNextApplication, type NextMode } from "./next-application.ts";

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

/** A running application in front of an edge. */
interface Site {
  readonly app: string;
  readonly scene: Scene;
  readonly browser: Browser;
}

/** Starts a site before the tests of a suite, and stops it after them. */
function shareSite(mode: NextMode): () => Site {
  const parts = new AsyncDisposableStack();
  let site: Site | undefined;
  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    const app = `http://127.0.0.1:${port}`;
    const cors = { allowedOrigins: [app] };
    const scene = parts.use(await startScene({ identity: { uiBaseUrl: app, cors } }));
    parts.use(await startNextApplication(mode, port, scene.edge.url));
    const browser = await startBrowser();
    parts.defer(() => browser.close());
    // For developers, Next builds a page when it is first asked for, which takes long on a busy machine.
    for (const path of ["/", "/login", "/sessions/whoami"]) {
      const response = await fetch(`${app}${path}`, { redirect: "manual" });
      await response.body?.cancel();
    }
    site = { app, scene, browser };
  }, buildTimeoutMs);
  afterAll(() => parts.disposeAsync());
  return () => {
    if (site === undefined) throw new Error("the site has not been started yet");
    return site;
  };
}

/** Both the server's check of a page and the browser's are hits. */
async function expectHits({ app, scene, browser }: Site): Promise<void> {
  const person = await scene.person();
  await using window = await openWindow(browser);
  const page = await openPage(window);
  await signIn(page, app, person);
  expect(await page.locator("#server").textContent()).toBe(`The server knows ${person.email}.`);
  await page.locator("#browser").waitFor();
  const since = scene.edge.events.length;
  await page.reload();
  expect(await page.locator("#browser").textContent()).toBe(`The browser knows ${person.email}.`);
  const results = scene.edge.events
    .slice(since)
    .flatMap((event) => (event.kind === "check" ? [event.result] : []));
  expect(results).toEqual(["hit", "hit"]);
}

/** After signing out, the next page shows nobody, also with the cookie from before. */
async function expectSignedOut({ app, scene, browser }: Site): Promise<void> {
  const person = await scene.person();
  await using window = await openWindow(browser);
  const page = await openPage(window);
  await signIn(page, app, person);
  const kept = await window.cookies();
  await page.getByRole("link", { name: "Sign out" }).click();
  await page.waitForURL(/\/bye$/u);
  await page.goto(app);
  const body = page.locator("body");
  expect(await body.textContent()).toMatch(/^Sign in/u);
  await window.addCookies(kept);
  await page.goto(app);
  expect(await body.textContent()).toMatch(/^Sign in/u);
}

describe("An application that Next has built", embeddedOnly, () => {
  const site = shareSite("start");

  test("makes one check on the server and one in the browser for a page, both hits.", async () => {
    await expectHits(site());
  });

  test("shows what was changed on Ory's page of settings on the next page.", async () => {
    const { app, scene, browser } = site();
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

  test("brings the browser a renewed cookie by its own check, though the server has dropped one.", async () => {
    const { app, scene, browser } = site();
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

  test("shows nobody after a sign-out.", async () => {
    await expectSignedOut(site());
  });
});

describe("An application in Next's development server", embeddedOnly, () => {
  const site = shareSite("dev");

  test("makes one check on the server and one by its middleware for a page, both hits.", async () => {
    await expectHits(site());
  });

  test("shows nobody after a sign-out.", async () => {
    await expectSignedOut(site());
  });
});
