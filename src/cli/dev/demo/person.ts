// One person of the demo: signs in, is asked for now and then, changes the name, signs out, and comes back.
import { changeName, checkSession, signIn, signOut, type Account } from "../self-service.ts";
import type { Site } from "../site.ts";

/** How often a person does what. Times are milliseconds. */
export interface Habits {
  /** Mean time between two checks of the session. */
  readonly checksEveryMs: number;
  /** Mean time between two other deeds. */
  readonly actsEveryMs: number;
}

/** What a person needs. */
export interface PersonParts {
  readonly site: Site;
  readonly account: Account;
  readonly cookieName: string;
  readonly habits: Habits;
  /** Ends the person's life. */
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Resolves after that time, or at once when the signal aborts. */
  readonly pause: (ms: number) => Promise<void>;
}

const tryAgainMs = 3_000;

/** Lives until the signal aborts. Rejects if anything but the end of the demo stops it. */
export async function live(parts: PersonParts): Promise<void> {
  const { signal, pause } = parts;
  while (!signal.aborted) {
    try {
      await visitOnce(parts);
    } catch (error) {
      // A connection that the end of the demo breaks is no failure. One that the server breaks is tried again.
      if (!isBroken(error)) throw error;
    }
    await pause(tryAgainMs);
  }
}

/** From signing in to signing out, or until the session is gone. */
async function visitOnce(parts: PersonParts): Promise<void> {
  const { site, account, cookieName, habits, signal, random, pause } = parts;
  const signedIn = await signIn(site, account, cookieName, signal);
  if (signedIn.kind === "failed") return;
  let { session } = signedIn;
  let untilActMs = around(habits.actsEveryMs, random());
  while (!signal.aborted) {
    const waitMs = around(habits.checksEveryMs, random());
    await pause(waitMs);
    if (signal.aborted) return;
    const forced = random() < forcedShare;
    if ((await checkSession(site, session, forced, signal)) === 401) return;
    untilActMs -= waitMs;
    if (untilActMs > 0) continue;
    untilActMs = around(habits.actsEveryMs, random());
    if (random() < signOutShare) {
      await signOut(site, session, signal);
      return;
    }
    const name = `${account.email.split("@", 1)[0] ?? ""} ${Math.floor(random() * namesMax)}`;
    const changed = await changeName(site, { session, email: account.email, name }, signal);
    if (changed.kind === "done") ({ session } = changed);
  }
}

const forcedShare = 0.03;
const signOutShare = 0.4;
const namesMax = 1_000;

/** A time around the mean, from half to one and a half of it. */
function around(meanMs: number, random: number): number {
  return meanMs * (0.5 + random);
}

/** Whether a connection failed or was aborted. */
function isBroken(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
