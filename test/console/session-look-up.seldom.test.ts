// Looking up sessions in the Console: at every edge, by whatever is pasted, and without a cookie, a token or an e-mail
// address leaving the page by any other way than it may.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { newId } from "../../src/runtime/node.ts";
import { createFaultyBus } from "../harness/faulty-bus.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import { signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const medium = createInProcessMedium(newId);
const farBus = createFaultyBus(medium.connect("us"));
const running = runConsole({ bus: medium.connect("eu") });
const { inPage } = running;
const flags = "/services/identity/config/feature_flags";
let far: FollowingEdge;
let session: string;
let identity: string;
let email: string;

const set = (name: string, value: unknown) =>
  running.scene.api("PATCH", "/projects/shop", [
    { op: "replace", path: `${flags}/${name}`, value },
  ]);

beforeAll(async () => {
  await set("cacheable_sessions", true);
  await set("session_tokens", true);
  far = await startFollowingEdge({ bus: farBus, name: "far" });
});
afterAll(async () => {
  await far.stop();
});

/** Has both edges store an answer for the user's cookie. */
async function store(): Promise<void> {
  const { scene } = running;
  await scene.check();
  const answer = await far.check("shop", `ory_kratos_session=${scene.cookie}`);
  const seen: unknown = JSON.parse(answer.body);
  const person: unknown = Reflect.get(Object(seen), "identity");
  session = String(Reflect.get(Object(seen), "id"));
  identity = String(Reflect.get(Object(person), "id"));
  email = String(Reflect.get(Object(Reflect.get(Object(person), "traits")), "email"));
}

const field = (page: Page) => page.getByLabel("Id, e-mail address, cookie or token");

async function lookUp(page: Page, text: string, meant?: string): Promise<void> {
  if (meant !== undefined) await page.getByLabel("What it is").selectOption({ label: meant });
  await field(page).fill(text);
  await page.getByRole("button", { name: "Look up" }).click();
}

const rowAt = (page: Page, edge: string) =>
  page
    .getByRole("table", { name: new RegExp(`^Stored answers at ${edge}`, "u") })
    .getByRole("row", { name: new RegExp(session, "u") });

/** Everything that the page sends from now on. */
function sent(page: Page): string[] {
  const texts: string[] = [];
  page.on("request", (request) => {
    texts.push(
      decodeURIComponent(request.url()),
      request.postData() ?? "",
      JSON.stringify(request.headers()),
    );
  });
  return texts;
}

/** What the page leaves behind: its addresses and what the browser stores. */
function leftBehind(page: Page): Promise<string> {
  return page.evaluate(() =>
    JSON.stringify([
      location.href,
      document.title,
      history.state,
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      performance.getEntriesByType("resource").map(({ name }) => decodeURIComponent(name)),
    ]),
  );
}

test("An id finds the stored answers of every edge, and a link from one id leads to the other.", () =>
  inPage(async (page) => {
    await store();
    await signIn(page, running.scene, "#/projects/shop/sessions");
    await lookUp(page, identity.toUpperCase());
    await rowAt(page, "far \\(us\\)").waitFor();
    await rowAt(page, "edge-sessions \\(eu\\)").waitFor();
    expect(page.url()).toContain(`/sessions/identity/${identity}`);
    await lookUp(page, `urn:uuid:${session}`);
    await rowAt(page, "far").getByRole("link", { name: identity }).waitFor();
    expect(page.url()).toContain(`/sessions/session/${session}`);
    await lookUp(page, session, "Identity id");
    await page.getByText("No edge has a stored answer for this identity").waitFor();
    await page.getByRole("link", { name: "Look it up as the id of a session" }).click();
    await rowAt(page, "far").waitFor();
  }));

test("An edge that does not answer is named with the reason, beside what the others have stored.", () =>
  inPage(async (page) => {
    await store();
    farBus.faults.mute = true;
    await signIn(page, running.scene, `#/projects/shop/sessions/identity/${identity}`);
    await page
      .getByRole("listitem")
      .filter({ hasText: "far (us): It did not answer within a second." })
      .first()
      .waitFor();
    await rowAt(page, "edge-sessions").waitFor();
    expect(await rowAt(page, "far").count()).toBe(0);
    farBus.restore();
  }));

test("The sessions with most hits are listed with their edge, and lead to their stored answers.", () =>
  inPage(async (page) => {
    await store();
    await store();
    await signIn(page, running.scene, "#/projects/shop/sessions");
    const table = page.getByRole("table", { name: "Sessions with most hits" });
    await table.getByRole("row", { name: /edge-sessions \(eu\)/u }).waitFor();
    const row = table.getByRole("row", { name: /far \(us\)/u });
    await row.getByRole("link", { name: session }).click();
    await rowAt(page, "far").waitFor();
    expect(page.url()).toContain(`/sessions/session/${session}`);
  }));

