// The server of projects: one edge each, behind one public listener, and one admin listener. It serves every project of a
// control plane in the same process, or the one project of the command `edge`.
// It is over 300 lines, because it is the one place where the parts of such a server are put together.
import { limitsOf } from "../config/options/edge-config.ts";
import type { Location } from "../core/location.ts";
import { publicCallsMax } from "../core/limits.ts";
import { createUndiciOrigin } from "../origin/undici/undici-origin.ts";
import { createClock, random } from "../runtime/node.ts";
import type { EndingsHub } from "../endings/hub.ts";
import type { EndingStreams } from "../endings/streams.ts";
import { createAdminListener } from "./admin-listener.ts";
import { certificateOf, followCertificates, type Certificate } from "./certificate.ts";
import { assembleEdges, type SharedPorts } from "./edge-assembly.ts";
import { createEndingsHere } from "./endings-here.ts";
import { createPublicListeners } from "./public-listeners.ts";
import { createTrafficReporter } from "../observe/traffic/reporter.ts";
import { createObservers } from "./observers.ts";
import { statesHere } from "./states-here.ts";
import { joinAllSigns, type ProjectSign } from "../core/health/signs.ts";
import { inquire } from "../observe/health/origin-inquiry.ts";
import { createOriginRounds } from "../observe/health/origin-rounds.ts";
import { createProjectSigns } from "../observe/health/project-signs.ts";
import { followProjects } from "./followed-projects.ts";
import { followSigningKeys } from "./followed-signing-keys.ts";
import { degradedText, linkPart } from "./link-part.ts";
import { membershipOf } from "./bus-membership.ts";
import { reportOf } from "./member-report.ts";
import { inOrder, totalLoad, type Load, type Part } from "./parts.ts";
import { createTracingPart, noTracing, spansFailed } from "./tracing-part.ts";
import { openSettingsFile } from "./settings-file.ts";
import { createSigner } from "../tokens/signer.ts";
import type { Signing } from "./signing.ts";
import type { JoinedBus } from "./joined-bus.ts";
import type { Logger } from "pino";
import type { KeyFile } from "./key-file.ts";
import type { CreateVerifier } from "./transmitter-file.ts";
import type { VerifyToken } from "../intake/caep.ts";
import { createFindReach } from "./reach.ts";
import type { FindReach } from "../intake/reach.ts";
import type { ServerOptions } from "../config/options/server-options.ts";
import type { EventSink } from "../edge/events.ts";
import type { BusLink } from "../edge/link/bus-link.ts";
import type { TrafficReport } from "../core/traffic-report.ts";
import type { ServedProject } from "../core/served-project.ts";
import type { ProjectBus, Signer } from "../edge/ports.ts";
import type { Projects } from "../edge/projects.ts";
import type { Unready } from "../observe/health.ts";
import type { MetricsJson } from "../observe/metrics/registry.ts";
import type { Share } from "./workers/share.ts";

/** The parts of a server of projects. */
export interface ProjectsServerParts {
  readonly options: ServerOptions;
  readonly version: string;
  /** Where the edges of this process are. Undefined if nobody said so. */
  readonly location?: Location | undefined;
  /** Whether to listen at all. If not, the edges only apply and publish invalidations. */
  readonly listens: boolean;
  /**
   * The project whose invalidations, hooks and admin API the admin listener serves, and the keys for it. Without a project
   * it serves those of every project, below the path of each.
   */
  readonly intakeOf:
    | {
        readonly project: string | undefined;
        readonly keyFile: KeyFile | undefined;
        /** Whether the admin listener is a gateway to the admin APIs. */
        readonly gateway: boolean;
      }
    | undefined;
  /** The certificates of listeners of this process. A listener without one speaks plain HTTP. */
  readonly certificates?: readonly Certificate[];
  /** Verifies security event tokens. Undefined if no transmitter is configured. */
  readonly createVerifier?: CreateVerifier | undefined;
  /** What sessions are signed with. Undefined if no option names anything. */
  readonly signing?: Signing | undefined;
  /** The bus that this process shares with others. If undefined, it is alone. */
  readonly joined: JoinedBus | undefined;
  /**
   * The file of last known settings, if the projects come from a control plane in another process. If undefined, they
   * are published in this process.
   */
  readonly settingsFile?: string;
  /** The one project of this process. If undefined, its projects are heard of on the bus. */
  readonly own?: ServedProject;
  /** The part of the edge's work that this process has. If undefined, it does everything. */
  readonly share?: Share | undefined;
  /** The addresses that the name of an identity server must not resolve to. */
  readonly refusesAddress?: (address: string) => boolean;
  /** Gets every event, in addition to the log and the metrics. */
  readonly sink?: EventSink;
  /** Gets what edges of other processes report of their traffic. */
  readonly onTraffic?: (report: TrafficReport) => void;
  /** Writes a log line. */
  readonly write: (line: string) => void;
}

