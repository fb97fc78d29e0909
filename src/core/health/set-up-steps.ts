// The steps of setting up a project, in their order. The Console, the API and doctor show the same list.
import { answerWords, identityServerKind } from "./identity-server.ts";
import type { Whoami } from "./whoami-seen.ts";

/** The steps, in their order. */
export const setUpStepIds = [
  "identity-server-url",
  "identity-server",
  "cookie-name",
  "own-changes",
  "switch",
  "hit",
  "change",
] as const;

/** A step. */
export type SetUpStepId = (typeof setUpStepIds)[number];

/** How a step stands. */
export type SetUpStepState = "done" | "todo" | "problem" | "waiting";

/** One step and how it stands. `todo` waits for the operator, `waiting` for something to happen. */
export interface SetUpStep {
  readonly id: SetUpStepId;
  readonly title: string;
  readonly state: SetUpStepState;
  /** What is so, or what is wrong and what would be right, in one or two sentences. */
  readonly sentence: string;
}

/** What the steps follow from. */
export interface SetUpFacts {
  /** The URL of the identity server. Undefined if the project has none. */
  readonly originUrl: string | undefined;
  /** How the identity server answered a check without a session. Undefined if it was not asked. */
  readonly identityServer: Whoami | undefined;
  /** Its version. Undefined if it is not known: only the admin API tells it. */
  readonly version: string | undefined;
  /** The name of the session cookie that the project is set to. */
  readonly cookieName: string;
  /**
   * What is known of that name. `confirmed`: the identity server accepted a session by it. `contradicted`: it accepted one
   * by another name, which is `rightCookieName` if that is known.
   */
  readonly cookieNameIs: "confirmed" | "contradicted" | "unknown";
  readonly rightCookieName: string | undefined;
  /** Where sign-in flows lead. Undefined if that cannot be seen. */
  readonly flowUrl: string | undefined;
  /** Whether that is an edge of this project. */
  readonly flowLeadsToEdge: boolean;
  /** The URL of the project at the edges. Undefined if none is known. */
  readonly edgeUrl: string | undefined;
  /** Whether a web hook has arrived from the identity server. */
  readonly hookArrived: boolean;
  /**
   * Whether Edge Sessions is on. `excluded`: the plan does not include it. `pending`: it is set to on, and an edge has not
   * applied that yet.
   */
  readonly edgeSessions: "on" | "off" | "excluded" | "pending" | "unknown";
  /** The title of the plan. Undefined if there are no plans. */
  readonly plan: string | undefined;
  /** Whether a check of a live session was a hit. `missed`: two were sent, and neither was. */
  readonly hit: "seen" | "missed" | "unknown";
  /** Whether a change was published to the edges after that. */
  readonly change: "seen" | "unknown";
}

type Standing = Pick<SetUpStep, "state" | "sentence">;

const steps: Readonly<
  Record<
    SetUpStepId,
    { readonly title: string; readonly standing: (facts: SetUpFacts) => Standing }
  >
> = {
  "identity-server-url": { title: "Identity server URL", standing: urlStanding },
  "identity-server": { title: "Identity server answers", standing: serverStanding },
  "cookie-name": { title: "Session cookie", standing: cookieStanding },
  "own-changes": { title: "Changes reach the edge", standing: changesStanding },
  switch: { title: "Edge Sessions is on", standing: switchStanding },
  hit: { title: "First hit", standing: hitStanding },
  change: { title: "A change shows at once", standing: changeStanding },
};

/** The steps as they stand. */
export function setUpSteps(facts: SetUpFacts): readonly SetUpStep[] {
  return setUpStepIds.map((id) => {
    const { title, standing } = steps[id];
    return { id, title, ...standing(facts) };
  });
}

/** How many of the steps are done. */
export function doneCount(all: readonly SetUpStep[]): number {
  return all.filter(({ state }) => state === "done").length;
}

function urlStanding({ originUrl }: SetUpFacts): Standing {
  return originUrl === undefined
    ? todo("Enter the URL of the public API of the identity server.")
    : done(`The identity server is ${originUrl}.`);
}

