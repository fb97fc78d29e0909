// The page that people see most, light and dark, narrow and wide. all-pages.seldom.test.ts looks at all the others.
import { beforeAll, describe, expect, test } from "vitest";
import { signIn } from "./acts.ts";
import { expectNothingWrong } from "./judge.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;

beforeAll(async () => {
  const path = "/services/identity/config/feature_flags/cacheable_sessions";
  await running.scene.api("PATCH", "/projects/shop", [{ op: "replace", path, value: true }]);
  for (let checks = 0; checks < 5; checks += 1) await running.scene.check();
});

describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
  test.each([390, 1_440])("Overview has nothing wrong when it is %i px wide.", (width) =>
    inPage(
      async (page) => {
        await signIn(page, running.scene, "#/projects/shop/overview");
        await page.locator("canvas").nth(3).waitFor();
        // The header takes one line: a button with its room above and below.
        const header = await page.locator("header").boundingBox();
        expect(header?.height).toBeLessThan(70);
        // axe takes a second for each page. Two of the four combinations cover both widths and both schemes.
        const withAxe = (colorScheme === "light") === (width === 1_440);
        await expectNothingWrong(page, "overview", `${colorScheme}-${width}`, { withAxe });
      },
      { colorScheme, width },
    ),
  );
});