/** The server, and the parts of it that the control plane uses. */
export interface ProjectsServer extends Part {
  /** Accepts no new connections and is no longer ready. Requests in flight continue until it is stopped. */
  drain(deadlineMs: number): void;
  load(): Load;
  /** The URL at which checks are answered. Undefined if it does not listen or has not started. */
  readonly url: string | undefined;
  readonly adminUrl: string | undefined;
  readonly instance: string;
  readonly startedAtMs: number;
  /** Where its edges are. Undefined if nobody said so. */
  readonly location: Location | undefined;
  /** The path in front of every project's paths. Empty for none. */
  readonly basePath: string;
  readonly projects: Projects;
  /** The endings that this process notices and hears of. */
  readonly endings: EndingsHub;
  readonly endingStreams: EndingStreams;
  /** Verifies security event tokens. Undefined if no transmitter is configured. */
  readonly verifyToken: VerifyToken | undefined;
  /** Signs for the projects of this process, as far as it has their keys. */
  readonly signer: Pick<Signer, "sign">;
  /** The link to the shared bus. Undefined if this process is alone. */
  readonly link: BusLink | undefined;
  /** Why this process is degraded, in words. Undefined if it is healthy. */
  readonly degraded: () => string | undefined;
  /** What this process alone notices of the identity servers. */
  readonly ownSigns: () => readonly ProjectSign[];
  /** What this process notices of a project. Undefined if there is no trouble. */
  readonly signOf: (project: string) => ProjectSign | undefined;
  /** The checks so far, and how many of them were hits. */
  readonly checks: () => { readonly checks: number; readonly hits: number };
  /** Finds out how far an invalidation has got. */
  readonly findReach: FindReach;
  /** The metrics of this process as plain data. */
  readonly readMetrics: () => Promise<MetricsJson>;
  /** Reads the files of the certificates and of the signing keys again, and logs the result. */
  readonly rereadFiles: () => Promise<void>;
  readonly ports: SharedPorts;
  readonly log: Logger;
  readonly failed: (what: string) => (error: unknown) => void;
}

/** Projects whose traffic is counted for reports, of about 4 kB each. */
const reportedProjectsMax = 1_000;

