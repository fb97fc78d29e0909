// A live check says in a sentence what is wrong and what to do.
import { expect, test } from "vitest";
import { signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const flags = "/services/identity/config/feature_flags";

test.each([
  [
    "http://127.0.0.1:1",
    "",
    "The edge could not reach the identity server at http://127.0.0.1:1. Check that it runs",
  ],
  [
    "http://no-such-host.invalid",
    "",
    "The edge could not reach the identity server at http://no-such-host.invalid.",
  ],
  ["", "expired", "There is no valid session for this cookie. It has expired"],
  ["none", "", "The project has no identity server URL"],
])(
  "A live check with the identity server %s and the cookie “%s” says: %s",
  (origin, cookie, sentence) =>
    inPage(async (page) => {
      const { scene } = running;
      const before = scene.relay.url;
      const setOrigin = (value: string) =>
        scene.api("PATCH", "/projects/shop", [
          { op: "replace", path: `${flags}/origin_url`, value },
        ]);
      await setOrigin(origin === "" ? before : origin === "none" ? "" : origin);
      try {
        await signIn(page, scene, "#/projects/shop/advanced");
        await page.getByLabel("Session cookie (optional)").fill(cookie);
        await page.getByRole("button", { name: "Send two checks" }).click();
        await page.getByRole("heading", { name: /^Second check:/u }).waitFor();
        expect(await page.locator(".answer").getByText(sentence).count()).toBe(2);
      } finally {
        await setOrigin(before);
      }
    }),
);
