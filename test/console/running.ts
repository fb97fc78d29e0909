// A scene and a browser for all tests of a file.
import { afterAll, beforeAll } from "vitest";
import type { Browser, Page } from "playwright-core";
import { openWindow, startBrowser, type Eyes } from "./browser.ts";
import { startScene, type Scene, type SceneSetUp } from "./scene.ts";

/** Available while tests run. */
export interface Running {
  readonly scene: Scene;
  /** Calls `look` with a page in a new window, and closes the window after it. */
  readonly inPage: (look: (page: Page) => Promise<void>, eyes?: Eyes) => Promise<void>;
}

/** Starts both before the file's tests, and stops both after them. */
export function runConsole(setUp?: SceneSetUp): Running {
  let scene: Scene | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    [scene, browser] = await Promise.all([startScene(setUp), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await scene?.[Symbol.asyncDispose]();
  });
  return {
    get scene() {
      if (scene === undefined) throw new Error("not started");
      return scene;
    },
    inPage: async (look, eyes) => {
      if (browser === undefined) throw new Error("not started");
      await using window = await openWindow(browser, eyes);
      await look(await window.newPage());
    },
  };
}
