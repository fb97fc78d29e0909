// Signing in and out of the Console.
import { expect, test } from "vitest";
import { everything, signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;

test("A wrong key is refused with a message and not kept, and the field is ready for the next try.", () =>
  inPage(async (page) => {
    await page.goto(running.scene.consoleUrl);
    const field = page.getByLabel("API key");
    const wrong = `es_key_${"w".repeat(43)}`;
    await field.fill(wrong);
    await field.press("Enter");
    await page.getByRole("alert").filter({ hasText: "control_key_required" }).waitFor();
    expect(await field.inputValue()).toBe("");
    expect(await everything(page)).not.toContain(wrong);
    await page.waitForFunction(() => document.activeElement?.matches("input[type=password]"));
  }));

test("A key's id in place of the key is recognised, and the message says what a key looks like.", () =>
  inPage(async (page) => {
    await page.goto(running.scene.consoleUrl);
    const field = page.getByLabel("API key");
    await field.fill(` ${running.scene.project.id} `);
    await field.press("Enter");
    const alert = page.getByRole("alert").filter({ hasText: "control_key_required" });
    await alert.waitFor();
    expect(await alert.innerText()).toContain("ids cannot sign in");
  }));

test("After the sign-in, the key is not in the page, its address or its storage.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await signIn(page, scene);
    await page.getByRole("link", { name: "Shop" }).waitFor();
    expect(await everything(page)).not.toContain(scene.key);
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
      { name: "edge_sessions_console", httpOnly: true, sameSite: "Strict" },
    ]);
    expect(JSON.stringify(cookies)).not.toContain(scene.key);
  }));

test("A link to any page leads there after the sign-in, and again after a reload.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/projects/shop/advanced");
    const title = page.getByRole("heading", { level: 1, name: "Advanced Settings" });
    await title.waitFor();
    await page.reload();
    await title.waitFor();
    expect(page.url()).toBe(`${running.scene.consoleUrl}#/projects/shop/advanced`);
  }));

test("Signing out ends the sign-in at the control plane, and not only in the page.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await signIn(page, scene);
    const [cookie] = await page.context().cookies();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    const answer = await fetch(`${scene.apiUrl}/console/api/projects`, {
      headers: { Cookie: `edge_sessions_console=${cookie?.value ?? ""}` },
    });
    expect(answer.status).toBe(401);
  }));

test("After the key was revoked, the next call leads back to the sign-in page, which says why.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const made = await scene.api<{ id: string; value: string }>("POST", "/operator/tokens", {
      name: "short-lived",
      scopes: ["read"],
    });
    await signIn(page, { ...scene, key: made.value });
    await scene.api("DELETE", `/operator/tokens/${made.id}`);
    await page.getByText("You were signed out").waitFor();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await page.getByRole("navigation").count()).toBe(0);
  }));
