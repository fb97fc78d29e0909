// A real Chromium and its fonts, from packages: nothing of the system's, no download.
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium, { inflate } from "@sparticuz/chromium";
import { chromium as driver, type Browser, type BrowserContext, type Page } from "playwright-core";

/** How somebody looks at a page. */
export interface Eyes {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
  /** Lets a test put scripts of its own into the page, which its policy forbids. */
  readonly bypassCSP?: boolean;
}

// A folder for each version of the package: what an earlier one unpacked is another browser.
const { version }: { version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.resolve("@sparticuz/chromium")), "utf8"),
);

const heightPx = 900;
const home = join(tmpdir(), `edge-sessions-test-chromium-${version}`);

/** Says which fonts there are, by package. */
const fontConfiguration = fileURLToPath(new URL("fonts.conf", import.meta.url));

/**
 * Starts it, and throws where it draws no text. The package's own flags turn off what the tests look at: the
 * same-origin policy, one process a site.
 */
export async function startBrowser(fonts = fontConfiguration): Promise<Browser> {
  const browser = await driver.launch({
    executablePath: await executable(),
    // The package brings the libraries too that it needs of a system; a machine may have none of them.
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(home, "al2023/lib"),
      FONTCONFIG_FILE: fonts,
      XDG_CACHE_HOME: home,
    },
    args: ["--no-sandbox", "--disable-webgl", "--font-render-hinting=none"],
  });
  try {
    await refuseWithoutText(browser, fonts);
  } catch (error) {
    await browser.close();
    throw error;
  }
  return browser;
}

/** Without a font every text measures nothing, and whoever waits for it to be seen waits until the time is up. */
async function refuseWithoutText(browser: Browser, fonts: string): Promise<void> {
  await using window = await openWindow(browser);
  const page = await window.newPage();
  await page.setContent("<span>Edge Sessions</span>");
  const width = await page.locator("span").evaluate((span) => span.getBoundingClientRect().width);
  if (width > 0) return;
  throw new Error(
    `The browser draws no text, as it finds no font: ${fonts} names none that is there; run "npm ci", which brings the package dejavu-fonts-ttf.`,
  );
}

/** A window of somebody who was never here: no cookies, nothing stored. */
export async function openWindow(browser: Browser, eyes: Eyes = {}): Promise<BrowserContext> {
  const { colorScheme = "light", width = 1_280, bypassCSP = false } = eyes;
  return browser.newContext({
    colorScheme,
    bypassCSP,
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width, height: heightPx },
  });
}

/** Everything that went wrong in a page: thrown errors, and what its policy refused. */
export function watch(page: Page): readonly string[] {
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|violates/u.test(message.text()))
      wrong.push(message.text());
  });
  return wrong;
}

/** Unpacked once a machine, and put in its place whole: test files run at the same time. */
async function executable(): Promise<string> {
  const path = join(home, "chromium");
  if (existsSync(path)) return path;
  const folder = await mkdtemp(`${home}-`);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder; // where the package unpacks to
  chromium.setGraphicsMode = false;
  try {
    await chromium.executablePath();
    await inflate(
      fileURLToPath(new URL("../bin/al2023.tar.br", import.meta.resolve("@sparticuz/chromium"))),
    );
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  try {
    await rename(folder, home);
  } catch {
    await rm(folder, { recursive: true }); // another test file was faster
  }
  return path;
}
