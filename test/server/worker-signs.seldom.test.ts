// `edge --workers 2` as processes: what one worker notices of the identity server is what the admin listener shows.
import { expect, test } from "vitest";
import { canShareAddress } from "../../src/config/values/worker-count.ts";
import { createIdentityServer } from "../../src/identity/server.ts";
import { createDevUser } from "../../src/cli/dev/user.ts";
import { startProgram } from "../harness/program.ts";
import { startRelay } from "../harness/relay.ts";
import { skipUnless } from "../harness/skipping.ts";

const needsSharing = skipUnless(canShareAddress(), "processes cannot share an address here");

test("What one of two workers notices is the state of the machine.", needsSharing, async () => {
  const identity = createIdentityServer({});
  await identity.start();
  const relay = await startRelay(identity.publicUrl);
  const program = startProgram([
    "edge",
    "--workers=2",
    "--cacheable-sessions",
    `--origin=${relay.url}`,
    "--listen=127.0.0.1:0",
    "--admin-listen=127.0.0.1:0",
  ]);
  try {
    const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
    const { url, adminUrl }: { url: string; adminUrl: string } = JSON.parse(line);
    const user = await createDevUser(identity.publicUrl, identity.adminUrl, "ory_kratos_session");
    const check = async (): Promise<number> => {
      const answer = await fetch(`${url}/sessions/whoami`, {
        headers: { Cookie: user.cookie, "Cache-Control": "max-age=0" },
      });
      await answer.body?.cancel();
      return answer.status;
    };
    const states = async (): Promise<readonly string[]> => {
      const text = await (await fetch(`${adminUrl}/metrics`)).text();
      const found = text.matchAll(/^edge_sessions_project_state\{.*state="([^"]*)"\} 1$/gmu);
      return [...found].map(([, state = ""]) => state);
    };
    expect(await check()).toBe(200);
    expect(await states()).toEqual(["serving"]);
    await relay.leave();
    expect(await check()).toBe(502);
    await expect.poll(states).toEqual(["origin-failing"]);
    await relay.comeBack();
    await expect.poll(states).toEqual(["serving"]);
  } finally {
    program.child.kill("SIGKILL");
    await relay.stop();
    await identity.stop();
  }
});
