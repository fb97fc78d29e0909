// The self-service flows that change something: sign-in, registration, settings, recovery, verification.
import {
  type Act,
  type ActContext,
  type Effect,
  givesCookie,
  givesToken,
  plain,
  present,
  somebody,
  someSession,
  turnedAway,
  winner,
} from "./act.ts";
import type { Session } from "./people.ts";

type Maker = (context: ActContext) => Act;

function flow(context: ActContext, name: string): string {
  const path = `/self-service/${name}`;
  const encoded = context.random.chance(0.05) ? path.replace("e", "%65") : path;
  return `${encoded}?flow=${context.random.int(1_000_000)}`;
}

/** `POST` mostly; the origin also takes some submissions by `GET`. */
function submission(context: ActContext): "POST" | "GET" {
  return context.random.chance(0.85) ? "POST" : "GET";
}

function form(context: ActContext, method: string): { contentType?: string; body?: string } {
  if (method === "GET") return {};
  return context.random.chance(0.5)
    ? {
        contentType: "application/json",
        body: `{"method":"password","n":${context.random.int(99)}}`,
      }
    : { contentType: "application/x-www-form-urlencoded", body: "method=password&csrf_token=x" };
}

/** A first sign-in: by a browser, or by an API client, with nothing in hand or with an old session. */
export const signIn: Maker = (context) => {
  const { random, people } = context;
  const method = submission(context);
  const identity = somebody(context);
  const old = random.chance(0.3) ? someSession(context) : undefined;
  const api = random.chance(0.3);
  return {
    row: "sign-in",
    method,
    target: flow(context, "login"),
    ...form(context, method),
    presented: old === undefined ? {} : present(context, old),
    reach: "identity",
    commit(nowMs) {
      if (random.chance(0.1)) return plain(400, '{"ui":{"messages":[{"id":4000006}]}}\n');
      const session = people.signIn(identity, nowMs);
      if (api) return givesToken(context, session);
      return givesCookie(context, session, random.pick([200, 303]));
    },
  };
};

/** `refresh=true` or a second factor on a live session: its token stays, its expiry moves. */
export const stepUp: Maker = (context) => {
  const session = someSession(context);
  if (session === undefined) return signIn(context);
  const presented = present(context, session);
  const kind = context.random.pick(["refresh", "aal2", "lookup", "link"] as const);
  const method = submission(context);
  return {
    row: `sign-in ${kind}`,
    method,
    target: flow(context, "login"),
    ...form(context, method),
    presented,
    reach: "identity",
    commit(nowMs) {
      const own = winner(context.people, presented, nowMs);
      if (own === undefined) return turnedAway();
      if (kind === "aal2") own.factors = 2;
      if (kind === "lookup" || kind === "link") context.people.touch(own.identity);
      context.people.extend(own, nowMs);
      return presented.cookie === undefined
        ? givesToken(context, own)
        : givesCookie(context, own, context.random.pick([200, 303]));
    },
  };
};

/** An identity provider's answer: signs in, or links an account to a session that asked for it. */
export const providerCallback: Maker = (context) => {
  const { random, people } = context;
  const link = random.chance(0.4) ? someSession(context) : undefined;
  const identity = somebody(context);
  const way = random.pick([
    "callback",
    "callback/provider",
    "organization",
    "fed-cm",
    "saml callback",
    "saml acs",
    "other method",
  ] as const);
  const method = way === "fed-cm" ? "POST" : random.pick(["GET", "POST"] as const);
  const target = {
    callback: "/self-service/methods/oidc/callback?code=1&state=2",
    "callback/provider": "/self-service/methods/oidc/callback/google?code=1&state=2",
    organization: `/self-service/methods/oidc/organization/${random.uuid()}/callback/okta?code=1`,
    "fed-cm": "/self-service/fed-cm/token",
    "saml callback": `/self-service/methods/saml/callback/${random.int(9)}?SAMLResponse=x`,
    "saml acs": `/self-service/methods/saml/acs/${random.int(9)}`,
    "other method": "/self-service/methods/passkey/finish",
  }[way];
  const presented = link === undefined ? {} : present(context, link);
  return {
    row: `provider ${way}`,
    method,
    target,
    ...form(context, method),
    presented,
    reach: "identity",
    commit(nowMs) {
      const own = winner(people, presented, nowMs);
      if (own !== undefined) {
        people.touch(own.identity);
        return givesCookie(context, own);
      }
      return givesCookie(context, people.signIn(identity, nowMs));
    },
  };
};

