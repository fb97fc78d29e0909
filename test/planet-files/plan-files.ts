// The files of small plans, and what a shell and Compose make of them.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findProfile, type Profile, type ProfileName } from "../../src/planet/checks/profiles.ts";
import { filesOf, type PlanFile, type WriteOptions } from "../../src/planet/files/write-plan.ts";
import { planOf, threeCodes, twelveCodes } from "../../src/planet/plan.cases.ts";
import { planJson } from "../../src/planet/report/plan-json.ts";
import { planText } from "../../src/planet/report/plan-text.ts";

const run = promisify(execFile);
/** Plans of one, three, four and twelve edges. The regions of the last two are joined in a mesh. */
export const plans = {
  one: planOf(["fra"]),
  three: planOf(threeCodes),
  four: planOf([...threeCodes, "syd"]),
  twelve: planOf(twelveCodes),
};
/** Their names. */
export type PlanName = keyof typeof plans;
type Deploy = WriteOptions["deploy"];

/** The profile of this name. */
function profileOf(name: ProfileName): Profile {
  const found = findProfile(name);
  if (found === undefined) throw new Error(`no profile ${name}`);
  return found;
}

/** Profiles with and without a bus. */
export const careful = profileOf("careful");
export const pushed = profileOf("pushed");

/** The files of a plan. */
export function files(name: PlanName, deploy: Deploy, profile = pushed): readonly PlanFile[] {
  const plan = plans[name];
  const [json, text] = [planJson(plan), planText(plan)];
  return filesOf(plan, { deploy, profile, version: "0.1.0", map: "<svg/>", json, text });
}

/** The text of one of the files. */
export function textOf(all: readonly PlanFile[], path: string): string {
  const found = all.find((file) => file.path === path);
  if (found === undefined) throw new Error(`no ${path}`);
  return found.text;
}

/** Every plan with every way to deploy it. */
export const kinds = (["one", "three", "twelve"] as const).flatMap((name) =>
  (["compose", "kubernetes"] as const).map((deploy) => [name, deploy] as const),
);

/** A folder with the files of a plan. */
export async function written(all: readonly PlanFile[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "planet-files-"));
  for (const { path, text } of all) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: "wx" });
  }
  return folder;
}

const given = {
  ORIGIN_URL: "https://identity.example.com",
  HUB_HOST: "127.0.0.1",
  RELAY_DOMAIN: "regions.test",
};

/** Runs prepare.sh. */
export async function prepare(
  folder: string,
  env: Readonly<Record<string, string>> = given,
): Promise<void> {
  await run("sh", [join(folder, "prepare.sh")], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
}

/** The variables of an `.env` file. */
export function variablesOf(text: string): Readonly<Record<string, string>> {
  const lines = text.split("\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => /^([A-Z_]+)=(.*)$/u.exec(line)?.slice(1) ?? [line, "?"]),
  );
}

/** Text with variables replaced as Compose does it. Throws if one is missing and has no default. */
export function interpolated(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\{(\w+)(?::([?-])([^}]*))?\}/gu,
    (_all, name: string, kind?: string, other?: string) => {
      const value = variables[name] ?? (kind === "-" ? other : undefined);
      if (value === undefined) throw new Error(`${name} is not set`);
      return value;
    },
  );
}
