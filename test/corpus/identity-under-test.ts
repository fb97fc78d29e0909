// The embedded identity server, configured as the recordings were made.
import type { IdentityConfig } from "../../src/identity/config.ts";
import type { HookFlow, WebHook } from "../../src/identity/hook-settings.ts";
import { createIdentityServer } from "../../src/identity/server.ts";
import { HookReceiver } from "./hook-receiver.ts";
import type { Story } from "./recording.ts";
import type { StoryTarget } from "./story-runner.ts";

const secondMs = 1000;
const dayMs = 86_400 * secondMs;

const recorded: Partial<IdentityConfig> = {
  publicBaseUrl: "http://127.0.0.1:4433/",
  uiBaseUrl: "http://app.example/",
  cacheableSessions: true,
  cacheableSessionsMaxAgeMs: 60 * secondMs,
  sessionLifespanMs: dayMs,
  whoamiRequiredAal: "highest_available",
  settingsRequiredAal: "highest_available",
  privilegedSessionMaxAgeMs: 15 * 60 * secondMs,
  cookieName: "ory_kratos_session",
  cors: { allowedOrigins: ["http://app.example", "http://other.example"] },
  revokeSessionsOnPasswordChange: true,
  tokenizers: { jwt_example: { ttlMs: 60 * secondMs } },
  passwordHashCost: 4,
};

/** What the recordings' named configurations change. */
const variants: Readonly<Record<string, Partial<IdentityConfig>>> = {
  default: {},
  "flag-off": { cacheableSessions: false },
  "no-max-age": { cacheableSessionsMaxAgeMs: undefined },
  "short-lifespan": { sessionLifespanMs: 5 * secondMs },
  "cors-off": { cors: undefined },
  aal1: { whoamiRequiredAal: "aal1" },
  "hook-parse": {},
  "hook-ignore": {},
  "hooks-all": {},
};

/** The configured life of a session in a story, in milliseconds. */
export function lifespanMsOf(story: Story): number {
  return configOf(story).sessionLifespanMs ?? dayMs;
}

/**
 * A started server on free ports, with a clock that the story sets, and a receiver of its web hooks
 * where the story has some. Rejects for an unknown configuration.
 */
export async function startIdentity(
  story: Story,
): Promise<StoryTarget & { stop(): Promise<void> }> {
  let nowMs = 0;
  const hooks = new HookReceiver();
  await hooks.start();
  const config = {
    ...configOf(story),
    hooks: hooksOf(story, hooks.url),
    hookRetryDelaysMs: [0, 0],
  };
  const server = createIdentityServer({ now: () => nowMs, config });
  await server.start();
  return {
    publicUrl: server.publicUrl,
    adminUrl: server.adminUrl,
    setTime: (ms) => {
      nowMs = ms;
    },
    hooks,
    stop: async () => {
      await server.stop();
      await hooks.stop();
    },
  };
}

/** The flows and methods whose web hook a configuration has; no method: after each. */
const hooked: Readonly<Record<string, readonly (readonly [HookFlow, string?])[]>> = {
  "hooks-all": [
    ["login", "password"],
    ["login", "totp"],
    ["settings", "password"],
    ["settings", "profile"],
    ["settings", "totp"],
    ["verification"],
    ["recovery"],
  ],
};

function hooksOf(story: Story, url: string): WebHook[] {
  // Elsewhere no recorded call reaches the receiver, so there is nothing to hold it to.
  if (!story.exchanges.some(({ listener }) => listener === "hook")) return [];
  const places = hooked[story.config] ?? [["settings", "password"] as const];
  return places.map(([flow, method]) => ({
    flow,
    ...(method === undefined ? {} : { method }),
    url: [url, "hook", flow, ...(method === undefined ? [] : [method])].join("/"),
    headers: { "X-Hook-Key": "corpus-hook-key" },
    parse: story.config === "hook-parse",
    ignore: story.config === "hook-ignore",
  }));
}

function configOf(story: Story): Partial<IdentityConfig> {
  const variant = variants[story.config];
  if (variant === undefined) throw new Error(`no configuration for ${story.config}`);
  return { ...recorded, ...variant };
}
