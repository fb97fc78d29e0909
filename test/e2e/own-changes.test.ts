// What a user changes through the edge is visible at once, in every session and by every cookie and token of theirs,
// however many refreshes that began before were still on their way.
import { describe, expect, test } from "vitest";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { Browser, fieldOf } from "../identity/browser.ts";
import {
  addLookupSecrets,
  addTotp,
  changePassword,
  changeProfile,
  changeProfileInApp,
  recover,
  register,
  removeTotp,
  signInAgain,
  signInAgainInApp,
  signOut,
  type Codes,
} from "./acts.ts";
import {
  cacheAndHoldRefreshes,
  expectTruth,
  expectTruthOf,
  gather,
  castSetUp,
  sendChecks,
  type Cast,
} from "./cast.ts";
import {
  check,
  isHit,
  signInApp,
  signInBrowser,
  startScene,
  untilSeen,
  type Credential,
  type Scene,
  type Seen,
} from "./scene.ts";

interface Change {
  readonly name: string;
  /** Methods without which it is skipped. */
  readonly needs: readonly string[];
  /** Done at the identity server itself before anything is cached; what it gives is handed to `act`. */
  readonly prepare?: (cast: Cast) => Promise<Codes>;
  /** The cached credential that acts. */
  readonly actor?: (cast: Cast) => Credential;
  /** Done through the edge. */
  readonly act: (cast: Cast, codes: Codes) => Promise<void>;
  /** By how many of the credentials it has to show that something changed. */
  readonly changes: "all" | "some";
}

const enrolled = (cast: Cast): Promise<Codes> => addTotp(cast.scene.direct, cast.acting);

