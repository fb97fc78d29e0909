// Opens a page in a new window with an empty cache, and records what it took until the page was usable.
import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import { signIn } from "../acts.ts";
import { openWindow } from "../browser.ts";
import type { ScaleView } from "./views.ts";

/** A call of the API. */
interface SeenCall {
  /** The method and the path below the API, without the query. */
  readonly name: string;
  /** From the request until the end of the answer, in milliseconds. */
  readonly tookMs: number;
  /** The body as it was sent. */
  readonly bytes: number;
}

/** What one look took. */
export interface Look {
  /** From the start of the navigation until the content was there, in milliseconds. */
  readonly usableMs: number;
  /** The longest time that the page's thread was busy without a pause. 0 if it was never over 50 ms. */
  readonly longestTaskMs: number;
  /** Those that had ended when the page was usable. */
  readonly calls: readonly SeenCall[];
  /** Bytes of everything else: the page, scripts, styles, pictures. */
  readonly fileBytes: number;
}

/** Where the Console is, and how to sign in. */
export interface SignInPlace {
  readonly consoleUrl: string;
  readonly key: string;
}

/** The cookies of a signed-in browser. */
export type SignedIn = Awaited<ReturnType<BrowserContext["cookies"]>>;

const api = "/console/api/";

/** Signs in, and resolves with the cookies and with how long it took from the click until the page was there. */
export async function signInOnce(
  browser: Browser,
  place: SignInPlace,
): Promise<{ readonly cookies: SignedIn; readonly tookMs: number }> {
  await using window = await openWindow(browser);
  const page = await window.newPage();
  await page.goto(place.consoleUrl);
  await page.getByLabel("API key").waitFor();
  const begunAtMs = performance.now();
  await signIn(page, place);
  await page.locator("main table tbody tr").first().waitFor();
  return { cookies: await window.cookies(), tookMs: performance.now() - begunAtMs };
}

/** Opens a view. */
export async function look(
  browser: Browser,
  { consoleUrl }: SignInPlace,
  cookies: SignedIn,
  view: ScaleView,
): Promise<Look> {
  await using window = await openWindow(browser);
  await window.addCookies(cookies);
  const page = await window.newPage();
  const finished: Request[] = [];
  page.on("requestfinished", (request) => finished.push(request));
  await page.addInitScript(watchTasks);
  await page.goto(`${consoleUrl}#${view.address}`, { waitUntil: "commit" });
  const usableMs = await usable(page, view);
  const until = [...finished];
  const longestTaskMs = await page.evaluate(() => Math.max(0, ...(self.longTasks ?? [])));
  const calls: SeenCall[] = [];
  let fileBytes = 0;
  for (const request of until) {
    const { responseBodySize: bytes } = await request.sizes();
    const { pathname } = new URL(request.url());
    const at = pathname.indexOf(api);
    if (at < 0) fileBytes += bytes;
    else {
      const name = `${request.method()} ${pathname.slice(at + api.length - 1)}`;
      calls.push({ name, tookMs: request.timing().responseEnd, bytes });
    }
  }
  return { usableMs, longestTaskMs, calls, fileBytes };
}

declare global {
  interface Window {
    longTasks?: number[];
  }
}

function watchTasks(): void {
  self.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) self.longTasks?.push(duration);
  }).observe({ type: "longtask", buffered: true });
}

/** Looked at in each frame of the page, so that the driver's own time does not count. */
async function usable(page: Page, { shows, says = "" }: ScaleView): Promise<number> {
  const found = await page.waitForFunction(
    ([selector, text]) => {
      const { innerText } = document.body;
      const is = document.querySelector(selector) !== null && innerText.includes(text);
      return is && !innerText.includes("Loading…") && performance.now();
    },
    [shows, says] as const,
    { polling: "raf" },
  );
  return Number(await found.jsonValue());
}
