// What open pages cost the control plane while nobody touches them.
import { setTimeout as wait } from "node:timers/promises";
import { openWindow } from "../browser.ts";
import { cpuMsOf } from "./control-process.ts";
import type { ScaleWorld } from "./world.ts";

/** What some open pages cost. */
export interface OpenPagesCost {
  readonly pages: number;
  readonly name: string;
  /** Of one processor, from 0. Undefined where it cannot be read. */
  readonly share: number | undefined;
  readonly callsPerSecond: number;
}

const api = "/console/api/";

/** Leaves so many windows open at an address for so long. */
export async function measureOpenPages(
  { control, browser, cookies }: ScaleWorld,
  name: string,
  address: string,
  pages: number,
  seconds: number,
): Promise<OpenPagesCost> {
  await using windows = new AsyncDisposableStack();
  let calls = 0;
  for (let opened = 0; opened < pages; opened += 1) {
    const window = windows.use(await openWindow(browser));
    await window.addCookies(cookies);
    const page = await window.newPage();
    page.on("request", (request) => {
      if (new URL(request.url()).pathname.startsWith(api)) calls += 1;
    });
    await page.goto(`${control.consoleUrl}#${address}`);
    await page.waitForFunction(
      () => document.querySelector("main h1") && !document.body.innerText.includes("Loading…"),
    );
  }
  const [cpu, callsBefore, begunAtMs] = [cpuMsOf(control.pid), calls, performance.now()];
  await wait(seconds * 1_000);
  const passedMs = performance.now() - begunAtMs;
  const after = cpuMsOf(control.pid);
  return {
    pages,
    name,
    share: cpu === undefined || after === undefined ? undefined : (after - cpu) / passedMs,
    callsPerSecond: ((calls - callsBefore) * 1_000) / passedMs,
  };
}