const changes: readonly Change[] = [
  {
    name: "a profile update in a browser",
    needs: ["profile"],
    actor: ({ acting }) => ({ cookie: acting.cookie }),
    act: ({ scene, acting, person }) =>
      changeProfile(scene.through, acting, scene.origin.traitsOf(person.email, "Grace")),
    changes: "all",
  },
  {
    name: "a profile update in an app",
    needs: ["profile"],
    actor: ({ app }) => ({ xSessionToken: app }),
    act: ({ scene, app, person }) =>
      changeProfileInApp(scene.through, app, scene.origin.traitsOf(person.email, "Grace")),
    changes: "all",
  },
  {
    name: "a profile update by a session whose own credential is not cached",
    needs: ["profile"],
    act: async ({ scene, person }) => {
      const another = await signInApp(scene.direct, person);
      const traits = scene.origin.traitsOf(person.email, "Grace");
      await changeProfileInApp(scene.through, another, traits);
    },
    changes: "all",
  },
  {
    name: "a password change with revocation",
    needs: ["password"],
    actor: ({ acting }) => ({ cookie: acting.cookie }),
    act: ({ scene, acting }) => changePassword(scene.through, acting, crypto.randomUUID()),
    changes: "some",
  },
  {
    name: "adding TOTP",
    needs: ["totp"],
    actor: ({ acting }) => ({ cookie: acting.cookie }),
    act: async ({ scene, acting }) => void (await addTotp(scene.through, acting)),
    changes: "all",
  },
  {
    name: "removing TOTP",
    needs: ["totp"],
    prepare: async (cast) => {
      const codes = await enrolled(cast);
      const { scene, sibling, app } = cast;
      const proof = { method: "totp", totp_code: codes() } as const;
      await signInAgain(scene.direct, sibling, { aal: "aal2" }, proof);
      await signInAgainInApp(scene.direct, app, { aal: "aal2" }, proof);
      return codes;
    },
    actor: ({ acting }) => ({ cookie: acting.cookie }),
    act: ({ scene, acting }) => removeTotp(scene.through, acting),
    changes: "some",
  },
  {
    name: "adding backup codes",
    needs: ["lookup_secret"],
    actor: ({ acting }) => ({ cookie: acting.cookie }),
    act: ({ scene, acting }) => addLookupSecrets(scene.through, acting),
    changes: "some",
  },
  {
    name: "raising a browser's session to the second factor",
    needs: ["totp"],
    prepare: async (cast) => {
      const codes = await enrolled(cast);
      const proof = { method: "totp", totp_code: codes() } as const;
      await signInAgainInApp(cast.scene.direct, cast.app, { aal: "aal2" }, proof);
      return codes;
    },
    act: ({ scene, sibling }, codes) =>
      signInAgain(scene.through, sibling, { aal: "aal2" }, { method: "totp", totp_code: codes() }),
    changes: "some",
  },
  {
    name: "raising an app's session to the second factor",
    needs: ["totp"],
    prepare: enrolled,
    act: ({ scene, app }, codes) =>
      signInAgainInApp(scene.through, app, { aal: "aal2" }, { method: "totp", totp_code: codes() }),
    changes: "some",
  },
  {
    name: "a browser's refreshing sign-in",
    needs: ["password"],
    actor: ({ acting }) => ({ cookie: acting.cookie }),
    act: ({ scene, acting, person }) =>
      signInAgain(
        scene.through,
        acting,
        { refresh: true },
        { method: "password", identifier: person.email, password: person.password },
      ),
    changes: "some",
  },
  {
    name: "an app's refreshing sign-in",
    needs: ["password"],
    actor: ({ app }) => ({ xSessionToken: app }),
    act: ({ scene, app, person }) =>
      signInAgainInApp(
        scene.through,
        app,
        { refresh: true },
        { method: "password", identifier: person.email, password: person.password },
      ),
    changes: "some",
  },
  {
    name: "a browser's log-out",
    needs: [],
    actor: ({ acting }) => ({ cookie: acting.cookie }),
    act: ({ scene, acting }) => signOut(scene.through, acting),
    changes: "some",
  },
  {
    name: "an app's log-out",
    needs: [],
    actor: ({ app }) => ({ xSessionToken: app }),
    act: async ({ scene, app }) => {
      await scene.through.performNativeLogout({ performNativeLogoutBody: { session_token: app } });
    },
    changes: "some",
  },
  {
    name: "revoking all other sessions",
    needs: [],
    actor: ({ acting }) => ({ cookie: acting.cookie }),
    act: async ({ scene, acting }) => {
      await scene.through.disableMyOtherSessions({ cookie: acting.cookie });
    },
    changes: "some",
  },
  {
    name: "revoking one other session",
    needs: [],
    actor: ({ acting }) => ({ cookie: acting.cookie }),
    act: async ({ scene, acting, app }) => {
      const { data } = await scene.direct.toSession({ xSessionToken: app });
      await scene.through.disableMySession({ id: data.id, cookie: acting.cookie });
    },
    changes: "some",
  },
  {
    name: "recovery by a mailed code, which verifies the address",
    needs: ["code"],
    act: async ({ scene, person }) => {
      const lost = new Browser();
      const begun = lost.keep(await scene.through.createBrowserRecoveryFlow());
      const flow = { id: begun.id, csrfToken: fieldOf(begun.ui, "csrf_token") };
      await recover(scene.through, lost, flow, { email: person.email });
      const code = await mailedCode(scene, person.email);
      expect(await recover(scene.through, lost, flow, { code })).toBe(422);
      expect((await check(scene.through, { cookie: lost.cookie })).status).toBe(200);
    },
    changes: "all",
  },
];

/** The code in the latest mail to somebody. */
async function mailedCode(scene: Scene, recipient: string): Promise<string> {
  const url = `${scene.origin.adminUrl}/admin/courier/messages?recipient=${encodeURIComponent(recipient)}`;
  const mails = (await (await fetch(url)).json()) as { body: string }[];
  const code = /(?<!\d)\d{6}(?!\d)/.exec(mails[0]?.body ?? "")?.[0];
  if (code === undefined) throw new Error("no code was mailed");
  return code;
}

