// What the control plane needs in addition to its database: the edges, their traffic, and their health.
import type { ServedProject } from "../core/served-project.ts";
import type { EdgeOfProject } from "../core/health/project-state.ts";
import type { ProjectSign } from "../core/health/signs.ts";
import type { SessionFindings, SessionMatter } from "../core/session-question.ts";
import type { Subscriber } from "../core/subscribers/subscriber.ts";
import type { MinuteTraffic } from "../core/traffic-sum.ts";
import type { RecentTraffic, Traffic } from "../core/traffic.ts";
import type { SeenReply, Silence } from "../core/health/whoami-seen.ts";
import type { Edge } from "../edge/edge.ts";
import type { Origin } from "../edge/ports.ts";
import type { VerifyToken } from "../intake/caep.ts";
import type { OpenEndings } from "../intake/endings.ts";
import type { FindReach } from "../intake/reach.ts";
import type { EdgeView } from "./api/views.ts";

/** How the edges are at one moment. */
export interface EdgesHealth {
  /** Why this process does not hear how other edges are. Undefined if it does, and if it is alone. */
  readonly unheard: string | undefined;
  /** Every edge that should serve a project, with what it notices of it. Those that stopped in order are not among them. */
  edgesOf(projectId: string): readonly EdgeOfProject[];
  /** What this process notices of a project. */
  ownSignOf(projectId: string): ProjectSign | undefined;
  /** As `ControlEdges.appliedRevision`. */
  appliedRevision(projectId: string): number | undefined;
}

/** The edges of this control plane. */
export interface ControlEdges {
  /** Sends a revision of a project to every edge. Resolves when the bus has accepted it. */
  publish(project: ServedProject): Promise<void>;
  /** Every edge that is known, in every process. */
  list(): readonly EdgeView[];
  /**
   * The edge of this process, which `check` asks. Null if this process has none. And the edges of other processes that can
   * be heard.
   */
  looksAt(): { readonly edge: string | null; readonly other_edges: string[] };
  /** Finds out how far an invalidation has got. */
  readonly findReach: FindReach;
  /**
   * The revision of a project that every edge has applied. Undefined if there is no edge, or if one may not have it yet.
   */
  appliedRevision(projectId: string): number | undefined;
  /**
   * What an edge noticed of a project's identity server. Without `instance`, what this process noticed. Undefined if there is
   * no trouble.
   */
  signOf(projectId: string, instance?: string): ProjectSign | undefined;
  /** How the edges are at this moment. Cheap to ask about many projects. */
  lookAtHealth(): EdgesHealth;
  /** The edge to hand invalidations of a project to, so that they are applied everywhere. */
  invalidationTarget(projectId: string): Pick<Edge, "invalidate" | "passAdmin"> | undefined;
  /** Opens streams of a project's endings. */
  readonly endings: OpenEndings;
  /** Verifies security event tokens. Undefined if no transmitter is configured. */
  readonly verifyToken: VerifyToken | undefined;
  /** The admin API behind the project's admin gateway. */
  adminOrigin(projectId: string): Origin | undefined;
  /**
   * Asks a project's identity server one question, directly and not as a client of the edge. The rules for addresses of
   * identity servers hold. Undefined if this process does not serve the project with that URL, or does not yet.
   */
  askOrigin(projectId: string, question: DirectQuestion): Promise<SeenReply | Silence> | undefined;
  /**
   * What every edge that has not said goodbye holds of a project's sessions. This process' edge comes first, with at most
   * `entriesMax` entries and as many sessions. The others have about 1 s to answer. Never rejects.
   */
  findSessions(
    projectId: string,
    about: SessionMatter,
    entriesMax: number,
  ): Promise<readonly EdgeSessions[]>;
  /** Sends one session check through a project's edge in this process, as a client would. */
  check(projectId: string, headers: readonly string[]): Promise<EdgeWord | undefined>;
  /**
   * Asks a project's edge in this process for a decision by a policy, as a gateway would that may state the original URL.
   */
  decide(
    projectId: string,
    policy: string,
    headers: readonly string[],
  ): Promise<EdgeWord | undefined>;
}

/** What an edge answered, without the body. */
export interface EdgeWord {
  readonly status: number;
  readonly headers: readonly string[];
  /** The id of the error in its body. Undefined if it has none that is known without reading a stream. */
  readonly errorId: string | undefined;
  readonly durationMs: number;
}

/** Delivery of endings to subscribers, as the API uses it. */
export interface ControlDelivery {
  /** What is wrong with the URL of a subscriber, as the end of a sentence. Undefined if nothing is. */
  targetProblem(url: string): string | undefined;
  /** Sends a test. Resolves with the id of its ending when it is written. */
  sendTest(subscriber: Pick<Subscriber, "id" | "project">): Promise<string>;
  /** Reads the subscribers of a project again, because they have changed. */
  forget(project: string): void;
}

/** What one edge holds of a project's sessions. */
export interface EdgeSessions {
  readonly edge: string;
  readonly instance: string;
  /** Null without a bus. */
  readonly region: string | null;
  /**
   * `silent`: its heartbeats do not arrive. `late`: it has not answered in time. `not-asked`: the question could not be
   * sent.
   */
  readonly findings: SessionFindings | "silent" | "late" | "not-asked";
}

/** One GET request to an identity server. */
export interface DirectQuestion {
  /** The URL of the API that is asked: the project's `originUrl`, or its `adminOriginUrl`. */
  readonly url: string;
  readonly api: "public" | "admin";
  /** The target below the URL's own path. */
  readonly target: string;
  /** Header lines in order. */
  readonly headers: readonly string[];
  /** The longest time until the whole answer, in milliseconds. */
  readonly waitMs: number;
}

/** Answers the health paths. Undefined for every other path. */
export type ControlHealth = (
  path: string,
) => Promise<{ readonly status: number; readonly content: unknown } | undefined>;

/** The traffic of the last hour. */
export interface ControlTraffic {
  /** The traffic of a project in the last `minutes`, from 1 to 60. */
  read(projectId: string, minutes: number): Traffic;
  /** The present minute, numbered since 1970. */
  minuteNow(): number;
  /** What was counted in a minute of the last hour, of one project or of all that had traffic then. */
  inMinute(minute: number, projectId?: string): readonly MinuteTraffic[];
  /** The last minute of a project in three numbers. It costs little, so that a list can show it for every project. */
  recent(projectId: string): RecentTraffic;
}
