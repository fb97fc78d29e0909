// What the control plane needs from its database. Two databases implement it, and one contract suite runs on both. Every
// change is written in one transaction with its line of the audit log, so that neither exists without the other.
// It is over 300 lines, because it declares the whole port and its values.
import type { MinuteTraffic, SumText } from "../core/traffic-sum.ts";
import type { SealedSigningKey } from "../core/tokens/signing-key.ts";
import type { FeatureFlags } from "./projects/feature-flags.ts";
import type { ControlScope } from "./access/scopes.ts";
import type { SubscriberStorage } from "./subscribers/subscriber-storage.ts";

/** A project as it is stored. Instants are wall-clock milliseconds. */
export interface ProjectRecord {
  /** UUID. */
  readonly id: string;
  /** Unique; a DNS label. */
  readonly slug: string;
  readonly name: string;
  readonly environment: "prod" | "stage" | "dev";
  readonly homeRegion: string;
  /** The name of a plan in the operator's table. An unknown plan does not include Edge Sessions. */
  readonly plan: string;
  /** 1 for a new project, and one more after each change. */
  readonly revision: number;
  /** UUID of this revision. */
  readonly revisionId: string;
  readonly flags: FeatureFlags;
  /** The keys that sign its sessions. Their private parts are sealed. */
  readonly signingKeys: readonly SealedSigningKey[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A project that was deleted. */
export interface DeletedProject {
  readonly id: string;
  /** Wall-clock milliseconds. */
  readonly deletedAtMs: number;
}

/** An API key as it is stored, without the key itself. */
export interface KeyRecord {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the key, lower-case hexadecimal. Unique. */
  readonly digest: string;
  /** The last four characters of the key, to tell keys apart. */
  readonly lastCharacters: string;
  /** The project that it is for. Undefined for an operator key, which is for all projects. */
  readonly projectId: string | undefined;
  readonly scopes: readonly ControlScope[];
  /** Id of the key that created it. Undefined if the control plane did. */
  readonly madeBy: string | undefined;
  /** Id of the key whose revocation revokes it too. Undefined if there is none. */
  readonly parentId: string | undefined;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | undefined;
  readonly lastUsedAtMs: number | undefined;
}

/** A sign-in to the Console as it is stored, without the id that the browser has. */
export interface SignInRecord {
  /** SHA-256 of the id, lower-case hexadecimal. Unique. */
  readonly digest: string;
  /** Id of the key of the sign-in. The sign-in ends with it. */
  readonly keyId: string;
  /** The last use that was stored. Uses within `signInUseStoredEveryMs` after it are not. */
  readonly usedAtMs: number;
  /** When it ends in any case. */
  readonly endsAtMs: number;
}

/** Who did something: an API key by id and name, or the control plane itself. */
export interface Actor {
  readonly keyId: string | undefined;
  readonly name: string;
}

/** One line of the audit log. `before` and `after` are JSON values without secrets. */
export interface AuditRecord {
  /** UUID. */
  readonly id: string;
  readonly atMs: number;
  readonly actor: Actor;
  /** What was done, such as `project.patch`, `key.revoke`, `invalidate`. */
  readonly action: string;
  readonly projectId: string | undefined;
  /** What it was done to, as a name or an id that people read. */
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A line of the audit log with its place in the log. */
export interface AuditLine extends AuditRecord {
  /** Higher for every later line. */
  readonly sequence: number;
  /** The project that it is about, as it is called now. Undefined if there is none, or if it is gone. */
  readonly project?: { readonly slug: string; readonly name: string } | undefined;
}

/** Stores what the control plane must not lose. When a method that writes resolves, the change is durable. */
export interface ControlStorage {
  /** Opens the database and migrates its schema. Rejects with a `SchemaRefusal` if it cannot. */
  open(): Promise<void>;
  close(): Promise<void>;

  /** The subscribers of the projects, and the deliveries that wait for them. */
  readonly subscribers: SubscriberStorage;

  /** All projects, sorted by name and then by id, at most `projectsMax`. */
  listProjects(): Promise<readonly ProjectRecord[]>;
  /** Id and revision of every project. They show what other processes on this database have changed. */
  listRevisions(): Promise<readonly Pick<ProjectRecord, "id" | "revision">[]>;
  /** A project by id or slug. */
  findProject(idOrSlug: string): Promise<ProjectRecord | undefined>;
  /** Writes a new project. Its hosts must not belong to another project. */
  insertProject(project: ProjectRecord, audit: AuditRecord): Promise<InsertResult>;
  /** Writes a project's next revision if the stored one is still `expectedRevision`, so that no update is lost. */
  replaceProject(
    next: ProjectRecord,
    expectedRevision: number,
    audit: AuditRecord,
  ): Promise<ReplaceResult>;

  /**
   * Removes a project if the stored revision is still `expectedRevision`. Its hosts become free, and its keys and their
   * sign-ins end, each key with its own line. Lines of the audit log stay. Deletions older than `deletionKeptMs` are
   * forgotten.
   */
  deleteProject(
    id: string,
    expectedRevision: number,
    audit: AuditRecord,
  ): Promise<DeleteProjectResult>;
  /** The projects that were deleted within `deletionKeptMs`, latest first. With `ids`, only those of them. */
  listDeletedProjects(ids: readonly string[] | undefined): Promise<readonly DeletedProject[]>;

  /** The keys of a project, or the operator keys, oldest first. Revoked keys are not included. */
  listKeys(projectId: string | undefined): Promise<readonly KeyRecord[]>;
  findKeyByDigest(digest: string): Promise<KeyRecord | undefined>;
  findKey(id: string): Promise<KeyRecord | undefined>;
  /** Writes a key if its parent and its project still exist. */
  insertKey(key: KeyRecord, audit: AuditRecord): Promise<InsertKeyResult>;
  /**
   * Writes an operator key, unless a valid one has the scope `keys` already. Of several processes that start at once, only one
   * writes its key. `keep` must store the key before it becomes valid. It is called only if the key is about to be written,
   * while nothing else writes. If it rejects, nothing is written.
   */
  insertFirstKey(
    key: KeyRecord,
    keep: () => Promise<void>,
    audit: AuditRecord,
  ): Promise<InsertFirstKeyResult>;
  /**
   * Removes a key and all keys below it, each with its own line. It does not if no operator key with the scope `keys` would
   * be left, because then nobody could create a key again.
   */
  deleteKey(id: string, audit: AuditRecord): Promise<DeleteResult>;
  /** Writes when a key was last used, unless a later use is stored. Not audited. */
  noteKeyUse(id: string, atMs: number): Promise<void>;

  /** Those of the sign-ins with these digests that have not ended by that instant. */
  findSignIns(digests: readonly string[], atMs: number): Promise<readonly SignInRecord[]>;
  /**
   * Writes a new sign-in, if its key still exists, and ends the sign-ins with the digests in `replaced`. If there are more
   * than `signInsMax`, the one that was unused for longest ends too.
   */
  insertSignIn(
    signIn: SignInRecord,
    replaced: readonly string[],
    audit: AuditRecord,
  ): Promise<InsertSignInResult>;
  /** Ends the sign-ins with these digests. Writes no line if there are none. */
  deleteSignIns(digests: readonly string[], audit: AuditRecord): Promise<void>;
  /** Writes that a sign-in was used, unless a use from less than `signInUseStoredEveryMs` before is stored. Not audited. */
  noteSignInUse(digest: string, atMs: number): Promise<void>;
  /** Removes sign-ins that have ended by that instant. Returns how many. */
  pruneSignIns(atMs: number): Promise<number>;

  /** Writes a line for something that changed no other row. */
  appendAudit(audit: AuditRecord): Promise<void>;
  /**
   * Newest first, at most `limit` (1 to `auditPageMax`) lines, and at most as many as `auditPageCharactersMax` allows. With a
   * filter it looks at no more than `auditScannedMax` lines, so a page may be empty although older lines match.
   */
  listAudit(query: AuditQuery): Promise<AuditPage>;
  /** Removes lines from before that instant. Returns how many. */
  pruneAudit(beforeMs: number): Promise<number>;

  /**
   * Writes what was counted in a minute since 1970, unless another process has written that minute. Projects that are gone
   * are left out. Not audited.
   */
  insertTraffic(
    minute: number,
    counted: readonly MinuteTraffic[],
  ): Promise<"done" | "written-before">;
  /** A project's traffic by the minute or by the hour, oldest first, without what is 0. At most `trafficRowsMax` rows. */
  listTraffic(query: TrafficQuery): Promise<TrafficRows>;
  /** Removes traffic from before these minutes. */
  pruneTraffic(before: TrafficAges): Promise<void>;
}

/** Which lines of the audit log. */
export interface AuditQuery {
  /** Only lines of this project. Undefined for all. */
  readonly projectId: string | undefined;
  /** Only lines before this one. It continues a listing. */
  readonly beforeSequence: number | undefined;
  /** Only lines after this one. */
  readonly afterSequence?: number | undefined;
  readonly filter?: AuditFilter | undefined;
  readonly limit: number;
}

/** What a line must match. Members that are not set match every line. */
export interface AuditFilter {
  /** The id or the name of the key that did it. */
  readonly actor?: string | undefined;
  /** An action, or what actions begin with, such as `project.`. */
  readonly action?: string | undefined;
  /** A text in the subject, the actor's name, the action, or in `before` and `after` as JSON. ASCII letters match in both cases. */
  readonly search?: string | undefined;
  /** No line from before this instant. */
  readonly fromMs?: number | undefined;
  /** Only lines from before this instant. */
  readonly toMs?: number | undefined;
}

/** The first minute that stays of the traffic by the minute, and of the traffic by the hour. */
export interface TrafficAges {
  readonly minute: number;
  readonly hour: number;
}

/** Which traffic of which project. Minutes are numbered since 1970. An hour is found by its first minute. */
export interface TrafficQuery {
  readonly projectId: string;
  readonly unit: "minute" | "hour";
  readonly fromMinute: number;
  readonly throughMinute: number;
}

/** What was counted in a minute or an hour. */
export interface StoredTraffic {
  /** The first minute. */
  readonly minute: number;
  /** The most edges that had checks in a minute of it. */
  readonly edges: number;
  readonly sum: SumText;
}

/** Stored traffic of a project. */
export interface TrafficRows {
  readonly rows: readonly StoredTraffic[];
  /** The first minute of all that is stored of the project. Undefined if nothing is. */
  readonly firstMinute: number | undefined;
  /** The latest minute that was written, of any project. What was counted later is in memory only. */
  readonly writtenThrough: number | undefined;
}

/** Lines of the audit log, and where it continues. */
export interface AuditPage {
  readonly lines: readonly AuditLine[];
  /** The `beforeSequence` that continues the listing. Undefined if there are no older lines. */
  readonly next: number | undefined;
  /** The newest line that was looked at, whether or not it matched. Undefined if there was none. */
  readonly newest: number | undefined;
}

/** The result of inserting a project. */
export type InsertResult =
  | { readonly kind: "done" }
  | { readonly kind: "slug-taken" }
  | { readonly kind: "host-taken"; readonly host: string }
  | { readonly kind: "too-many" };

/** The result of replacing a project. */
export type ReplaceResult =
  | { readonly kind: "done" }
  | { readonly kind: "gone" }
  | { readonly kind: "revision-changed" }
  | { readonly kind: "slug-taken" }
  | { readonly kind: "host-taken"; readonly host: string };

/** The result of deleting a project. `too-many`: `deletedProjectsMax` projects were deleted lately. */
export type DeleteProjectResult = "done" | "gone" | "revision-changed" | "too-many";

/** Whether a key is valid at that instant and may create other keys. */
export function makesKeys({ scopes, expiresAtMs }: KeyRecord, atMs: number): boolean {
  return scopes.includes("keys") && (expiresAtMs === undefined || expiresAtMs > atMs);
}

/**
 * The result of inserting a key. `full`: its owner has `keysPerOwnerMax` keys. `parent-gone`: its parent has been revoked.
 * `project-gone`: its project has been deleted. `too-deep`: its chain would be longer than `keyGenerationsMax`.
 */
export type InsertKeyResult = "done" | "full" | "parent-gone" | "project-gone" | "too-deep";

/** The result of inserting the first operator key. `full`: the operators have `keysPerOwnerMax` keys, none of which will do. */
export type InsertFirstKeyResult = "done" | "full" | "not-needed";

/** The result of inserting a sign-in. `key-gone`: its key has been revoked. */
export type InsertSignInResult = "done" | "key-gone";

/** The result of deleting a key. `last`: it stays, because no other valid operator key may create keys. */
export type DeleteResult = "done" | "gone" | "last";

/** The database cannot be used, for a reason that the operator can fix. The message names the reason. */
export class SchemaRefusal extends Error {
  override name = "SchemaRefusal";
}
