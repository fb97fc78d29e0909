// Takes the pictures of the Console in docs/pictures from the running demo: `npm run pictures`.
import { spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { signIn } from "../console/acts.ts";
import { openWindow, startBrowser } from "../console/browser.ts";
import { views, type View } from "./views.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

const anywhere = [
  "--listen",
  "--admin-listen",
  "--control-listen",
  "--identity-listen",
  "--identity-admin-listen",
].flatMap((flag) => [flag, "127.0.0.1:0"]);

/** How long the demo runs before the first picture, so that the charts show something. */
const livedMs = 200_000;

/** The running demo. */
interface Demo {
  readonly consoleUrl: string;
  readonly key: string;
  end(): Promise<void>;
}

async function startDemo(): Promise<Demo> {
  const child = spawn(process.execPath, [main, "dev", "--demo", "--location", "fra", ...anywhere], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8");
  for await (const part of child.stdout) {
    text += String(part);
    if (text.includes("Ctrl-C ends everything")) break;
  }
  const [, consoleUrl] = /^Console +(\S+)$/mu.exec(text) ?? [];
  const [, key] = /sign in with +(\S+)$/mu.exec(text) ?? [];
  if (consoleUrl === undefined || key === undefined) {
    child.kill();
    throw new Error(`The demo did not start: ${text}`);
  }
  return {
    consoleUrl,
    key,
    end: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      await ended;
    },
  };
}

async function take(browser: Browser, demo: Demo, view: View): Promise<void> {
  const { file, address, scheme = "light", width = 1_440, height = 900, prepare } = view;
  await using window = await openWindow(browser, { colorScheme: scheme, width });
  const page: Page = await window.newPage();
  await page.setViewportSize({ width, height });
  await signIn(page, demo, address);
  await page.waitForFunction(() => !document.body.innerText.includes("Loading…"));
  await prepare?.(page);
  await page.screenshot({ path: `${folder}${file}.png`, animations: "disabled" });
  process.stderr.write(`pictures: ${file}.png\n`);
}

const demo = await startDemo();
try {
  const browser = await startBrowser();
  try {
    process.stderr.write(`pictures: the demo runs for ${livedMs / 1_000} s first\n`);
    await wait(livedMs);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const view of views) await take(browser, demo, view);
  } finally {
    await browser.close();
  }
} finally {
  await demo.end();
}
