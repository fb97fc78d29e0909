// Requests of people whom the origin does not know: they name a whole project, made-up ids or another person, and are refused, redirected, or
// break off half-way. None of them changes anything, so none may cost anybody anything.
import { type Act, type ActContext, type plain, somebody, someSession, turnedAway } from "./act.ts";

type Maker = (context: ActContext) => Act;

/** How the origin turns such a request away: Kratos redirects admin rows on its public listener. */
function refusedOrRedirected({ random }: ActContext): ReturnType<typeof plain> {
  const status = random.pick([401, 403, 404, 405, 301, 307, 308]);
  if (status < 400) {
    return { status, headers: ["Location", "http://127.0.0.1:4434/"], body: "", handed: [] };
  }
  return turnedAway(status);
}

function invented(context: ActContext, count: number): readonly string[] {
  return Array.from({ length: count }, () => context.random.uuid());
}

const json = "application/json";

/** Names everybody, or many ids of which some are real, in a bulk request. Half of these break off. */
const bulk: Maker = (context) => {
  const { random } = context;
  const ids = invented(context, 1 + random.int(6));
  const real = somebody(context).id;
  const identities = random.chance(0.4) ? ["*"] : random.chance(0.5) ? [...ids, real] : ids;
  const sessions = random.chance(0.3) ? [someSession(context)?.id ?? real] : [];
  return {
    row: "stranger bulk",
    method: "POST",
    target: "/admin/sessions",
    contentType: json,
    body: JSON.stringify({ action: "disable", identities, sessions }),
    presented: {},
    reach: "credential",
    stranger: { invented: ids, ...(random.chance(0.5) ? { breaksOff: true } : {}) },
    commit: () => refusedOrRedirected(context),
  };
};

/** One admin row about one id, made up or somebody's. */
const admin: Maker = (context) => {
  const { random } = context;
  const ids = invented(context, 1);
  const identityId = random.chance(0.5) ? ids[0] : somebody(context).id;
  const sessionId = random.chance(0.5) ? ids[0] : (someSession(context)?.id ?? ids[0]);
  const [method, target] = random.pick([
    ["DELETE", `/admin/identities/${identityId}`],
    ["PATCH", `/admin/identities/${identityId}`],
    ["DELETE", `/admin/identities/${identityId}/sessions`],
    ["DELETE", `/admin/sessions/${sessionId}`],
    ["PATCH", `/admin/sessions/${sessionId}/extend`],
  ] as const);
  return {
    row: "stranger admin",
    method,
    target,
    presented: random.chance(0.4) ? { bearer: `ory_pat_${random.int(1_000_000)}` } : {},
    reach: "credential",
    ...(method === "PATCH" ? { contentType: json, body: '{"state":"inactive"}' } : {}),
    stranger: { invented: ids, ...(random.chance(0.5) ? { breaksOff: true } : {}) },
    commit: () => refusedOrRedirected(context),
  };
};

/** A self-service row with cookies or a token that were never issued. */
const selfService: Maker = (context) => {
  const { random } = context;
  const made = Array.from(
    { length: 1 + random.int(6) },
    () => `stranger${random.int(1_000_000_000)}`,
  );
  const [cookie = "", ...more] = made;
  const victim = someSession(context)?.id ?? random.uuid();
  const [method, target] = random.pick([
    ["POST", "/self-service/settings?flow=1"],
    ["DELETE", "/sessions"],
    ["DELETE", `/sessions/${victim}`],
    ["GET", "/self-service/logout?token=ory_lo_1"],
    ["POST", "/self-service/verification?flow=1"],
    ["POST", "/extensions/profile"],
  ] as const);
  return {
    row: "stranger self-service",
    method,
    target,
    presented: random.chance(0.7)
      ? { cookie, ...(more.length === 0 ? {} : { more }) }
      : { token: cookie },
    reach: "credential",
    stranger: { invented: made },
    commit: () => turnedAway(random.pick([401, 403, 404])),
  };
};

/** A sign-out with an invented token in its body. */
const apiLogout: Maker = (context) => {
  const { random } = context;
  const token = `ory_st_stranger${random.int(1_000_000_000)}`;
  return {
    row: "stranger api logout",
    method: "DELETE",
    target: "/self-service/logout/api",
    contentType: json,
    body: JSON.stringify({ session_token: token }),
    presented: {},
    reach: "session",
    stranger: { invented: [token], ...(random.chance(0.3) ? { breaksOff: true } : {}) },
    commit: () => turnedAway(403),
  };
};

/** Something that a stranger tries. */
export const strangerAct: Maker = (context) =>
  context.random.weighted<Maker>([
    [4, bulk],
    [3, admin],
    [3, selfService],
    [1, apiLogout],
  ])(context);