/** Creates the server. Nothing runs before `start`. */
export function createProjectsServer(parts: ProjectsServerParts): ProjectsServer {
  const { options, version, intakeOf, joined, settingsFile, own, share, sink, write } = parts;
  const { refusesAddress, location, certificates = [], signing } = parts;
  const supervisor = share?.kind === "supervisor" ? share.supervisor : undefined;
  const worker = share?.kind === "worker" ? share.number : undefined;
  const listens = parts.listens && supervisor === undefined;
  const administers = parts.listens && worker === undefined;
  const limits = limitsOf(options);
  // Without a bus there is nobody to report to.
  const reporter = joined === undefined ? undefined : createTrafficReporter(reportedProjectsMax);
  const basePath = options["base-path"] ?? "";
  const clock = createClock();
  const noticed = createProjectSigns(clock);
  /** What this process notices, and the other workers of its machine. */
  const signs = (): readonly ProjectSign[] => {
    const together = share?.kind === "worker" ? share.signs() : (supervisor?.signs() ?? []);
    return joinAllSigns([...noticed.signs(), ...together]);
  };
  let started = false;
  const urlInUse = (): string | undefined => (started && listens ? host.url : undefined);
  const { log, emit, scrape, readMetrics, failed, checks } = createObservers({
    level: options["log-level"],
    version,
    worker,
    workers: () => supervisor?.standing(),
    cacheBytesMax: listens ? limits.cacheBytesMax : undefined,
    spans: () => tracing.counts(),
    certificates,
    clock,
    stats: () => projects.stats(),
    bus: () =>
      link === undefined
        ? undefined
        : {
            ...reportOf(projects),
            region: link.region,
            healthy: clock.nowMs() < link.healthyUntilMs,
            silences: link.silences(),
            members: link.members(),
          },
    // A worker leaves it to the supervisor, which knows what all workers notice.
    projectStates: () =>
      worker !== undefined || !started ? [] : statesHere(projects.served(), signs(), degradedNow()),
    sink: (event) => {
      noticed.sink(event);
      endings.sink(event);
      sink?.(event);
      reporter?.sink(event);
    },
    write,
  });
  const endings = createEndingsHere({ clock, emit, share, failed });
  const trust = {
    trusts: options["trusted-proxies"],
    addressHeader: options["client-address-header"],
  };
  const siblings = share?.siblings({
    waitingMax: limits.unpublishedMax,
    onFull: (project) => emit({ kind: "limit-reached", project, limit: "unpublishedMax" }),
  });
  const signer = createSigner({
    wallMs: () => clock.wallMs(),
    sealing: signing?.sealing,
    failed: (error, project) => log.error({ err: error, project }, "a signing key cannot be used"),
  });
  const edges = assembleEdges({
    limits,
    emit,
    onUndelivered: (error, message) =>
      failed(
        "scope" in message
          ? "an invalidation could not be applied"
          : "the settings of a project could not be applied",
      )(error),
    options: {
      name: options.name,
      originTimeoutMs: options["origin-timeout"],
      forwardTimeoutMs: options["forward-timeout"],
      trustedProxies: options["trusted-proxies"],
      clientAddressHeader: options["client-address-header"],
    },
    // A process that answers no clients opens no keys.
    ports: { clock, siblings, signer },
    ...(joined === undefined
      ? {}
      : {
          joined: membershipOf({
            joined,
            name: options.name,
            version,
            listens,
            location,
            follows: own === undefined,
            projects: () => projects,
            ports: () => edges.ports,
            checks,
            signs,
            url: urlInUse,
            traffic: reporter,
            onTraffic: parts.onTraffic,
          }),
        }),
  });
  const { link } = edges;
  const endingStreams = endings.open(edges.instance, link);
  const verifyToken = parts.createVerifier?.(clock);
  const findReach = createFindReach({
    link,
    name: options.name,
    instance: edges.instance,
    listens,
    workers: supervisor?.instances,
  });
  const followed =
    link === undefined || settingsFile === undefined
      ? undefined
      : followProjects(
          link,
          openSettingsFile(
            settingsFile,
            edges.ports.background,
            failed("the file of last known settings could not be written"),
            worker !== undefined,
          ),
          log,
        );
  const projectBus = own === undefined ? followed : only(own);
  // The lanes bound the calls. A call that they let through never waits for a connection.
  // One more is for the question how the identity server is.
  const connectionsMax = { public: publicCallsMax(limits) + 1, admin: limits.adminCallsMax };
  const projects = edges.projects({
    basePath,
    ...(projectBus === undefined ? {} : { projectBus }),
    openOrigin: (url, api) => {
      const origin = createUndiciOrigin({
        url,
        connectionsMax: connectionsMax[api],
        ...(refusesAddress === undefined ? {} : { refusesAddress }),
      });
      return tracing.origin(origin, url);
    },
  });
  const rounds = createOriginRounds({
    clock,
    random,
    signs: noticed,
    projects: () =>
      projects.served().flatMap(({ settings: { project }, originUrl }) => {
        const origin = projects.originOf(project);
        return origin === undefined ? [] : [{ project, originUrl, origin }];
      }),
    // One process of each machine asks without traffic. An edge that is configured by flags calls nothing by itself.
    when:
      listens && own === undefined && (worker === undefined || worker === 1)
        ? "always"
        : "doubtful",
    inquire,
  });
  let unready: Unready = { edge: "it is starting" };
  const standing = (): Unready =>
    followed === undefined || followed.known || link?.connected === true
      ? { ...unready, ...supervisor?.unready() }
      : { ...unready, bus: "it has not answered yet, and there are no last known settings" };
  const listening = {
    handshakesMax: options["limit-handshakes"],
    headBytesMax: options["limit-head"],
    bodyWaitMs: options["limit-body-wait"],
  };
  const endpoint = options["otlp-endpoint"];
  const tracing =
    endpoint === undefined || !listens
      ? noTracing
      : createTracingPart({
          endpoint,
          sampleRatio: options["otlp-sample-ratio"],
          version,
          instance: edges.instance,
          name: options.name,
          trust,
          projectOf: (request) => projects.projectOf(request),
          onFailure: spansFailed(log, () => clock.nowMs()),
        });
  const { host, spoe } = createPublicListeners({
    ...listening,
    options,
    basePath,
    project: intakeOf?.project ?? "",
    certificate: certificateOf(certificates, "public"),
    projects,
    tracing,
    trust,
    worker,
    clock,
    emit,
    write,
    failed,
  });
  const degradedNow = (): string | undefined => degradedText(link) ?? supervisor?.degraded();
  const admin = createAdminListener({
    ...listening,
    address: options["admin-listen"],
    certificate: certificateOf(certificates, "admin"),
    keys: intakeOf?.keyFile?.ring,
    project: intakeOf?.project,
    find: (id) => {
      const edge = projects.edgeOf(id);
      if (edge === undefined) return undefined;
      return {
        edge,
        adminOrigin: intakeOf?.gateway === true ? projects.adminOriginOf(id) : undefined,
      };
    },
    findReach,
    endings: endingStreams,
    verifyToken,
    unready: standing,
    degraded: degradedNow,
    scrape: supervisor === undefined ? scrape : async () => supervisor.scrape(await readMetrics()),
    settled: siblings?.settled,
    ports: edges.ports,
    failed,
  });
  const followedFiles = followCertificates(certificates, {
    log,
    wallMs: () => clock.wallMs(),
    failed: failed("a certificate could not be replaced"),
  });
  const followedKeys = followSigningKeys(signing?.keyFiles, {
    log,
    use: (keys) => signer.useFileKeys(own?.settings.project ?? "", keys),
    failed: failed("the signing keys could not be read again"),
  });
  const order = inOrder([
    tracing,
    followedFiles,
    followedKeys,
    // Listens first, so that the edges can be seen starting.
    ...(administers ? [admin.host] : []),
    ...(link === undefined ? [] : [linkPart(link, log)]),
    {
      start: () => projects.start(),
      stop: async () => {
        admin.applyWaiting();
        await edges.drain();
        endings.hub.flush();
        await projects.stop();
      },
    },
    // Stops before the edges do, because the edges must still publish what it has accepted.
    ...(administers
      ? [{ start: () => Promise.resolve(), stop: (ms: number) => admin.host.stop(ms) }]
      : []),
    ...(listens ? [host] : []),
    ...(listens && spoe !== undefined ? [spoe] : []),
    {
      start: () => Promise.resolve(rounds.start()),
      stop: () => Promise.resolve(rounds.stop()),
    },
    ...(supervisor === undefined ? [] : [supervisor.part(log)]),
  ]);
  return {
    start: async () => {
      await order.start();
      started = true;
      unready = {};
    },
    drain: (deadlineMs) => {
      unready = { edge: "it is stopping" };
      endingStreams.close();
      if (!started) return;
      // Closed listeners have no URL, and the next heartbeat says so.
      started = false;
      if (listens) host.drain(deadlineMs);
      // Operators can still see that the server is stopping. Their connections do not delay its end.
      if (administers) admin.host.retire(deadlineMs);
    },
    stop: (deadlineMs) => {
      started = false;
      endingStreams.close();
      return order.stop(deadlineMs);
    },
    load: () =>
      totalLoad([
        ...(listens ? [host.load()] : []),
        ...(administers ? [admin.host.load()] : []),
        ...(supervisor === undefined ? [] : [supervisor.load()]),
      ]),
    get url() {
      return urlInUse();
    },
    get adminUrl() {
      return started && administers ? admin.host.url : undefined;
    },
    instance: edges.instance,
    startedAtMs: clock.wallMs(),
    location,
    basePath,
    projects,
    endings: endings.hub,
    endingStreams,
    verifyToken,
    signer,
    link,
    degraded: degradedNow,
    ownSigns: () => noticed.signs(),
    signOf: (project) => noticed.signOf(project),
    checks,
    readMetrics,
    findReach,
    rereadFiles: async () => {
      await followedFiles.reread();
      await followedKeys.reread();
    },
    ports: edges.ports,
    log,
    failed,
  };
}

/** The bus of a process whose only project never changes. */
function only(project: ServedProject): ProjectBus {
  return {
    publishProject: () => Promise.reject(new Error("this process has one project, set by flags")),
    watchProjects: (receive) => {
      receive(project);
      return Promise.resolve(() => undefined);
    },
  };
}
