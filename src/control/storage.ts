// What the control plane needs of its database. Two databases implement it, and one contract suite runs on both.
// Every change is written in one transaction with its line of the audit log: neither stands without the other.
import type { FeatureFlags } from "./projects/feature-flags.ts";
import type { ControlScope } from "./access/scopes.ts";

/** A project as it is stored. Instants are wall-clock milliseconds. */
export interface ProjectRecord {
  /** UUID. */
  readonly id: string;
  /** Unique; a DNS label. */
  readonly slug: string;
  readonly name: string;
  readonly environment: "prod" | "stage" | "dev";
  readonly homeRegion: string;
  /** Name of a plan of the operator's table; unknown ones are entitled to nothing. */
  readonly plan: string;
  /** 1 for a new project, one more with each change. */
  readonly revision: number;
  /** UUID of this revision. */
  readonly revisionId: string;
  readonly flags: FeatureFlags;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** An API key as it is stored: never the key itself. */
export interface KeyRecord {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the key, lower-case hexadecimal. Unique. */
  readonly digest: string;
  /** The key's last four characters, to tell keys apart. */
  readonly lastCharacters: string;
  /** The project it is for; undefined for an operator's key, which is for all. */
  readonly projectId: string | undefined;
  readonly scopes: readonly ControlScope[];
  /** Id of the key that made it; undefined where the control plane itself did. */
  readonly madeBy: string | undefined;
  /** Id of the key that it ends with; undefined where it stands alone. */
  readonly parentId: string | undefined;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | undefined;
  readonly lastUsedAtMs: number | undefined;
}

/** Who did something: a key by id and name, or the control plane itself. */
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
  /** What it was done to, for people: a name or an id. */
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A line of the audit log with its place in the log's order. */
export interface AuditLine extends AuditRecord {
  /** Grows with every line. */
  readonly sequence: number;
}

/** Where the control plane keeps what it must not lose. A method that resolves has written durably. */
export interface ControlStorage {
  /** Opens the database and brings its schema forward; rejects with a `SchemaRefusal` if it cannot. */
  open(): Promise<void>;
  close(): Promise<void>;

  /** All projects, by name then id, at most `projectsMax`. */
  listProjects(): Promise<readonly ProjectRecord[]>;
  /** Id and revision of every project: what other processes on this database have changed shows here. */
  listRevisions(): Promise<readonly Pick<ProjectRecord, "id" | "revision">[]>;
  /** A project by id or slug. */
  findProject(idOrSlug: string): Promise<ProjectRecord | undefined>;
  /** Writes a new project. No other project may have its hosts. */
  insertProject(project: ProjectRecord, audit: AuditRecord): Promise<InsertResult>;
  /** Writes a project's next revision if the stored one is still `expectedRevision`: no update is lost. */
  replaceProject(
    next: ProjectRecord,
    expectedRevision: number,
    audit: AuditRecord,
  ): Promise<ReplaceResult>;

  /** Keys of a project, or the operators' keys, oldest first; revoked ones are gone. */
  listKeys(projectId: string | undefined): Promise<readonly KeyRecord[]>;
  findKeyByDigest(digest: string): Promise<KeyRecord | undefined>;
  findKey(id: string): Promise<KeyRecord | undefined>;
  /** Writes a key, if the one that it ends with is still there. */
  insertKey(key: KeyRecord, audit: AuditRecord): Promise<InsertKeyResult>;
  /**
   * Removes a key and every key that ends with it, each with its own line, unless no operators' key that may make others
   * would be left: without one, signing in would be impossible.
   */
  deleteKey(id: string, audit: AuditRecord): Promise<DeleteResult>;
  /** Not audited. Never sets an instant back. */
  noteKeyUse(id: string, atMs: number): Promise<void>;

  /** Writes a line that stands for itself: something was done that changed no row here. */
  appendAudit(audit: AuditRecord): Promise<void>;
  /**
   * Newest first, at most `limit` (1 to `auditPageMax`) and no more than `auditPageCharactersMax` hold;
   * `beforeSequence` continues a listing.
   */
  listAudit(query: AuditQuery): Promise<AuditPage>;
  /** Removes lines older than that; gives how many. */
  pruneAudit(beforeMs: number): Promise<number>;
}

/** Which lines of the audit log. */
export interface AuditQuery {
  /** Only those of this project; undefined is all. */
  readonly projectId: string | undefined;
  readonly beforeSequence: number | undefined;
  readonly limit: number;
}

/** Lines of the audit log, and whether older ones follow. */
export interface AuditPage {
  readonly lines: readonly AuditLine[];
  readonly more: boolean;
}

/** What inserting a project came to. */
export type InsertResult =
  | { readonly kind: "done" }
  | { readonly kind: "slug-taken" }
  | { readonly kind: "host-taken"; readonly host: string }
  | { readonly kind: "too-many" };

/** What replacing a project came to. */
export type ReplaceResult =
  | { readonly kind: "done" }
  | { readonly kind: "gone" }
  | { readonly kind: "revision-changed" }
  | { readonly kind: "host-taken"; readonly host: string };

/** Whether a key is in force at that instant and may make others. */
export function makesKeys({ scopes, expiresAtMs }: KeyRecord, atMs: number): boolean {
  return scopes.includes("keys") && (expiresAtMs === undefined || expiresAtMs > atMs);
}

/** What inserting a key came to. `full`: its owner has `keysPerOwnerMax`; `parent-gone`: its maker has been revoked meanwhile; `too-deep`: it would be of a generation beyond `keyGenerationsMax`. */
export type InsertKeyResult = "done" | "full" | "parent-gone" | "too-deep";

/** What deleting a key came to. `last`: it stays, since no other operators' key in force by then may make keys. */
export type DeleteResult = "done" | "gone" | "last";

/** The database cannot be used, for a reason that the operator can fix. The message says which. */
export class SchemaRefusal extends Error {
  override name = "SchemaRefusal";
}
