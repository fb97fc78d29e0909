// Going through a page with the Tab key.
import { expect } from "vitest";
import type { Page } from "playwright-core";

const stopsMax = 80;

/** Presses Tab until the element with this name has the focus. Fails if there is none, or if the focus is not visible. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let stops = 0; stops < stopsMax; stops += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const one = document.activeElement;
      if (!(one instanceof HTMLElement) || one === document.body) return undefined;
      const labels =
        one instanceof HTMLInputElement ||
        one instanceof HTMLSelectElement ||
        one instanceof HTMLTextAreaElement
          ? [...(one.labels ?? [])].map((label) => label.innerText)
          : [];
      const outline = getComputedStyle(one);
      return {
        name: one.getAttribute("aria-label") ?? ([...labels, one.innerText].join(" ").trim() || ""),
        seen: outline.outlineStyle !== "none" && outline.outlineWidth !== "0px",
      };
    });
    if (focus === undefined) continue;
    passed.push(focus.name);
    if (!name.test(focus.name)) continue;
    expect([focus.name, focus.seen]).toEqual([focus.name, true]);
    return;
  }
  throw new Error(`no Tab leads to ${String(name)}, only to: ${passed.join(" | ")}`);
}
