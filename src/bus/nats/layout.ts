// The names of everything that the bus has in NATS: streams, subjects and keys. The version of this layout is in the
// description of each stream.

/** The version of the layout that this program makes and understands. */
export const layoutVersion = 1;

/** The beginning of all names, if nothing else is configured. */
const defaultPrefix = "edge-sessions";

/** What a region's name looks like. */
export const regionPattern = /^[a-z\d](?:[a-z\d-]{0,30}[a-z\d])?$/u;

/** Which names a bus uses. */
export interface LayoutOptions {
  /** The beginning of all names, so that several buses can share an account (`edge-sessions`). */
  readonly prefix?: string | undefined;
  /** Whether each region is a JetStream domain with the region's name. */
  readonly domains: boolean;
}

/** The names of one bus. The owner of a bucket is the region whose domain it is in, or `all` without domains. */
export interface Layout {
  readonly domains: boolean;
  /** The subscription to what is accepted by the logs. */
  readonly liveLogs: string;
  /** The subscription to what is accepted by the buckets. */
  readonly liveBuckets: string;
  /** The stream of the buckets. It has the same name in each domain. */
  readonly bucket: string;
  readonly bucketSubjects: string;
  /** The JetStream domain of a region or of a bucket's owner. */
  domainOf(owner: string): string | undefined;
  ownerOf(region: string): string;
  stream(region: string): string;
  streamSubjects(region: string): string;
  /** The subject of everything that lasts. */
  lasting(region: string): string;
  /** The subject of what a member says for a moment: its heartbeats, reports of traffic, questions and answers. */
  heartbeat(region: string, instance: string): string;
  /** Where a region's log publishes what it accepted. */
  liveLog(region: string): string;
  /** Where a bucket publishes what it accepted. */
  liveBucket(owner: string): string;
  /** The subject of the endings of a project that a region noticed. It belongs to no stream. */
  endings(region: string, project: string): string;
  /** The subject of a key. */
  keySubject(key: string): string;
}

/** The owner of the bucket if there are no domains. */
const sharedOwner = "all";

/** Creates the names. */
export function createLayout({ prefix = defaultPrefix, domains }: LayoutOptions): Layout {
  return {
    domains,
    liveLogs: `${prefix}-live.>`,
    liveBuckets: `${prefix}-bucket.>`,
    bucket: `KV_${prefix}`,
    bucketSubjects: `$KV.${prefix}.>`,
    domainOf: (owner) => (domains ? owner : undefined),
    ownerOf: (region) => (domains ? region : sharedOwner),
    stream: (region) => `${prefix}-${region}`,
    streamSubjects: (region) => `${prefix}.${region}.>`,
    lasting: (region) => `${prefix}.${region}.lasting`,
    heartbeat: (region, instance) => `${prefix}.${region}.heartbeat.${token(instance)}`,
    liveLog: (region) => `${prefix}-live.${region}.>`,
    liveBucket: (owner) => `${prefix}-bucket.${owner}.>`,
    endings: (region, project) => `${prefix}-endings.${region}.${token(project)}`,
    keySubject: (key) => `$KV.${prefix}.${key}`,
  };
}

/** The key of a region. */
export function regionKey(region: string): string {
  return `region.${region}`;
}

/** The key of a project. An id that cannot be part of a key is encoded. */
export function projectKey(project: string): string {
  return `project.${/^[\w-]+$/u.test(project) ? project : `=${Buffer.from(project).toString("base64url")}`}`;
}

function token(text: string): string {
  return text.replaceAll(/[^\w-]/gu, "_");
}

/** What a user of NATS must be allowed. */
export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/**
 * The permissions of a process that connects to a server of its own region: to publish to its own region alone, and to
 * read all regions. A control plane also publishes projects.
 */
export function permissionsOf(
  options: LayoutOptions & { readonly region: string; readonly role: "edge" | "control" },
): NatsPermissions {
  const { region, role, domains } = options;
  const layout = createLayout(options);
  const reading = [
    "STREAM.INFO.*",
    "STREAM.MSG.GET.*",
    "CONSUMER.CREATE.*",
    "CONSUMER.MSG.NEXT.*.*",
  ];
  return {
    publish: [
      layout.lasting(region),
      `${layout.heartbeat(region, "x").slice(0, -1)}*`,
      `${layout.endings(region, "x").slice(0, -1)}*`,
      layout.keySubject("region.*"),
      ...(role === "control" ? [layout.keySubject("project.*")] : []),
      ...reading.map((call) => `$JS.API.${call}`),
      ...(domains ? reading.map((call) => `$JS.*.API.${call}`) : []),
    ],
    subscribe: [layout.liveLogs, layout.liveBuckets, "_INBOX.>"],
  };
}
