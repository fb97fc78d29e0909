// What is made for a release: the package, lists of all that comes along, and their hashes. Publishes nothing.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { makeScratchClone } from "./scratch-clone.ts";

const execute = promisify(execFile);
const deploy = fileURLToPath(new URL("../../deploy", import.meta.url));
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.looseObject({ version: z.string().optional(), dev: z.boolean().optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")));
const passedOn = Object.entries(lock.packages)
  .filter(([path, { dev }]) => path !== "" && dev !== true)
  .map(([path, { version }]) => `${path.replace(/^.*node_modules\//u, "")}@${version}`);

const hash = z.object({ alg: z.literal("SHA-512"), content: z.string().regex(/^[\da-f]{128}$/u) });
const cyclonedx = z.object({
  bomFormat: z.literal("CycloneDX"),
  metadata: z.object({ component: z.object({ name: z.string(), version: z.string() }) }),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      hashes: z.tuple([hash]),
      licenses: z.array(z.unknown()).min(1),
    }),
  ),
});
const spdx = z.object({
  spdxVersion: z.string().startsWith("SPDX-"),
  packages: z.array(z.object({ name: z.string(), versionInfo: z.string() })),
});

test("The script prepare.sh makes both packages, both lists of its contents, and correct hashes.", async () => {
  using clone = makeScratchClone();
  cpSync(deploy, join(clone.folder, "deploy"), { recursive: true });
  const target = join(clone.folder, "../release");
  await clone.run("deploy/publish/prepare.sh", target);
  const made = readdirSync(target).toSorted();
  expect(made).toEqual([
    "SHA256SUMS",
    expect.stringMatching(/^edge-sessions-\d+\.\d+\.\d+\.tgz$/u),
    expect.stringMatching(/^edge-sessions-library-\d+\.\d+\.\d+\.tgz$/u),
    "sbom.cyclonedx.json",
    "sbom.spdx.json",
  ]);
  const read = (name: string): string => readFileSync(join(target, name), "utf8");

  const sbom = cyclonedx.parse(JSON.parse(read("sbom.cyclonedx.json")));
  expect(sbom.metadata.component.name).toBe("edge-sessions");
  const listed = sbom.components.map(({ name, version }) => `${name}@${version}`);
  expect(listed.toSorted()).toEqual(passedOn.toSorted());
  const packages = spdx
    .parse(JSON.parse(read("sbom.spdx.json")))
    .packages.map(({ name, versionInfo }) => `${name}@${versionInfo}`);
  expect(packages).toEqual(expect.arrayContaining(passedOn));
  expect(packages).toHaveLength(passedOn.length + 1);

  const sums = read("SHA256SUMS").trim().split("\n");
  expect(sums).toHaveLength(4);
  for (const line of sums) {
    const [sum, name = ""] = line.split(/\s+\*?(?:\.\/)?/u);
    const bytes = readFileSync(join(target, name));
    expect(sum).toBe(createHash("sha256").update(bytes).digest("hex"));
  }

  // A base image that is named only by its tag is refused before anything is made.
  clone.edit(
    "deploy/Dockerfile",
    /@sha256:[\da-f]+/u.exec(readFileSync(join(deploy, "Dockerfile"), "utf8"))?.[0] ?? "",
    "",
  );
  await expect(clone.run("deploy/publish/prepare.sh", target)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("NODE_IMAGE must end in @sha256:"),
  });
}, 240_000);

test("The script image.sh is valid shell, and signs the digest.", async () => {
  const path = join(deploy, "publish/image.sh");
  await execute("sh", ["-n", path]);
  const text = readFileSync(path, "utf8");
  for (const part of [
    "--provenance=mode=max",
    "--sbom=true",
    'cosign sign --yes "$repository@$digest"',
  ]) {
    expect(text).toContain(part);
  }
});