/** A way to sign in that no table knows: a plugin's, or one that the identity server learns next year. */
export const unknownSignIn: Maker = (context) => {
  const { random, people } = context;
  const identity = somebody(context);
  const old = random.chance(0.3) ? someSession(context) : undefined;
  const method = random.pick(["GET", "POST"] as const);
  return {
    row: "unknown sign-in",
    method,
    target: `/self-service/magic/link?code=${random.int(1_000_000)}`,
    ...form(context, method),
    presented: old === undefined ? {} : present(context, old),
    reach: "credential",
    commit(nowMs) {
      if (random.chance(0.5)) people.touch(identity);
      return givesCookie(context, people.signIn(identity, nowMs), random.pick([200, 303]));
    },
  };
};

/** An API client turns the code of a finished flow into a token. */
export const tokenExchange: Maker = (context) => {
  const identity = somebody(context);
  return {
    row: "token-exchange",
    method: "GET",
    target: "/sessions/token-exchange?init_code=a&return_to_code=b",
    presented: {},
    reach: "identity",
    commit(nowMs) {
      if (context.random.chance(0.1)) return turnedAway(403);
      return givesToken(context, context.people.signIn(identity, nowMs));
    },
  };
};

/** A new account. */
export const registration: Maker = (context) => {
  const { random, people } = context;
  const method = submission(context);
  const api = random.chance(0.3);
  return {
    row: "registration",
    method,
    target: flow(context, "registration"),
    ...form(context, method),
    presented: {},
    reach: "identity",
    commit(nowMs) {
      // A run's people stay few, so that their sessions meet: from the eighth on, the address is taken.
      if (people.identities.length >= 8)
        return plain(400, '{"ui":{"messages":[{"id":4000007}]}}\n');
      const session = people.signIn(people.register(), nowMs);
      return api ? givesToken(context, session) : givesCookie(context, session);
    },
  };
};

/** Profile, password, factors, links. Even a refused-looking answer may have changed something. */
export const settings: Maker = (context) => {
  const { random, people } = context;
  const session = someSession(context);
  const presented = session === undefined ? {} : present(context, session);
  const method = submission(context);
  const kind = random.weighted([
    [5, "profile"],
    [1, "password"],
    [1, "factor"],
  ] as const);
  return {
    row: `settings ${kind}`,
    method,
    target: flow(context, "settings"),
    ...form(context, method),
    presented,
    reach: "identity",
    commit(nowMs) {
      const own = winner(people, presented, nowMs);
      if (own === undefined) return turnedAway();
      people.touch(own.identity);
      if (kind === "factor") toggleFactor(own);
      if (kind === "password") {
        for (const other of people.sessionsOf(own.identity)) {
          if (other !== own) people.revoke(other);
        }
      }
      if (random.chance(0.1))
        return plain(random.pick([400, 502, 422]), '{"error":{"code":400}}\n');
      if (presented.cookie === undefined) return plain(200, '{"state":"success"}\n');
      return givesCookie(context, own, random.pick([200, 303]));
    },
  };
};

function toggleFactor(own: Session): void {
  own.identity.secondFactor = !own.identity.secondFactor;
  own.factors = own.identity.secondFactor ? 2 : 1;
}

/** A mailed code: the request names no identity, and the answer signs a person in. */
export const recovery: Maker = (context) => {
  const { random, people } = context;
  const identity = somebody(context);
  const other = random.chance(0.2) ? someSession(context) : undefined;
  const method = submission(context);
  const api = random.chance(0.3);
  return {
    row: "recovery",
    method,
    target: flow(context, "recovery"),
    ...form(context, method),
    presented: other === undefined ? {} : present(context, other),
    reach: "identity",
    commit(nowMs): Effect {
      if (random.chance(0.1)) return plain(422, '{"error":{"code":422}}\n');
      people.touch(identity);
      const session = people.signIn(identity, nowMs);
      if (!api) return givesCookie(context, session);
      const body = `{"state":"passed_challenge","continue_with":[{"action":"set_ory_session_token","ory_session_token":"${session.token}"},{"action":"show_settings_ui","flow":{"id":"x"}}]}\n`;
      return {
        status: 200,
        headers: ["Content-Type", "application/json; charset=utf-8"],
        body,
        handed: [{ kind: "token", value: session.token, session }],
      };
    },
  };
};

/** An address gets verified, by its owner's device or by a visitor without a session. */
export const verification: Maker = (context) => {
  const { random, people } = context;
  const session = random.chance(0.5) ? someSession(context) : undefined;
  const identity = session?.identity ?? somebody(context);
  const method = submission(context);
  return {
    row: "verification",
    method,
    target: flow(context, "verification"),
    ...form(context, method),
    presented: session === undefined ? {} : present(context, session),
    reach: "identity",
    commit() {
      people.touch(identity);
      return plain(200, '{"state":"passed_challenge"}\n');
    },
  };
};
