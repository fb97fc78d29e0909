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
  if (builtMs === undefined || !existsSync(build)) return false;
  const names = readdirSync(new URL("src/", root), { recursive: true, encoding: "utf8" });
  const paths = ["package.json", ...names.map((name) => `src/${name}`)];
  // A link that leads nowhere has no time, and says nothing about the build.
  /** @param {string} path */
  const changedMs = (path) =>
    statSync(new URL(path, root), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return paths.every((path) => changedMs(path) <= builtMs);
}

/** Builds the Console's page where that is due. Without it everything but the Console works, and the program says so. */
async function buildPage() {
  const [command = "", ...flags] = process.argv.slice(2);
  if (!withConsole.includes(command) || flags.includes("--help") || flags.includes("-h")) return;
  try {
    const { setup } = await import("../scripts/fresh-page.ts");
    await setup();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`edge-sessions: the Console's page was not built: ${why}\n`);
  }
}

async function runSources() {
  const { typescript } = process.features;
  if (typescript === undefined || typescript === false) {
    const { engines } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
    refuse(
      `Node ${process.versions.node} cannot run this clone's sources; that needs Node ${engines.node}. Run "npm ci", which brings one that "npm start" and "npx edge-sessions" find.`,
    );
    return;
  }
  try {
    await buildPage();
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
