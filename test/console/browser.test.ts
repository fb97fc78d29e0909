// The browser of the other tests draws text, with the same font on every machine.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openWindow, startBrowser } from "./browser.ts";

test("Text is drawn with the fonts of the package, whatever fonts the machine has.", async () => {
  await using browser = await startBrowser();
  await using window = await openWindow(browser);
  const page = await window.newPage();
  await page.setContent(`
    <p style="font-family: system-ui, sans-serif">Edge Sessions</p>
    <p style="font-family: system-ui, sans-serif; font-weight: 650">Edge Sessions</p>
    <p style="font-family: ui-monospace, Menlo, monospace">Edge Sessions → “12 µs”…</p>`);
  const protocol = await window.newCDPSession(page);
  await protocol.send("DOM.enable");
  await protocol.send("CSS.enable");
  const { root } = await protocol.send("DOM.getDocument");
  const { nodeIds } = await protocol.send("DOM.querySelectorAll", {
    nodeId: root.nodeId,
    selector: "p",
  });
  const drawn = [];
  for (const nodeId of nodeIds) {
    const { fonts } = await protocol.send("CSS.getPlatformFontsForNode", { nodeId });
    drawn.push(fonts.map(({ postScriptName }) => postScriptName));
  }
  expect(drawn).toEqual([["DejaVuSans"], ["DejaVuSans-Bold"], ["DejaVuSansMono"]]);
});

test("A browser without a font says so at the start, in one sentence.", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-no-fonts-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const none = join(folder, "fonts.conf");
  await writeFile(none, `<fontconfig><dir>${folder}/nothing-there</dir></fontconfig>`);
  await expect(startBrowser(none)).rejects.toThrow(
    /^The browser draws no text, as it finds no font/u,
  );
});
