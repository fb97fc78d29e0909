// A real Chromium and its fonts, both from packages. It uses nothing of the system and downloads nothing.
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium, { inflate } from "@sparticuz/chromium";
import { chromium as driver, type Browser, type BrowserContext, type Page } from "playwright-core";

/** How a page is shown. */
export interface Eyes {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
  /** Lets a test add scripts to the page, which its policy forbids. */
  readonly bypassCSP?: boolean;
}

// Each version of the package has a folder, because an earlier version unpacked another browser.
const { version }: { version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.resolve("@sparticuz/chromium")), "utf8"),
);

const heightPx = 900;
const home = join(tmpdir(), `edge-sessions-test-chromium-${version}`);

/** The configuration that names the fonts of the package. */
const fontConfiguration = fileURLToPath(new URL("fonts.conf", import.meta.url));

/**
 * Starts the browser. Throws if it draws no text. The package's own flags are not used, because they turn off what the
 * tests check: the same-origin policy, and one process for each site.
 */
export async function startBrowser(fonts = fontConfiguration): Promise<Browser> {
  const browser = await driver.launch({
    executablePath: await executable(),
    // The package also brings the system libraries that it needs. A machine may have none of them.
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

/** Without a font every text has the size 0, and a test that waits until it is visible runs into its time-out. */
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

/** A window without cookies and without stored data. */
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

/** Everything that went wrong in a page: thrown errors, and what its policy blocked. */
export function watch(page: Page): readonly string[] {
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|violates/u.test(message.text()))
      wrong.push(message.text());
  });
  return wrong;
}

/** Unpacks the browser once for each machine, and moves it to its place as a whole, because test files run in parallel. */
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
