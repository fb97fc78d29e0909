#!/usr/bin/env node
// What the name `edge-sessions` runs. In an installed package that is the build. In a clone it is the sources, which
// need no build, unless there is a build that is as new as they are: it starts faster.
// Plain JavaScript, for any Node: the program itself says which ones it needs.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";

const root = new URL("../", import.meta.url);
const build = new URL("dist/cli/main.js", root);
const sources = new URL("src/cli/main.ts", root);
/** Written when a build has ended well. */
const stamp = new URL("dist/.built", root);
const isClone = existsSync(sources);
/** Commands with a Console, whose page is made by a build. */
const withConsole = ["dev", "control"];

/** @param {string} problem What is wrong, and what to do. */
function refuse(problem) {
  process.stderr.write(`edge-sessions: ${problem}\n`);
  process.exitCode = 1;
}

/** Whether no source has changed since the build. */
function isBuildFresh() {
  const builtMs = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  if (builtMs === undefined) return false;
  const names = readdirSync(new URL("src/", root), { recursive: true, encoding: "utf8" });
  const paths = ["package.json", ...names.map((name) => `src/${name}`)];
  return paths.every((path) => statSync(new URL(path, root)).mtimeMs <= builtMs);
}

async function runSources() {
  const { typescript } = process.features;
  if (typescript === undefined || typescript === false) {
    const { engines } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
    refuse(
      `Node ${process.versions.node} can not run this clone's sources; that needs Node ${engines.node}. Run "npm ci", which brings one that "npm start" and "npx edge-sessions" find.`,
    );
    return;
  }
  try {
    if (withConsole.includes(process.argv[2] ?? "")) {
      const { setup } = await import("../scripts/fresh-page.ts");
      await setup();
    }
    await import(sources.href);
  } catch (error) {
    const missing =
      error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (!missing) throw error;
    refuse(`a package is missing: run "npm ci" in this clone. ${error.message}`);
  }
}

if (!isClone || isBuildFresh()) await import(build.href);
else await runSources();
