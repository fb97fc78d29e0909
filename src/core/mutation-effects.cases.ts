// What a mutation does, as data: before it is sent, when its answer's head is there, and by its outcome.
// One table, however long: it is read from top to bottom.

/** What is found out and how a request is sent. */
export interface SendingCase {
  readonly request: string;
  /** `admin` came by the gateway to the admin API. */
  readonly source?: "admin";
  /** Its credential has an entry, or the origin confirmed it. */
  readonly known?: true;
  /** The feature is off. */
  readonly off?: true;
  /** The body goes on beyond what is read ahead. */
  readonly large?: true;
  /** What is prepared, who sends it, and in which lane. */
  readonly does: string;
}

// `mine` and `me` are session and identity of a confirmed credential `sent`; `invented` is an unconfirmed one; `named`
// is what the request names.

/** Before a mutation is sent. */
export const sendingCases: Readonly<Record<string, SendingCase>> = {
  "a row, by a known sender": {
    request: "POST /self-service/settings",
    known: true,
    does: "identify, ask, readable | known, me | mutation | pending sent mine me named",
  },
  "a row, by a stranger": {
    request: "POST /self-service/settings",
    does: "identify, ask, readable | stranger | forward",
  },
  "a row, with a body that streams": {
    request: "POST /self-service/settings",
    known: true,
    large: true,
    does: "identify, ask, readable | known, me | forward | pending sent mine me named",
  },
  "a row, with the feature off": {
    request: "POST /self-service/settings",
    known: true,
    off: true,
    does: "identify | known, me | mutation | pending sent mine me named",
  },
  "an API sign-out": {
    request: "DELETE /self-service/logout/api",
    does: "identify, ask, readable, read session-token | stranger | forward",
  },
  "a request that no row knows names no identity": {
    request: "POST /anything",
    known: true,
    does: "identify | known | mutation | pending sent mine named",
  },
  "an admin row on the public listener": {
    request: "POST /admin/sessions",
    known: true,
    does: "readable, read bulk | stranger | forward",
  },
  "an admin row by the gateway": {
    request: "POST /admin/sessions",
    source: "admin",
    does: "readable, read bulk | key-holder | admin | pending named",
  },
  "no row, by the gateway": {
    request: "POST /admin/identities",
    source: "admin",
    known: true,
    does: "identify | known | mutation | pending sent mine named",
  },
};

/** What an answer's head leads to, before the answer may leave. */
export interface HeadCase {
  readonly request: string;
  /** Status and kind of body. */
  readonly answer: string;
  /** Its credentials name an identity. */
  readonly namesIdentity?: true;
  /** The feature is off. */
  readonly off?: true;
  /** The scopes that the answer's text names. */
  readonly names?: "both" | "one";
  /** Whether the text is read, and whether new credentials are asked about. */
  readonly does: "read, ask" | "read" | "ask" | "nothing";
}

/** When the answer's head is there. */
export const headCases: Readonly<Record<string, HeadCase>> = {
  "a sign-in": {
    request: "POST /self-service/login",
    answer: "200 json",
    namesIdentity: true,
    does: "read, ask",
  },
  "a sign-in, with the feature off": {
    request: "POST /self-service/login",
    answer: "200 json",
    namesIdentity: true,
    off: true,
    does: "nothing",
  },
  "a sign-in whose answer names everything": {
    request: "POST /self-service/login",
    answer: "200 json",
    names: "both",
    does: "read",
  },
  "a sign-in whose answer names half": {
    request: "POST /self-service/login",
    answer: "200 json",
    names: "one",
    does: "read, ask",
  },
  "a sign-in by browser": {
    request: "POST /self-service/login",
    answer: "303",
    namesIdentity: true,
    does: "ask",
  },
  "a callback": {
    request: "GET /self-service/methods/saml/acs/okta",
    answer: "303",
    namesIdentity: true,
    does: "ask",
  },
  "a page": {
    request: "POST /self-service/login",
    answer: "200 page",
    namesIdentity: true,
    does: "ask",
  },
  "an answer without a body": {
    request: "HEAD /self-service/login",
    answer: "200 json",
    namesIdentity: true,
    does: "ask",
  },
  "settings of an identity that is not named": {
    request: "POST /self-service/settings",
    answer: "200 json",
    does: "read, ask",
  },
  // Nothing depends on it: its head leaves at once.
  "settings of an identity that is named": {
    request: "POST /self-service/settings",
    answer: "200 json",
    namesIdentity: true,
    does: "nothing",
  },
  "an admin row": { request: "POST /admin/sessions", answer: "200 json", does: "ask" },
  "a request that no row knows": {
    request: "POST /anything",
    answer: "200 json",
    namesIdentity: true,
    does: "ask",
  },
};