describe("a secret", () => {
  const forms = {
    "a cookie's value": (cookie: string) => cookie,
    "a pair": (cookie: string) => `ory_kratos_session=${cookie}`,
    "a whole header": (cookie: string) => `Cookie: a=b; ory_kratos_session=${cookie}; c=d`,
  };

  test.each(Object.entries(forms))(
    "Of %s, only the digest leaves the page, and nothing stays in it.",
    (_name, formOf) =>
      inPage(async (page) => {
        await store();
        const { cookie } = running.scene;
        await signIn(page, running.scene, `#/projects/shop/sessions/identity/${identity}`);
        await rowAt(page, "far").waitFor();
        const texts = sent(page);
        await lookUp(page, formOf(cookie));
        await page.getByText("Of the cookie that you pasted. Only its digest was sent.").waitFor();
        await rowAt(page, "far").waitFor();
        await rowAt(page, "edge-sessions").waitFor();
        expect(texts.some((text) => /sessions\?credential=[\w-]{43}$/u.test(text))).toBe(true);
        expect(texts.filter((text) => text.includes(cookie))).toEqual([]);
        expect(await leftBehind(page)).not.toContain(cookie);
        expect(await page.content()).not.toContain(cookie);
        expect(await field(page).inputValue()).toBe("");
        expect(page.url()).toMatch(/#\/projects\/shop\/sessions$/u);
        await page.goBack();
        await page.waitForURL(/\/sessions\/identity\//u);
        expect(await leftBehind(page)).not.toContain(cookie);
      }),
  );

  test("A token is looked up by its own digest, and does not leave the page either.", () =>
    inPage(async (page) => {
      const { scene } = running;
      // What is stored for a cookie is not stored for a token of the same characters.
      await signIn(page, scene, "#/projects/shop/sessions");
      const texts = sent(page);
      await lookUp(page, `X-Session-Token: ${scene.cookie}`);
      await page.getByText("No edge has a stored answer for this token.").waitFor();
      expect(texts.filter((text) => text.includes(scene.cookie))).toEqual([]);
    }));

  test("Where the browser cannot calculate digests, nothing is sent and the page says what to do.", () =>
    inPage(async (page) => {
      await page.addInitScript(() => {
        // As on a page that came by http from another host.
        Reflect.deleteProperty(Crypto.prototype, "subtle");
      });
      await signIn(page, running.scene, "#/projects/shop/sessions");
      await page.getByRole("table", { name: "Sessions with most hits" }).waitFor();
      const texts = sent(page);
      await lookUp(page, running.scene.cookie);
      await page.getByText("did not come by https or from localhost").waitFor();
      expect(texts.filter((text) => text.includes("credential"))).toEqual([]);
      expect(await field(page).inputValue()).toBe("");
    }));
});

test("An e-mail address is looked up where the project allows it, and is in no address.", () =>
  inPage(async (page) => {
    await store();
    await set("session_lookup_by_email", false);
    await signIn(page, running.scene, "#/projects/shop/sessions");
    let texts = sent(page);
    await lookUp(page, email);
    await page.getByText("Look-up by e-mail is off for this project.").waitFor();
    expect(texts.filter((text) => text.includes(email))).toEqual([]);
    await set("session_lookup_by_email", true);
    await page.reload();
    texts = sent(page);
    await lookUp(page, email);
    await rowAt(page, "far").waitFor();
    expect(page.url()).toContain(`/sessions/identity/${identity}`);
    // It is in the body of one call, and nowhere else.
    expect(texts.filter((text) => text.includes(email))).toEqual([JSON.stringify({ email })]);
    expect(await leftBehind(page)).not.toContain(email);
    await lookUp(page, "nobody@example.com");
    await page.getByText("No identity has this e-mail address.").waitFor();
    await set("session_lookup_by_email", false);
  }));

test("What is no id is answered with what it looks like and an example, and by keyboard alone.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/projects/shop/sessions");
    await field(page).focus();
    await page.keyboard.type("6f1d8a52-0c3b-4a57");
    await page.keyboard.press("Enter");
    await page.getByText("This has 16 hexadecimal digits, and an id has 32.").waitFor();
    await expect.poll(() => field(page).getAttribute("aria-invalid")).toBe("true");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
  }));

test("The page has no width beyond a narrow screen's.", () =>
  inPage(async (page) => {
    await store();
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn(page, running.scene, `#/projects/shop/sessions/identity/${identity}`);
    await rowAt(page, "far").waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
  }));
