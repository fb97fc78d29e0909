// The link of one process to a shared bus. It publishes for the edges of the process, applies what others publish, and
// knows until when it hears of everything.
// It is over 300 lines, because every function of it reads or changes the state of the one link.
import type { BusMessage, Goodbye, Heartbeat } from "../../core/bus-message.ts";
import { everyProject, type Invalidation } from "../../core/invalidation.ts";
import type { InvalidationSource } from "../../core/invalidation.ts";
import type { Location } from "../../core/location.ts";
import { forgetDeletions } from "../../core/deleted-project.ts";
import { takesOver, type ServedProject } from "../../core/served-project.ts";
import type { TrafficReport } from "../../core/traffic-report.ts";
import { encodeProject } from "../../core/served-project-text.ts";
import type { SessionMatter } from "../../core/session-question.ts";
import type { EventSink } from "../events.ts";
import { BusRefusal, type Background, type Bus, type Clock, type NewId } from "../ports.ts";
import type { ProjectBus, SentMessage, SharedBus } from "../ports.ts";
import { Heartbeats } from "./heartbeats.ts";
import { Members, type Member } from "./members.ts";
import { Questions, type AllFindings, type FindSessions } from "./questions.ts";
import { Regions, type RegionSilence, type RegionTrouble } from "./regions.ts";
import { createTrafficSender, type TrafficSource } from "./traffic-sender.ts";
import {
  connectAgainAfterMs,
  degradedWaitMs,
  goodbyeAgainAfterMs,
  goodbyeWaitMs,
  heartbeatEveryMs,
  promptHeartbeatAfterMs,
  promptHeartbeatEveryMs,
  silenceMaxMs,
  startWaitMs,
} from "./timing.ts";

/** What a process reports of itself with each heartbeat. */
type MemberReport = Pick<
  Heartbeat,
  | "follows"
  | "projects"
  | "revisions"
  | "deletions"
  | "entries"
  | "bytes"
  | "checks"
  | "hits"
  | "unpublished"
  | "url"
  | "signs"
>;

/** What a link is made with. */
export interface BusLinkParts {
  readonly bus: SharedBus;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly background: Background;
  readonly emit: EventSink;
  /** Identifies the process among all others and its restarts. */
  readonly instance: string;
  readonly name: string;
  /** The version of the program. */
  readonly software: string;
  readonly role: Heartbeat["role"];
  /** Where the process is. */
  readonly location?: Location;
  /** How long a region may be silent until it is forgotten, in milliseconds. */
  readonly forgetAfterMs: number;
  /**
   * The greatest age that a stored answer may reach, in milliseconds. A region is not forgotten before, because no answer
   * from before its silence may be left.
   */
  readonly longestAgeMs?: () => number;
  readonly report: () => MemberReport;
  /** Answers questions about sessions of other processes. Undefined if this process is not an edge. */
  readonly findSessions?: FindSessions | undefined;
  /** Counts the traffic that is reported to other members. If undefined, none is. */
  readonly trafficSource?: TrafficSource;
  /** Called with each report of traffic by another member. Must not throw. */
  readonly onTraffic?: (report: TrafficReport) => void;
  /** Called if a subscriber throws. Must not throw itself. */
  readonly onError: (error: unknown, message: Invalidation | ServedProject) => void;
}

/** Members that have applied everything that this process published, and those that have not. */
interface Confirmation {
  readonly applied: readonly Member[];
  readonly missing: readonly Member[];
}

