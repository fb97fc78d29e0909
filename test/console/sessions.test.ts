// Looking up stored answers and invalidating them.
import { expect, test } from "vitest";
import { goTo, signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;

interface Session {
  readonly id: string;
  readonly identity: { readonly id: string };
}

/** Turns Edge Sessions on, and lets the edge store an answer of the session. */
async function holdSession(): Promise<Session> {
  const { scene } = running;
  await scene.api("PATCH", "/projects/shop", [
    {
      op: "replace",
      path: "/services/identity/config/feature_flags/cacheable_sessions",
      value: true,
    },
  ]);
  await scene.check();
  expect(await scene.check()).toMatch(/; hit/u);
  const answer = await fetch(`${scene.control.edges.url ?? ""}/sessions/whoami`, {
    headers: { Cookie: `ory_kratos_session=${scene.cookie}` },
  });
  return answer.json();
}

test("Stored answers can be looked up by identity and by session, and an invalidated one is fetched again.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const { id, identity } = await holdSession();
    await signIn(page, scene, "#/projects/shop/sessions");
    await page.getByLabel("Id, e-mail address, cookie or token").fill(identity.id);
    await page.getByRole("button", { name: "Look up" }).click();
    const row = page
      .getByRole("table", { name: /^Stored answers at/u })
      .getByRole("row", { name: new RegExp(id, "u") });
    await row.waitFor();
    await row
      .getByText(/^\d+ s$/u)
      .first()
      .waitFor();
    expect(page.url()).toContain(`#/projects/shop/sessions/identity/${identity.id}`);

    await row.getByRole("button", { name: `Invalidate the session ${id}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Invalidate" }).click();
    await page.getByText("No edge has a stored answer for this").waitFor();
    expect(await scene.check()).toBe("edge-sessions; fwd=miss; stored");

    await goTo(page, `#/projects/shop/sessions/session/${id}`, "Sessions");
    await row.waitFor();
  }));

test("Everything in the project is invalidated after it was confirmed, and not before.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await holdSession();
    await signIn(page, scene, "#/projects/shop/sessions");
    await page.getByRole("button", { name: "Invalidate everything" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(await scene.check()).toMatch(/; hit/u);
    await page.getByRole("button", { name: "Invalidate everything" }).click();
    await dialog.getByRole("button", { name: "Invalidate" }).click();
    await page.getByRole("status").filter({ hasText: "Invalidated everything" }).waitFor();
    expect(await scene.check()).toBe("edge-sessions; fwd=miss; stored");
    await goTo(page, "#/projects/shop/activity", "Activity");
    await page
      .getByRole("listitem")
      .filter({ hasText: /first key invalidated .* in Shop/u })
      .first()
      .waitFor();
  }));

test("The overview shows the checks as numbers, charts and tables.", () =>
  inPage(async (page) => {
    await holdSession();
    await signIn(page, running.scene, "#/projects/shop/overview");
    await page.getByText("Serving", { exact: true }).waitFor();
    const answered = page.getByRole("table", { name: "How checks were answered" });
    const hits = answered.getByRole("row", { name: /^Hit/u }).getByRole("cell").first();
    await hits.waitFor();
    expect(Number(await hits.innerText())).toBeGreaterThan(0);
    await page.locator("canvas").nth(3).waitFor();
    await page.getByRole("img", { name: /^Hit ratio over the last hour/u }).waitFor();
    await page.getByText("Checks per second as a table").click();
    const minutes = page.getByRole("table", { name: "Checks per minute" }).first();
    // It begins with the first check, a moment ago.
    const rows = await minutes.getByRole("row").count();
    expect(rows).toBeGreaterThan(1);
    expect(rows).toBeLessThan(20);
  }));
