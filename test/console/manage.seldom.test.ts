// Renaming and deleting a project in the Console.
import { expect, test } from "vitest";
import { goTo, signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;

test("A slug is changed after the Console has said which host stops working.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await scene.api("POST", "/projects", { name: "Moves", slug: "moves", environment: "dev" });
    await signIn(page, scene, "#/projects/moves/manage");
    await page.getByLabel("Slug", { exact: true }).fill("shop");
    await page.getByRole("button", { name: "Change slug" }).click();
    const dialog = page.getByRole("dialog", { name: "Change the slug?" });
    expect(await dialog.innerText()).toContain("moves.projects.localhost stops working");
    await dialog.getByRole("button", { name: "Change the slug" }).click();
    await page.getByText("must not be the slug of another project").waitFor();

    await page.getByLabel("Slug", { exact: true }).fill("moved");
    await page.getByRole("button", { name: "Change slug" }).click();
    await dialog.getByRole("button", { name: "Change the slug" }).click();
    await page
      .getByRole("status")
      .filter({ hasText: "moves.projects.localhost no longer leads to this project" })
      .waitFor();
    await page.waitForFunction(() => location.hash === "#/projects/moved/manage");
    await page.getByRole("navigation").getByText("moved", { exact: true }).waitFor();
    await goTo(page, "#/projects/moves/overview", "Project not found");
  }));

test("A project is deleted after its slug was typed, and the page says before what ends.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await scene.api("POST", "/projects", { name: "Ends", slug: "ends", environment: "dev" });
    await scene.api("POST", "/projects/ends/tokens", { name: "deploy", scopes: ["read"] });
    await signIn(page, scene, "#/projects/ends/overview");
    await page.getByRole("link", { name: "Rename or delete" }).click();
    await page.getByText("1 is revoked, and sign-ins with them end.").waitFor();
    await page.getByText("0 per second now. They will get 404.").waitFor();
    const button = page.getByRole("button", { name: "Delete the project" });
    const field = page.getByLabel("Type ends to confirm");
    await field.fill("end");
    expect(await button.isDisabled()).toBe(true);
    await field.fill("ends");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
    await page.getByRole("status").filter({ hasText: "Deleted the project Ends." }).waitFor();
    expect(await page.getByRole("link", { name: "Ends", exact: true }).count()).toBe(0);
  }));

test("A project's key sees what would happen, and can do nothing.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const { value } = await scene.api<{ value: string }>("POST", "/projects/shop/tokens", {
      name: "own",
      scopes: ["read", "settings"],
    });
    await signIn(page, { ...scene, key: value }, "#/projects/shop/manage");
    await page.getByText("Only an operator key can do this.").waitFor();
    expect(await page.getByLabel("Type shop to confirm").isDisabled()).toBe(true);
    expect(await page.getByLabel("Slug", { exact: true }).isDisabled()).toBe(true);
  }));
