// What the build for edge runtimes is made of: it is small, and takes nothing that only Node.js has.
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { bundleForIsolate } from "./bundle.ts";

/** The most that a Worker may grow by the package, compressed as Workers are uploaded. */
const bundleBytesMax = 60_000;

it("The bundle is small, has no imports, and names nothing that only Node.js has.", async () => {
  const { code, imports } = await bundleForIsolate("../../src/edge-runtime/index.ts");
  const bytes = gzipSync(code).byteLength;
  console.log(`edge-runtime: ${bytes} bytes compressed, ${code.length} characters`);
  expect(bytes).toBeLessThanOrEqual(bundleBytesMax);
  expect(imports).toEqual([]);
  expect(code).not.toMatch(/node:|\bBuffer\b|\bprocess\.|\bsetImmediate\b|\brequire\(/u);
});
