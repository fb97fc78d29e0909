// Each alert is raised when it must be, as Prometheus itself finds. This takes it seconds.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { needsProgram } from "../harness/skipping.ts";
import { findProgram } from "../programs/find-program.ts";
import { deployFolder } from "./files.ts";

test(
  "Each alert is raised when it must be, and not when nothing is wrong.",
  needsProgram("promtool"),
  async () => {
    const cases = `${deployFolder}prometheus/edge-sessions.rules.test.yaml`;
    const argv = ["test", "rules", cases];
    const { stdout } = await promisify(execFile)(findProgram("promtool") ?? "", argv);
    expect(stdout).toContain("SUCCESS");
  },
);