function serverStanding({ originUrl, identityServer: seen, version }: SetUpFacts): Standing {
  if (originUrl === undefined) return waiting("This needs the URL of the identity server.");
  if (seen === undefined) return waiting("The identity server has not been asked yet.");
  if (seen.kind === "silence") {
    return problem(
      `${originUrl} does not answer: ${seen.why}. It must be reachable from here and from every edge.`,
    );
  }
  const kind = identityServerKind(seen);
  switch (kind) {
    case "kratos":
      return done(
        `It is an Ory Kratos${version === undefined ? "" : `, version ${version}`}, and allows its answers to be stored.`,
      );
    case "no-hint":
      return problem(
        "It is an Ory Kratos, but its answers have no Ory-Session-Cache-For. Set feature_flags.cacheable_sessions to true in its configuration.",
      );
    case "limited":
      return problem(
        "It answers 429 because it limits the rate of requests. Wait until the limit has passed, or raise it.",
      );
    case "failing":
      return problem(
        `It answers ${seen.status} to a check without a session. It should answer 401. Its log says why.`,
      );
    case "admin":
      return problem(
        "This looks like the admin API of Kratos, which redirects checks. Use the URL of its public API (serve.public).",
      );
    case "https":
      return problem(
        `It redirects to https. Use ${originUrl.replace(/^http:/u, "https:")} as its URL.`,
      );
    case "other":
    case "silent":
      return problem(
        `It answers ${answerWords(seen)} to a check without a session. Ory Kratos would answer 401 with a JSON error. Use the URL of its public API, with its path if it has one.`,
      );
    default:
      return kind satisfies never;
  }
}

function cookieStanding(facts: SetUpFacts): Standing {
  const { cookieName, cookieNameIs, rightCookieName } = facts;
  if (cookieNameIs === "confirmed") return done(`The session cookie is named ${cookieName}.`);
  if (cookieNameIs === "contradicted") {
    return problem(
      rightCookieName === undefined
        ? `The identity server accepts sessions in a cookie that is not named ${cookieName}. Set the name that it uses (session.cookie.name).`
        : `The session cookie is named ${rightCookieName}, and the edge looks for another name. Set the cookie name to ${rightCookieName}.`,
    );
  }
  if (!isKratos(facts)) return waiting(needsServer);
  return todo(
    `No session has been seen yet, so it is not certain that its cookie is named ${cookieName}.`,
  );
}

function changesStanding(facts: SetUpFacts): Standing {
  const { flowUrl, flowLeadsToEdge, edgeUrl, hookArrived } = facts;
  if (flowUrl !== undefined && flowLeadsToEdge) {
    return done(
      `Sign-in flows lead to the edge at ${flowUrl}, so the changes that users make pass through it.`,
    );
  }
  if (hookArrived) return done("Web hooks of the identity server arrive.");
  if (!isKratos(facts)) return waiting(needsServer);
  const where =
    flowUrl === undefined
      ? "It cannot be seen where sign-in flows lead, and no web hook has arrived."
      : `Sign-in flows lead to ${flowUrl}, not to the edge, and no web hook has arrived.`;
  const edge = edgeUrl === undefined ? "the edge" : `the edge, ${edgeUrl}`;
  return todo(`${where} Set serve.public.base_url of Kratos to ${edge}, or add web hooks.`);
}

function switchStanding({ edgeSessions, plan }: SetUpFacts): Standing {
  switch (edgeSessions) {
    case "on":
      return done("Edge Sessions is on at the edges.");
    case "off":
      return todo("Edge Sessions is off, so every check goes to the identity server. Turn it on.");
    case "excluded":
      return problem(
        `The plan${plan === undefined ? "" : ` “${plan}”`} does not include Edge Sessions. An operator can give the project another plan.`,
      );
    case "pending":
      return waiting("Edge Sessions is set to on, but not every edge has applied that yet.");
    case "unknown":
      return waiting("It is not known whether Edge Sessions is on.");
    default:
      return edgeSessions satisfies never;
  }
}

function hitStanding({ hit, edgeSessions }: SetUpFacts): Standing {
  if (hit === "seen") return done("A check of a session was answered from the store.");
  if (hit === "missed") {
    return problem(
      "Two checks of a session were sent, and the second was not a hit. Its Cache-Status says why.",
    );
  }
  if (edgeSessions === "off" || edgeSessions === "excluded") {
    return waiting("This needs Edge Sessions to be on.");
  }
  return todo("No check of a session was a hit yet. Send two with the cookie of a live session.");
}

function changeStanding({ change, hit }: SetUpFacts): Standing {
  if (change === "seen") return done("A change has reached the edges.");
  if (hit !== "seen") return waiting("This needs a first hit.");
  return todo(
    "No change has reached the edges since the first hit. Change something as a user, or invalidate an identity.",
  );
}

const needsServer = "This needs an identity server that answers.";

/** Whether an Ory Kratos answers, with or without its hint. */
function isKratos({ identityServer: seen }: SetUpFacts): boolean {
  return seen?.kind === "answer" && seen.kratos;
}

function done(sentence: string): Standing {
  return { state: "done", sentence };
}

function todo(sentence: string): Standing {
  return { state: "todo", sentence };
}

function problem(sentence: string): Standing {
  return { state: "problem", sentence };
}

function waiting(sentence: string): Standing {
  return { state: "waiting", sentence };
}