/** A link to a shared bus. It is started once and stopped once. */
export interface BusLink extends Bus, ProjectBus {
  readonly region: string;
  /**
   * Connects. Resolves with `connected` once every known region is followed, or with `waiting` after 3 s. It then
   * connects later. Rejects with a `BusRefusal` if an operator must change something first.
   */
  start(): Promise<"connected" | "waiting">;
  /** Says goodbye and disconnects. Everything that should be published must have been. */
  stop(): Promise<void>;
  /** Whether it has ever been connected. */
  readonly connected: boolean;
  /** Why this process is degraded. Empty if it is healthy. */
  troubles(): readonly RegionTrouble[];
  /** Since when this process is healthy, or degraded, in wall-clock milliseconds. */
  healthSince(): number;
  /** For how long each region that counts has been silent. */
  silences(): readonly RegionSilence[];
  /** Every member that was heard, with this process. */
  members(): readonly Member[];
  /** The revision of a project that a member said it has applied lately. */
  revisionOf(instance: string, project: string): number | undefined;
  /**
   * Waits until all live edges have applied what this process has published: for healthy ones up to `waitMs`, for degraded
   * ones not much longer than a confirmation takes.
   */
  confirm(waitMs: number): Promise<Confirmation>;
  /**
   * Asks the other edges what they hold of a project's sessions, and waits at most `waitMs` for those that can be heard.
   * Those that are silent are listed too. Never rejects.
   */
  askSessions(project: string, about: SessionMatter, waitMs: number): Promise<AllFindings>;
  /** Tells listeners of the bus outside of an ending. Does nothing if the bus has none. */
  tellEnding(project: string, text: string): void;
  /** Removes a region: no member of another region waits for it any more, unless it is heard again. */
  removeRegion(region: string): Promise<void>;
}

