// What the identity server of a project is asked for its set-up: a check without a session, where sign-in flows lead, and
// its version. The answers are kept for a few seconds, so that a page that polls does not burden it.
import { readSignInFlow, signInFlowPath } from "../../core/health/sign-in-flow.ts";
import { jsonAt, readWhoami, type Whoami } from "../../core/health/whoami-seen.ts";
import { whoamiPath } from "../../core/check.ts";
import type { Clock } from "../../edge/ports.ts";
import { projectsMax } from "../limits.ts";
import type { ControlEdges } from "../ports.ts";
import { Asked } from "./asked.ts";

/** The identity server of a project, as its edges have it. */
interface ProbedServer {
  readonly projectId: string;
  readonly originUrl: string;
  readonly adminOriginUrl: string | undefined;
}

/** What is known of it. Undefined parts are not known, or not yet. */
interface Probed {
  readonly whoami: Whoami | undefined;
  /** The URL that sign-in flows lead to. */
  readonly flowUrl: string | undefined;
  readonly version: string | undefined;
}

/** Asks identity servers. */
export type Probe = (server: ProbedServer) => Promise<Probed>;

/** The longest time for one answer of an identity server, in milliseconds. */
const answerWaitMs = 3_000;
/**
 * How long a reader waits for an answer, in milliseconds. The answer itself may take longer, and counts for the next reader.
 * Twice this must be less than the time between two readings of a page, which gives up the earlier one.
 */
const readerWaitMs = 600;
/** How long answers count, in milliseconds. Every sign-in flow is a row in the identity server's database. */
const whoamiKeptMs = 3_000;
const flowKeptMs = 10_000;
const versionKeptMs = 60_000;

interface Questions {
  readonly key: string;
  readonly whoami: Asked<Whoami | undefined>;
  readonly flow: Asked<string | undefined>;
  readonly version: Asked<string | undefined>;
}

/** Creates the questions of at most `projectsMax` projects. */
export function createProbe(edges: Pick<ControlEdges, "askOrigin">, clock: Clock): Probe {
  const all = new Map<string, Questions>();

  function questionsFor(server: ProbedServer): Questions {
    const { projectId, originUrl, adminOriginUrl = "" } = server;
    const key = `${originUrl} ${adminOriginUrl}`;
    const known = all.get(projectId);
    if (known?.key === key) return known;
    const [oldest] = all.keys();
    if (all.size >= projectsMax && oldest !== undefined) all.delete(oldest);
    const asked = askedOf(edges, server);
    const questions: Questions = {
      key,
      // While the edges have not applied a new URL, it is asked again at once.
      whoami: new Asked(clock, asked.whoami, (seen) => (seen === undefined ? 0 : whoamiKeptMs)),
      flow: new Asked(clock, asked.flowUrl, () => flowKeptMs),
      version: new Asked(clock, asked.version, () => versionKeptMs),
    };
    all.set(projectId, questions);
    return questions;
  }

  return async (server) => {
    const questions = questionsFor(server);
    const whoami = await questions.whoami.read(readerWaitMs);
    // Nothing more is asked of a server that is no Kratos.
    if (whoami?.kind !== "answer" || !whoami.kratos) {
      return { whoami, flowUrl: undefined, version: undefined };
    }
    const [flowUrl, version] = await Promise.all([
      questions.flow.read(readerWaitMs),
      questions.version.read(readerWaitMs),
    ]);
    return { whoami, flowUrl, version };
  };
}

function askedOf(edges: Pick<ControlEdges, "askOrigin">, server: ProbedServer) {
  const { projectId, originUrl, adminOriginUrl } = server;
  const ask = (api: "public" | "admin", url: string, target: string) =>
    edges.askOrigin(projectId, { url, api, target, headers: [], waitMs: answerWaitMs });
  return {
    whoami: async () => {
      const reply = await ask("public", originUrl, whoamiPath);
      return reply === undefined ? undefined : readWhoami(reply, originUrl + whoamiPath);
    },
    flowUrl: async () => {
      const reply = await ask("public", originUrl, signInFlowPath);
      if (reply?.kind !== "reply" || reply.status !== 200) return undefined;
      const baseUrl = readSignInFlow(reply.text)?.baseUrl;
      return baseUrl !== undefined && URL.canParse(baseUrl) ? baseUrl : undefined;
    },
    version: async () => {
      if (adminOriginUrl === undefined) return undefined;
      const reply = await ask("admin", adminOriginUrl, "/version");
      if (reply?.kind !== "reply" || reply.status !== 200) return undefined;
      const version = jsonAt(reply.text, ["version"]);
      return typeof version === "string" && /^[\w.+-]{1,64}$/.test(version) ? version : undefined;
    },
  };
}
