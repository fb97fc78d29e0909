// Recorded stories replayed against the embedded identity server: every session check comes out as
// the real server answered it, ids, instants and secrets aside, which correspond one to one.
import { describe, expect, test } from "vitest";
import { lifespanMsOf, startIdentity } from "./identity-under-test.ts";
import { loadStory, scenarios, type Story } from "./recording.ts";
import { runStory } from "./story-runner.ts";

const played = [
  "01a-anonymous-methods",
  "01b-dead-credentials",
  "01c-cookie-choice",
  "01d-cors-off",
  "02-browser-session",
  "02b-browser-form",
  "03-token-and-precedence",
  "04-settings-profile-browser",
  "05-settings-profile-token",
  "06-totp",
  "06b-totp-classic-browser",
  "06c-totp-required-aal1",
  "07-lookup-secret",
  "08-logout",
  "09-my-sessions",
  "10a-admin-identity",
  "10b-admin-sessions",
  "10c-admin-extend",
  "10d-admin-delete-identity",
  "10e-admin-bulk-sessions",
  "10f-admin-credentials",
  "11-login-refresh",
  "12-tokenize",
  "13a-verification",
  "13b-recovery",
  "13c-recovery-by-mail",
  "13d-recovery-signed-in-and-api",
  "13e-status-of-an-address",
  "14a-password-change-hook",
  "14b-password-change-hook-parse",
  "14c-password-change-hook-ignore",
  "14d-hooks-everywhere",
  "15a-flag-off",
  "15b-no-max-age",
  "15c-short-lifespan",
];

/** Stories about the HTTP parser of the real server; a server on Node's own parser cannot follow them. */
const notPlayed = ["16-odd-paths", "17-large-and-odd-inputs"];

/** Plays a story against a server that was started for the given one. */
async function objectionsTo(story: Story, configured: Story): Promise<string> {
  const server = await startIdentity(configured);
  try {
    const objections = await runStory(story, server, lifespanMsOf(story));
    return objections.map(({ text }) => text).join("\n\n");
  } finally {
    await server.stop();
  }
}

describe("the embedded identity server", () => {
  test.each(played)(
    "The embedded identity server answers as in the recording %s.",
    async (scenario) => {
      const story = loadStory(scenario);
      expect(await objectionsTo(story, story)).toBe("");
    },
  );

  test("Every recorded story is played, except those about the parser.", () => {
    expect([...played, ...notPlayed].sort()).toEqual(scenarios);
  });

  test.each([
    ["01d-cors-off", "default"],
    ["06c-totp-required-aal1", "default"],
    ["06-totp", "aal1"],
    ["14a-password-change-hook", "hook-parse"],
    ["15a-flag-off", "default"],
    ["15b-no-max-age", "default"],
    ["15c-short-lifespan", "default"],
  ])(
    "The story %s meets objections if the server is configured as %s.",
    async (scenario, config) => {
      const story = loadStory(scenario);
      expect(await objectionsTo(story, { ...story, config })).not.toBe("");
    },
  );
});
