// A real Chromium, from a package: no system package, no download.
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

/** Starts it. The package's own flags turn off what the tests look at: the same-origin policy, one process a site. */
export async function startBrowser(): Promise<Browser> {
  return driver.launch({
    executablePath: await executable(),
    // The package brings the libraries and fonts too that it needs of a system; a machine may have none of them.
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(home, "al2023/lib"),
      FONTCONFIG_PATH: join(home, "fonts"),
    },
    args: ["--no-sandbox", "--disable-webgl", "--font-render-hinting=none"],
  });
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