/** Creates a link. Nothing runs before `start`. */
export function createBusLink(parts: BusLinkParts): BusLink {
  const { bus, clock, newId, background, emit, instance, onError } = parts;
  const startedAt = clock.wallMs();
  const members = new Members(silenceMaxMs);
  const heartbeats = new Heartbeats();
  const receivers = new Set<{ readonly receive: (invalidation: Invalidation) => void }>();
  const watchers = new Set<{ readonly receive: (project: ServedProject) => void }>();
  const projects = new Map<string, ServedProject>();
  const confirming = new Set<() => void>();
  /** What goes with the next heartbeat. */
  let attached: SentMessage[] = [];
  const state = { starting: true, connected: false, stopped: false, left: false };
  let announced: boolean | undefined;
  let health = { healthy: false, sinceWallMs: startedAt };
  let publishedThrough = 0;
  let lagMs: number | undefined;
  let promptAtMs: number | undefined;
  let lastPromptMs = Number.NEGATIVE_INFINITY;
  let appendsInFlight = 0;
  let cancelTick = (): void => undefined;

  const questions = new Questions({
    instance,
    clock,
    newId,
    find: parts.findSessions,
    edges: () =>
      members
        .list(clock.nowMs())
        .filter(({ heartbeat, state: now }) => now !== "stopped" && isAsked(heartbeat)),
    until,
    send(message, onFailure) {
      const given = async (): Promise<void> => {
        await bus.append([message]);
      };
      const lost = (cause: unknown): void => {
        failed(cause);
        onFailure();
        look();
      };
      if (state.connected) background(given().catch(lost));
      else onFailure();
    },
  });
  const traffic =
    parts.trafficSource &&
    createTrafficSender({
      source: parts.trafficSource,
      bus,
      clock,
      background,
      instance,
      failed,
    });

  const regions = new Regions({
    bus,
    clock,
    background,
    emit,
    forgetAfterMs: () => Math.max(parts.forgetAfterMs, parts.longestAgeMs?.() ?? 0),
    apply,
    removeAll,
  });

  function apply(message: BusMessage, region: string, sequence: number): void {
    const nowMs = clock.nowMs();
    switch (message.kind) {
      case "invalidation":
        deliver(message.invalidation);
        if (message.invalidation.by !== instance) {
          lagMs = Math.max(0, clock.wallMs() - message.invalidation.at);
          if (message.invalidation.source === "api") sendSoon();
        }
        return;
      case "heartbeat":
        heard(message.heartbeat, region, sequence, nowMs);
        return;
      case "goodbye":
        members.left(message.goodbye.instance, nowMs);
        look();
        return;
      case "revision":
        members.applied(message.revision);
        return;
      case "question":
        questions.answer(message.question);
        return;
      case "answer":
        questions.take(message.answer);
        look();
        return;
      case "traffic":
        if (message.traffic.instance !== instance) parts.onTraffic?.(message.traffic);
        return;
      case "removal":
      case "other":
        return;
      default:
        return message satisfies never;
    }
  }

  /** Whether a member is an edge of another process that follows a control plane. */
  function isAsked({ role, follows, instance: other }: Heartbeat): boolean {
    return role === "edge" && follows !== false && other !== instance;
  }

  /** The edges of other processes that can be heard. */
  function otherEdges(): readonly Member[] {
    return members
      .live(clock.nowMs())
      .filter(({ heartbeat }) => heartbeat.role === "edge" && heartbeat.instance !== instance);
  }

  /**
   * How much of the own region's log another member has applied. Undefined if it means a log that was there before this one
   * began, whose sequences say nothing about this one.
   */
  function appliedHere({ applied, logs }: Heartbeat): number | undefined {
    const known = logs === undefined || logs[bus.region] === regions.logs()[bus.region];
    return known ? applied[bus.region] : undefined;
  }

  function heard(heartbeat: Heartbeat, region: string, sequence: number, nowMs: number): void {
    members.heard(heartbeat, nowMs);
    const own = heartbeat.instance === instance;
    // In the own region only the own heartbeat counts, because its instant is known. In another region it is the
    // heartbeat of a member that had heard a known heartbeat of this process.
    const atMs = own
      ? heartbeats.placed(heartbeat.count, sequence)
      : region === bus.region
        ? undefined
        : heartbeats.sentBefore(appliedHere(heartbeat));
    if (atMs !== undefined) regions.prove(region, sequence, heartbeat, atMs);
    look();
  }

  function deliver(invalidation: Invalidation): void {
    for (const { receive } of receivers) {
      try {
        receive(invalidation);
      } catch (error) {
        onError(error, invalidation);
      }
    }
  }

  function removeAll(source: InvalidationSource, region: string): void {
    if (region === bus.region) heartbeats.forgetPlaces();
    const at = clock.wallMs();
    const scope = { kind: "project" } as const;
    deliver({ version: 1, id: newId(), project: everyProject, scope, source, by: "", at });
  }

  function take(project: ServedProject): void {
    const { project: id } = project.settings;
    const held = projects.get(id);
    if (!takesOver(held, project)) return;
    if (held !== undefined && encodeProject(held) === encodeProject(project)) return;
    projects.set(id, project);
    forgetDeletions(projects, project);
    for (const { receive } of watchers) give(receive, project);
    if (held === undefined || held.revision === project.revision) return;
    const at = clock.wallMs();
    const revision = { version: 1, instance, project: id, revision: project.revision, at } as const;
    attached.push({ kind: "revision", revision });
    sendSoon();
  }

  function give(receive: (project: ServedProject) => void, project: ServedProject): void {
    try {
      receive(project);
    } catch (error) {
      onError(error, project);
    }
  }

  /** Lets those that wait for confirmations look again. */
  function look(): void {
    for (const again of confirming) again();
  }

  function sendSoon(): void {
    if (promptAtMs !== undefined || !state.connected) return;
    const nowMs = clock.nowMs();
    promptAtMs = Math.max(nowMs + promptHeartbeatAfterMs, lastPromptMs + promptHeartbeatEveryMs);
    lastPromptMs = promptAtMs;
    clock.after(promptAtMs - nowMs, () => {
      promptAtMs = undefined;
      if (!state.stopped) sendHeartbeat();
    });
  }

  /** Notes whether this process is healthy, and since when. */
  function noteHealth(nowMs: number): Pick<Heartbeat, "healthy" | "healthSince"> {
    const healthy = nowMs < regions.healthyUntilMs;
    if (healthy !== health.healthy) health = { healthy, sinceWallMs: clock.wallMs() };
    return { healthy, healthSince: health.sinceWallMs };
  }

  function sendHeartbeat(): void {
    // A bus that hangs does not collect heartbeats.
    if (!state.connected || appendsInFlight >= appendsMax) return;
    const nowMs = clock.nowMs();
    const heartbeat: Heartbeat = {
      version: 1,
      instance,
      name: parts.name,
      region: bus.region,
      software: parts.software,
      role: parts.role,
      count: heartbeats.next(nowMs),
      ...noteHealth(nowMs),
      applied: regions.applied(),
      logs: regions.logs(),
      ...parts.report(),
      ...(parts.location === undefined ? {} : { location: parts.location }),
      lagMs,
      startedAt,
      at: clock.wallMs(),
    };
    const messages: SentMessage[] = [...attached, { kind: "heartbeat", heartbeat }];
    attached = [];
    appendsInFlight += 1;
    background(appendHeartbeat(messages, heartbeat));
  }

  async function appendHeartbeat(
    messages: readonly SentMessage[],
    heartbeat: Heartbeat,
  ): Promise<void> {
    try {
      const sequence = await bus.append(messages);
      const atMs = heartbeats.placed(heartbeat.count, sequence);
      if (atMs !== undefined) regions.prove(bus.region, sequence, heartbeat, atMs);
    } catch (cause) {
      failed(cause);
    } finally {
      appendsInFlight -= 1;
    }
  }

  /** Says goodbye until the bus accepts it. Returns its sequence. Undefined if there was not enough time. */
  async function appendGoodbye(goodbye: Goodbye): Promise<number | undefined> {
    while (!state.left) {
      try {
        return await bus.append([{ kind: "goodbye", goodbye }]);
      } catch (cause) {
        failed(cause);
      }
      await new Promise<void>((resolve) => {
        clock.after(goodbyeAgainAfterMs, resolve);
      });
    }
    return undefined;
  }

  function tick(): void {
    cancelTick = clock.after(heartbeatEveryMs, () => {
      tick();
      sendHeartbeat();
      if (state.connected) regions.tick();
      if (state.connected) traffic?.tick();
      if (state.connected && regions.isUnlisted) background(bus.addRegion().catch(failed));
      announce();
      look();
    });
  }

  function failed(cause: unknown): void {
    emit({ kind: "bus-failed", project: "", cause });
  }

  function announce(): void {
    const nowMs = clock.nowMs();
    const { healthy } = noteHealth(nowMs);
    if (state.starting || state.stopped || healthy === announced) return;
    announced = healthy;
    emit({ kind: "bus-health", project: "", healthy, troubles: regions.troubles(nowMs) });
  }

  async function connect(): Promise<void> {
    await bus.start({
      message: (region, sequence, message) => regions.message(region, sequence, message),
      regions: (known) => regions.list(known),
      project: take,
      interrupted: () => {
        emit({ kind: "bus-interrupted", project: "" });
        regions.doubt();
      },
      failed,
    });
    state.connected = true;
    emit({ kind: "bus-connected", project: "", region: bus.region });
    regions.tick();
    sendHeartbeat();
  }

  async function connectLater(): Promise<void> {
    while (!state.stopped && !state.connected) {
      await new Promise<void>((resolve) => {
        clock.after(connectAgainAfterMs, resolve);
      });
      if (!state.stopped) await connect().catch(failed);
    }
  }

  async function begin(): Promise<"connected" | "waiting"> {
    tick();
    const first = connect().then(
      () => ({ kind: "connected" }) as const,
      (cause: unknown) => ({ kind: "failed", cause }) as const,
    );
    const late = new Promise<{ readonly kind: "late" }>((resolve) => {
      clock.after(startWaitMs, () => resolve({ kind: "late" }));
    });
    const result = await Promise.race([first, late]);
    if (result.kind === "failed") {
      if (result.cause instanceof BusRefusal) {
        state.stopped = true;
        cancelTick();
        throw result.cause;
      }
      failed(result.cause);
      // It is no background work, because a process that stops must not wait for it.
      void connectLater();
      return "waiting";
    }
    if (result.kind === "late") {
      void first.then(({ kind }) => (kind === "failed" ? connectLater() : undefined));
      return "waiting";
    }
    // The first heartbeat comes back within moments. Only a bus that hangs makes the start wait longer.
    await until(() => clock.nowMs() < regions.healthyUntilMs, startWaitMs);
    return clock.nowMs() < regions.healthyUntilMs ? "connected" : "waiting";
  }

  return {
    region: bus.region,
    get healthyUntilMs() {
      return regions.healthyUntilMs;
    },
    get connected() {
      return state.connected;
    },
    async start() {
      try {
        return await begin();
      } finally {
        state.starting = false;
        announce();
      }
    },
    async stop() {
      state.stopped = true;
      cancelTick();
      if (!state.connected) return;
      const goodbye = { version: 1, instance, at: clock.wallMs() } as const;
      const leave = async (): Promise<void> => {
        if (traffic !== undefined) await traffic.send();
        const sequence = await appendGoodbye(goodbye);
        if (sequence === undefined) return;
        // The goodbyes before this one have been heard then. So of members that leave together, one is the last.
        await until(() => regions.hasApplied(sequence), goodbyeWaitMs);
        if (!state.left && regions.isAlone(instance)) await bus.removeRegion(bus.region);
      };
      const late = new Promise<void>((resolve) => {
        clock.after(goodbyeWaitMs, resolve);
      });
      await Promise.race([leave().catch(failed), late]);
      state.left = true;
      await bus.stop().catch(failed);
    },
    async publish(invalidations) {
      if (!state.connected) throw new Error("the bus is not connected");
      const through = await bus.append(
        invalidations.map((invalidation) => ({ kind: "invalidation", invalidation })),
      );
      publishedThrough = Math.max(publishedThrough, through);
    },
    subscribe(receive) {
      const receiver = { receive };
      receivers.add(receiver);
      return Promise.resolve(() => {
        receivers.delete(receiver);
      });
    },
    async publishProject(project) {
      take(project);
      if (!state.connected) throw new Error("the bus is not connected");
      await bus.publishProject(project);
    },
    watchProjects(receive) {
      const watcher = { receive };
      watchers.add(watcher);
      for (const project of projects.values()) give(receive, project);
      return Promise.resolve(() => {
        watchers.delete(watcher);
      });
    },
    troubles: () => regions.troubles(clock.nowMs()),
    healthSince: () => noteHealth(clock.nowMs()).healthSince ?? startedAt,
    silences: () => regions.silences(clock.nowMs()),
    members: () => members.list(clock.nowMs()),
    revisionOf: (member, project) => members.revisionOf(member, project),
    async confirm(waitMs) {
      const through = publishedThrough;
      const waited = (): Confirmation => {
        const edges = otherEdges();
        const has = ({ heartbeat }: Member): boolean =>
          (heartbeat.applied[bus.region] ?? 0) >= through;
        return {
          applied: edges.filter((edge) => has(edge)),
          missing: edges.filter((edge) => !has(edge)),
        };
      };
      const degradedUntilMs = clock.nowMs() + Math.min(waitMs, degradedWaitMs);
      await until(() => {
        const { missing } = waited();
        // Most edges are degraded because they do not hear some other region. Those confirm as soon as healthy ones.
        const late = clock.nowMs() >= degradedUntilMs;
        return missing.every(({ heartbeat }) => late && !heartbeat.healthy);
      }, waitMs);
      return waited();
    },
    askSessions: (project, about, waitMs) => questions.ask(project, about, waitMs),
    tellEnding(project, text) {
      if (state.connected) bus.tellEnding?.(project, text);
    },
    async removeRegion(region) {
      const removal = { version: 1, id: newId(), region, at: clock.wallMs() } as const;
      await bus.append([{ kind: "removal", removal }]);
      await bus.removeRegion(region);
    },
  };

  function until(holds: () => boolean, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(waitMs, done);
      confirming.add(again);
      again();
      function again(): void {
        if (holds()) done();
      }
      function done(): void {
        cancel();
        confirming.delete(again);
        resolve();
      }
    });
  }
}

/** The heartbeats that may be on their way at once. */
const appendsMax = 4;
