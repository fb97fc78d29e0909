// What an operator does in the Console.
import type { Page } from "playwright-core";
import type { Scene } from "./scene.ts";

/** Opens the Console at an address behind the `#`, and signs in with a key. Resolves when the page is there. */
export async function signIn(
  page: Page,
  scene: Pick<Scene, "consoleUrl" | "key">,
  address = "#/projects",
): Promise<void> {
  await page.goto(`${scene.consoleUrl}${address}`);
  await page.getByLabel("API key").fill(scene.key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

/** Goes to another address behind the `#`, and waits for the page of that title. */
export async function goTo(page: Page, address: string, title: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, address);
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}

/** Resolves when the page has loaded everything. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.body.innerText.includes("Loading…"));
}

/** Everything in the page that a script or a person could find: elements with their attributes, fields, address, storage. */
export function everything(page: Page): Promise<string> {
  return page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll("input, textarea")].map((field) =>
        "value" in field ? String(field.value) : "",
      ),
      location.href,
      document.cookie,
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), history.state]),
    ].join("\n"),
  );
}
