// What users change about themselves, as data: every way that has to reach all credentials of an identity.
import { expect } from "vitest";
import { Browser, fieldOf } from "../harness/browser.ts";
import {
  addLookupSecrets,
  addTotp,
  changePassword,
  changeProfile,
  changeProfileInApp,
  recover,
  removeTotp,
  signInAgain,
  signInAgainInApp,
  signOut,
  type Codes,
} from "../harness/acts.ts";
import type { Cast } from "../harness/cast.ts";
import { check, signInApp, type Credential, type Scene } from "../harness/scene.ts";

/** One change. */
export interface Change {
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

/** Every change. */
export const changes: readonly Change[] = [
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
    name: "revoking all other sessions by a session whose own credential is not cached",
    needs: [],
    act: async ({ scene, person }) => {
      const xSessionToken = await signInApp(scene.direct, person);
      await scene.through.disableMyOtherSessions({ xSessionToken });
    },
    changes: "all",
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