/** What came of a mutation, and what that does. */
export interface EffectsCase {
  /** `one` revokes one session, `out` is a sign-out, `bulk` an admin row, `no row` a request that the table does not know. */
  readonly of: "one" | "out" | "bulk" | "no row";
  readonly by: "known" | "stranger" | "key-holder";
  /** Status and kind of body, or what happened instead of an answer. */
  readonly outcome: string;
  /** The answer hands out a credential `new`: its owner was confirmed by asking, could not be confirmed, or was not asked for. */
  readonly issued?: "confirmed" | "unconfirmed" | "not asked";
  /** The scopes that the answer's text names. */
  readonly names?: "both" | "one";
  /** The sender's credentials name an identity. */
  readonly namesIdentity?: true;
  /** The settings changed meanwhile. */
  readonly changed?: "turned on" | "turned off" | "cookie renamed";
  /** The row, and its effects. */
  readonly does: string;
}

const refusals = [401, 403, 404, 405];

/** By outcome. Known senders have the session `mine`, all of public rows a credential `invented`; requests name `named` and `everybody`. */
export const effectsCases: Readonly<Record<string, EffectsCase>> = {
  ...each(refusals, "a stranger is refused with", {
    of: "one",
    by: "stranger",
    does: "turned-away: publish, warm",
  }),
  // The scopes that a refused request names do not matter.
  ...each(refusals, "a known sender is refused with", {
    of: "one",
    by: "known",
    does: "refused: fence mine, claim invented, publish, warm",
  }),
  "a known sender, done": {
    of: "one",
    by: "known",
    outcome: "204",
    does: "done: fence mine named everybody, claim invented, publish, warm",
  },
  ...each([303, 400, 429, 502], "a known sender, not said to be done, may be saved though", {
    of: "out",
    by: "known",
    does: "done: fence mine named everybody, claim invented, publish, warm",
  }),
  "a stranger's 303 may be a sign-out": {
    of: "out",
    by: "stranger",
    outcome: "303",
    does: "claimed: claim invented named everybody, publish, warm",
  },
  "a stranger's 204 is the origin's word": {
    of: "one",
    by: "stranger",
    outcome: "204",
    does: "done: fence named everybody, claim invented, publish, warm",
  },
  "a stranger's JSON is the origin's word": {
    of: "one",
    by: "stranger",
    outcome: "200 json",
    does: "done: fence named everybody, claim invented, publish, warm",
  },
  "a stranger's page is a front's": {
    of: "one",
    by: "stranger",
    outcome: "200 page",
    does: "claimed: claim invented named everybody, publish, warm",
  },
  "a row that is not known, done": {
    of: "no row",
    by: "known",
    outcome: "200 page",
    does: "done: fence mine named everybody, claim invented, publish, warm",
  },

  // Admin rows: their credentials are keys.
  ...each([301, 302, 303, 307, 308, ...refusals], "the admin API turns away by", {
    of: "bulk",
    by: "key-holder",
    does: "admin/turned-away: publish, warm",
  }),
  ...each([400, 413, 422, 429], "a front answers an admin row with", {
    of: "bulk",
    by: "stranger",
    does: "admin/turned-away: publish, warm",
  }),
  "an admin row, a front's page": {
    of: "bulk",
    by: "stranger",
    outcome: "200 page",
    does: "admin/turned-away: publish, warm",
  },
  ...each(["204", "200 json"], "an admin row on the public listener, done:", {
    of: "bulk",
    by: "stranger",
    does: "admin/done: fence named everybody, publish, warm",
  }),
  ...each(["204", "200", "400 json", "503 json"], "an admin row by the gateway:", {
    of: "bulk",
    by: "key-holder",
    does: "admin/done: fence named everybody, publish, warm",
  }),
  "an admin row that failed is not believed about the whole project": {
    of: "bulk",
    by: "stranger",
    outcome: "503 json",
    does: "admin/failed: claim named, publish, warm",
  },

  // Newcomers.
  "a new credential, confirmed": {
    of: "one",
    by: "stranger",
    outcome: "401",
    issued: "confirmed",
    does: "turned-away: fence new theirs, publish",
  },
  "a new credential, asked about in vain": {
    of: "one",
    by: "stranger",
    outcome: "401",
    issued: "unconfirmed",
    does: "turned-away: claim new, publish",
  },
  "a new credential, asked about in vain, of a sender that is named": {
    of: "one",
    by: "known",
    outcome: "404",
    issued: "unconfirmed",
    namesIdentity: true,
    does: "refused: fence mine, claim invented new, publish",
  },
  "a new credential, its owner not asked for, of a stranger": {
    of: "one",
    by: "stranger",
    outcome: "401",
    issued: "not asked",
    does: "turned-away: claim new, publish, warm",
  },
  "a new credential, its owner not asked for, of a sender that is named": {
    of: "one",
    by: "known",
    outcome: "404",
    issued: "not asked",
    namesIdentity: true,
    does: "refused: fence mine new, claim invented, publish, warm",
  },
  "a new credential, its owner in the answer": {
    of: "one",
    by: "stranger",
    outcome: "401",
    issued: "not asked",
    names: "both",
    does: "turned-away: fence answered-session answered-identity new, publish, warm",
  },
  "a new credential, half of its owner in the answer": {
    of: "one",
    by: "stranger",
    outcome: "401",
    issued: "not asked",
    names: "one",
    does: "turned-away: fence answered-session, claim new, publish, warm",
  },

  // Changed settings.
  "the feature was turned on meanwhile": {
    of: "one",
    by: "known",
    outcome: "404",
    changed: "turned on",
    does: "refused: fence mine, claim invented, fence all, publish, warm",
  },
  "the cookie was renamed meanwhile": {
    of: "one",
    by: "known",
    outcome: "404",
    changed: "cookie renamed",
    does: "refused: fence mine, claim invented, fence all, publish, warm",
  },
  "the feature was turned on meanwhile, a stranger is refused": {
    of: "one",
    by: "stranger",
    outcome: "404",
    changed: "turned on",
    does: "turned-away: publish, warm",
  },
  "the feature was turned off meanwhile": {
    of: "one",
    by: "known",
    outcome: "404",
    changed: "turned off",
    does: "refused: fence mine, claim invented, publish, warm",
  },

  // Without an answer.
  "a request that was not sent whole": {
    of: "one",
    by: "known",
    outcome: "not-sent",
    does: "not-sent:",
  },
  "a stranger's answer is lost": {
    of: "one",
    by: "stranger",
    outcome: "unknown",
    does: "unknown/stranger:",
  },
  // An unconfirmed credential may still be good: the question about it may have failed as the request did.
  "a known sender's answer is lost": {
    of: "one",
    by: "known",
    outcome: "unknown",
    does: "unknown/known: fence mine named everybody, claim invented, publish, doubt",
  },
  "an answer to the gateway is lost": {
    of: "bulk",
    by: "key-holder",
    outcome: "unknown",
    does: "unknown/known: fence named everybody, publish, doubt",
  },
};

/** The same case for several outcomes. */
function each(
  outcomes: readonly (number | string)[],
  what: string,
  rest: Omit<EffectsCase, "outcome">,
): Record<string, EffectsCase> {
  return Object.fromEntries(
    outcomes.map((outcome) => {
      const answer = typeof outcome === "number" ? `${outcome} json` : outcome;
      return [`${what} ${outcome}`, { ...rest, outcome: answer }];
    }),
  );
}
