// `edge-sessions dev --demo`: something happens in it, and it ends with Ctrl-C.
import { expect, test } from "vitest";
import { startProgramOfTest } from "../harness/program.ts";

const anywhere = [
  "--listen",
  "--admin-listen",
  "--control-listen",
  "--identity-listen",
  "--identity-admin-listen",
].flatMap((flag) => [flag, "127.0.0.1:0"]);

interface Traffic {
  readonly total: Readonly<Record<"hits" | "misses" | "forced" | "invalidations", number>>;
}

test("In the demo people are checked and change, one identity server fails now and then, and Ctrl-C ends it.", async () => {
  const program = startProgramOfTest(["dev", "--demo", ...anywhere]);
  const [, consoleUrl = ""] = await program.until(/^Console +(\S+)$/mu);
  const [, key = ""] = await program.until(/sign in with +(\S+)$/mu);
  await program.until(/The demo is running/u);
  const ask = async <Answer>(path: string): Promise<Answer> => {
    const answer = await fetch(new URL(`..${path}`, consoleUrl), {
      headers: { Authorization: `Bearer ${key}` },
    });
    return answer.json();
  };
  const slugs = (await ask<{ slug: string }[]>("/projects")).map(({ slug }) => slug);
  expect(slugs.toSorted()).toEqual(["not-set-up-yet", "playground", "unsteady"]);
  for (const slug of ["playground", "unsteady"]) {
    await expect
      .poll(async () => (await ask<Traffic>(`/projects/${slug}/traffic?minutes=5`)).total, {
        timeout: 60_000,
      })
      .toEqual(
        expect.objectContaining({
          hits: expect.toSatisfy((hits: number) => hits > 20),
          forced: expect.toSatisfy((forced: number) => forced > 0),
          invalidations: expect.toSatisfy((count: number) => count > 0),
        }),
      );
  }
  await expect
    .poll(async () => (await ask<{ state: string }>("/projects/unsteady/health")).state, {
      timeout: 80_000,
      interval: 500,
    })
    .toBe("origin-failing");
  program.child.kill("SIGINT");
  expect(await program.ended).toBe(0);
});
