// What a page must be like for people: nothing serious found by axe-core, nothing that overflows, nothing that is cut.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const pictures = fileURLToPath(new URL("../../test-results/console/", import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
await mkdir(pictures, { recursive: true });

/** How strictly a page is judged. */
export interface Strictness {
  /** Whether axe-core looks at it too, which takes about a second. */
  readonly withAxe: boolean;
}

/** Fails if something keeps people from using the page. A person can look at the picture in `test-results/console`. */
export async function expectNothingWrong(
  page: Page,
  name: string,
  eyes: string,
  { withAxe }: Strictness,
): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  await page.screenshot({ path: `${pictures}${name}-${eyes}.png`, fullPage: true });
  const cut = await cutControls(page);
  const findings = withAxe ? await seriousFindings(page) : [];
  expect({ name, overflow, cut, findings }).toEqual({ name, overflow: 0, cut: [], findings: [] });
}

/** Findings that keep people from using the page, with their places. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { violations }: AxeResults = await page.evaluate(
    `${axe}; axe.run(document, { resultTypes: ["violations"] })`,
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** Controls that are shown and reach over the edge of the page. Tables that scroll show that they do. */
function cutControls(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    return [...document.querySelectorAll("a, button, input, select, textarea, summary")]
      .filter((one) => one.checkVisibility() && one.closest(".scroll:not(.cards)") === null)
      .filter((one) => {
        const { left, right, width: own } = one.getBoundingClientRect();
        return own > 1 && (left < 0 || right > width);
      })
      .map((one) => one.outerHTML.slice(0, 120));
  });
}
