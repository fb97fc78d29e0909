// The Console writes no markup, evaluates no text, and stores nothing in the browser.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../src/console/", import.meta.url));
const files = globSync("**/*.{ts,tsx,html,css}", { cwd: folder });

const forbidden = [
  /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write/u,
  /\beval\b|new Function/u,
  /localStorage|sessionStorage|indexedDB|document\.cookie/u,
  /javascript:/u,
  /\bstyle=/u,
  /https?:\/\/(?!kratos\.internal|sessions\.example|(?:app|auth)\.example\.com|www\.w3\.org)/u,
];

test.each(forbidden)("No source of the Console contains %s.", (pattern) => {
  expect(files.length).toBeGreaterThan(60);
  expect(files.filter((file) => pattern.test(readFileSync(folder + file, "utf8")))).toEqual([]);
});
