// A clone whose build was removed: `npm run build` builds it again, although the compiler's notes say that it is there.
import { expect, test } from "vitest";
import { firstLineOfHelp, overview } from "./first-line.ts";
import { makeScratchClone, removeBuild } from "./scratch-clone.ts";

test("After the build was removed, npx runs the sources, and npm run build builds everything again.", async () => {
  using clone = makeScratchClone();
  const build = async (): Promise<void> => {
    await clone.run("npm", "run", "build");
    clone.edit("dist/cli/command-line.js", overview, "the build");
  };
  await build();
  expect(await firstLineOfHelp(clone)).toBe("the build");
  removeBuild(clone);
  expect(await firstLineOfHelp(clone)).toBe(overview);
  await build();
  expect(await firstLineOfHelp(clone)).toBe("the build");
});