describe("every credential's next check is right, and stays right when held refreshes arrive, after", () => {
  test.for(changes)("$name", async ({ needs, prepare, actor, act, changes }, { skip }) => {
    await using scene = await startScene(castSetUp);
    const missing = needs.filter((method) => !scene.origin.methods.has(method));
    skip(missing.length > 0, `not enabled: ${missing.join(", ")}`);
    const cast = await gather(scene);
    const codes = (await prepare?.(cast)) ?? (() => "");
    const before = await truths(cast);
    const held = await cacheAndHoldRefreshes(cast);

    const acting = actor?.(cast);
    await act(cast, codes);

    // Who acted does not even wait for what is held; the others' answers may, but they asked before it came.
    if (acting !== undefined) await expectTruthOf(cast, acting);
    const answered = await sendChecks(cast, "at once");
    await held.arrive();
    await answered();
    await expectTruth(cast, "after the held refreshes");
    const after = await truths(cast);
    const changed = [...before].filter(([name, truth]) => after.get(name) !== truth).length;
    expect(changed).toBeGreaterThanOrEqual(changes === "all" ? before.size : 1);
    // What a user does through the edge explains every difference, so nothing counts as gone round it.
    const alarms = scene.edge.events.filter(
      ({ kind }) => kind === "change-unseen" || kind === "session-mismatch",
    );
    expect(alarms).toEqual([]);
  });
});

test("a sibling's next check does not wait for a refresh that began before the change", async () => {
  const originTimeoutMs = 500;
  await using scene = await startScene({
    ...castSetUp,
    edge: { ...castSetUp.edge, originTimeoutMs },
  });
  const cast = await gather(scene);
  const held = await cacheAndHoldRefreshes(cast);
  const traits = scene.origin.traitsOf(cast.person.email, "Grace");
  await changeProfile(scene.through, cast.acting, traits);
  const sibling = { cookie: cast.sibling.cookie };
  expect(outline(await check(scene.through, sibling))).toEqual(
    outline(await check(scene.direct, sibling)),
  );
  await held.arrive();
});

function outline({ status, body }: Seen): Pick<Seen, "status" | "body"> {
  return { status, body };
}

async function truths(cast: Cast): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [name, credential] of cast.credentials()) {
    const { status, body } = await check(cast.scene.direct, credential);
    found.set(name, JSON.stringify([status, body]));
  }
  return found;
}

describe("a new session's first check is a hit, after", () => {
  /** Acts, waits until something is stored, and checks: a hit without asking that is what the origin says? */
  const isWarm = async (scene: Scene, act: () => Promise<Credential>): Promise<boolean> => {
    const since = scene.edge.events.length;
    const credential = await act();
    const stored = (event: EdgeEvent): boolean => event.kind === "settled" && event.store === "put";
    await untilSeen(scene.edge, stored, 1, since);
    const asked = scene.relay.whoamis();
    const seen = await check(scene.through, credential);
    const truth = await check(scene.direct, credential);
    expect(outline(seen)).toEqual(outline(truth));
    return truth.status === 200 && isHit(seen) && scene.relay.whoamis() === asked;
  };

  test("registration in a browser", async () => {
    await using scene = await startScene();
    const email = `${crypto.randomUUID()}@example.org`;
    const warm = await isWarm(scene, async () => {
      const browser = new Browser();
      const traits = scene.origin.traitsOf(email, "Ada");
      await register(scene.through, browser, traits, crypto.randomUUID());
      return { cookie: browser.cookie };
    });
    expect(warm).toBe(true);
  });

  test("a browser's sign-in", async () => {
    await using scene = await startScene();
    const person = await scene.person();
    const warm = await isWarm(scene, async () => {
      const { cookie } = await signInBrowser(scene.through, person);
      return { cookie };
    });
    expect(warm).toBe(true);
  });

  test("an app's sign-in, where tokens are cached", async () => {
    await using scene = await startScene({ settings: { sessionTokens: true } });
    const person = await scene.person();
    const warm = await isWarm(scene, async () => ({
      xSessionToken: await signInApp(scene.through, person),
    }));
    expect(warm).toBe(true);
  });
});
