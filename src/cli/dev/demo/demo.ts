// The living world of `dev --demo`: people who sign in, change and are revoked; a project that is not set up; and one whose
// identity server fails now and then.
import { setTimeout as wait } from "node:timers/promises";
import { createAccount } from "../user.ts";
import { live, type Habits } from "./person.ts";
import {
  changeSettings,
  createDemoProject,
  endSessionsOfSomebody,
  makeAndRevokeKey,
  type ControlAccess,
} from "./operator.ts";
import type { Part } from "../../../server/parts.ts";
import type { IdentityServer } from "../../../identity/server.ts";
import type { Site } from "../site.ts";

/** What the demo needs of the rest. */
export interface DemoParts {
  readonly control: Omit<ControlAccess, "signal">;
  /** Base URL of the edge, with its base path. */
  readonly edgeUrl: string;
  readonly projectsDomain: string;
  readonly cookieName: string;
  /** The identity server of the first project. */
  readonly identity: Pick<IdentityServer, "adminUrl">;
  /** The slug of the first project. */
  readonly slug: string;
  /** A second identity server, which the demo lets fail. It is started and stopped here. */
  readonly unsteady: IdentityServer;
  /** Called with a sentence if the demo stops on its own. */
  readonly failed: (error: unknown) => void;
}

const peopleOfFirst = 24;
const peopleOfUnsteady = 6;
const habits: readonly Habits[] = [
  { checksEveryMs: 250, actsEveryMs: 60_000 },
  { checksEveryMs: 1_000, actsEveryMs: 90_000 },
  { checksEveryMs: 4_000, actsEveryMs: 120_000 },
];
const operatorEveryMs = 20_000;
const goodForMs = 40_000;
const failsForMs = 20_000;

/** Creates the world. Nothing happens before `start`. */
export function createDemo(parts: DemoParts): Part {
  const ending = new AbortController();
  const { signal } = ending;
  const access: ControlAccess = { ...parts.control, signal };
  const lives: Promise<void>[] = [];

  const pause = async (ms: number): Promise<void> => {
    await wait(ms, undefined, { signal, ref: false }).catch(aborted);
  };
  const begin = (life: Promise<void>): void => {
    lives.push(
      life.catch((error: unknown) => {
        if (!signal.aborted) parts.failed(error);
      }),
    );
  };

  async function populate(site: Site, adminUrl: string, people: number): Promise<void> {
    for (let number = 1; number <= people; number += 1) {
      const name = `user-${String(number).padStart(2, "0")}`;
      const account = await createAccount(adminUrl, `${name}@example.com`, name);
      const { cookieName } = parts;
      const own = habits[number % habits.length] ?? { checksEveryMs: 1_000, actsEveryMs: 60_000 };
      begin(live({ site, account, cookieName, habits: own, signal, random: Math.random, pause }));
    }
  }

  async function operate(): Promise<void> {
    const choose = (count: number): number => Math.floor(Math.random() * count);
    for (let round = 1; !signal.aborted; round += 1) {
      await pause(operatorEveryMs);
      if (signal.aborted) return;
      if (round % 6 === 0) await makeAndRevokeKey(access, parts.slug);
      else if (round % 6 === 3)
        await changeSettings(access, parts.slug, {
          refresh_after: round % 12 === 3 ? "2s" : "1s",
        });
      else await endSessionsOfSomebody(access, parts.slug, choose);
    }
  }

  async function failNowAndThen(): Promise<void> {
    const { faults } = parts.unsteady;
    while (!signal.aborted) {
      await pause(goodForMs);
      if (signal.aborted) return;
      const fault = faults.add({
        times: Number.POSITIVE_INFINITY,
        effect: { kind: "status", status: 502 },
      });
      await pause(failsForMs);
      fault.remove();
    }
  }

  return {
    start: async () => {
      const { unsteady, edgeUrl, projectsDomain } = parts;
      await unsteady.start();
      const siteOf = (slug: string): Site => ({ url: edgeUrl, host: `${slug}.${projectsDomain}` });
      await createDemoProject(access, "Not set up yet", "not-set-up-yet");
      const second = await createDemoProject(access, "Unsteady", "unsteady");
      await changeSettings(access, second.slug, {
        origin_url: unsteady.publicUrl,
        admin_origin_url: unsteady.adminUrl,
        cookie_name: parts.cookieName,
        cacheable_sessions: true,
        stale_if_error: "5s",
      });
      await populate(siteOf(parts.slug), parts.identity.adminUrl, peopleOfFirst);
      await populate(siteOf(second.slug), unsteady.adminUrl, peopleOfUnsteady);
      begin(operate());
      begin(failNowAndThen());
    },
    stop: async (deadlineMs) => {
      ending.abort();
      await Promise.all(lives);
      await parts.unsteady.stop(deadlineMs);
    },
  };
}

/** The end of a pause by the end of the demo. */
function aborted(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "AbortError") throw error;
}
