// The records of all buckets as one process sees them. With domains, each region has a bucket. A process writes to the
// bucket of its own region alone. It reads the others' buckets, and copies what is newer to its own.
import type { ServedProject } from "../../core/served-project.ts";
import type { BusListener } from "../../edge/ports.ts";
import { Bucket } from "./bucket.ts";
import { regionKey, regionPattern } from "./layout.ts";
import { isNewer, projectRecord, regionRecord, type KeptRecord } from "./records.ts";
import { isViolation } from "./refusals.ts";
import type { NatsSession } from "./session.ts";

/** What following the buckets needs. */
interface KeptRecordsParts {
  readonly region: string;
  readonly session: NatsSession;
  readonly listener: Pick<BusListener, "regions" | "project">;
  /** Told of failures that are tried again. */
  readonly report: (error: unknown) => void;
}

interface Followed {
  readonly bucket: Bucket;
  /** When it is read next, in milliseconds of `performance.now()`. */
  dueAtMs: number;
  readAtMs: number;
  failures: number;
  busy: boolean;
}

/** A bucket is read this often, although its changes arrive by themselves. */
const readEveryMs = 15_000;
/** A bucket is read at most this often because its region's log was read. */
const readAgainAfterMs = 2_000;
/** A bucket that could not be read is read again after this long, and later less often. */
const retryAfterMs = 500;
/** Members copy a record at different moments, so that most of them find that it was copied. */
const copyWithinMs = 400;

/** The records of all buckets. */
export class KeptRecords {
  readonly #parts: KeptRecordsParts;
  readonly #own: Followed;
  readonly #followed = new Map<string, Followed>();
  /** The newest record of each key. */
  readonly #newest = new Map<string, KeptRecord>();
  /** The keys to copy to the own bucket, and when. */
  readonly #copies = new Map<string, number>();
  #mayCopyProjects = true;
  #delivering = false;
  #delivered = "";

  constructor(parts: KeptRecordsParts) {
    this.#parts = parts;
    this.#own = this.#follow(parts.session.layout.ownerOf(parts.region));
  }

  /** Reads the own bucket, in which the own region is then known, and those of the other regions that answer in time. */
  async start(waitMs: number): Promise<void> {
    const { region, session } = this.#parts;
    const key = regionKey(region);
    await session.attempt(`publish region ${region}`, this.#own.bucket.owner, () =>
      this.#own.bucket.put(key, (held) =>
        held?.kind === "region" && held.known
          ? undefined
          : regionRecord(region, true, countOf(held) + 1),
      ),
    );
    await this.#refresh(this.#own);
    const others = [...this.#followed.values()].filter((one) => one !== this.#own);
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      cancel = () => clearTimeout(timer);
    });
    await Promise.race([Promise.all(others.map((one) => this.#tryRefresh(one))), late]);
    cancel();
    // Another region's bucket may say that the own region was removed.
    const own = this.#newest.get(key);
    if (own?.kind === "region" && !own.known) await this.addRegion();
    this.#delivering = true;
  }

  /** Reads the own bucket again, and soon those of the other regions. */
  async refresh(): Promise<void> {
    for (const one of this.#followed.values()) one.dueAtMs = 0;
    await this.#refresh(this.#own);
    // If the bucket was lost, what is known here is written to it.
    for (const [key, record] of this.#newest) this.#copyIfNewer(key, record);
  }

  /** Gives the listener all regions and all projects. */
  deliverAll(): void {
    this.#delivered = "";
    this.#deliverRegions();
    for (const record of this.#newest.values()) {
      if (record.kind === "project") this.#parts.listener.project(record.project);
    }
  }

  /** Notes a record that a bucket has accepted. */
  arrived(owner: string, key: string, sequence: number, text: string): void {
    const followed = this.#followed.get(owner) ?? this.#noteRegion(owner);
    if (followed?.bucket.arrived(key, sequence, text) === true) followed.dueAtMs = 0;
  }

  /** Notes that a message of a region's log arrived. Its bucket can be read then, if it could not be before. */
  heard(region: string): void {
    const followed = this.#noteRegion(region);
    if (followed !== undefined && followed.failures > 0) followed.dueAtMs = 0;
  }

  #noteRegion(region: string): Followed | undefined {
    if (!this.#parts.session.layout.domains || !regionPattern.test(region)) return undefined;
    return this.#followed.get(region) ?? this.#follow(region);
  }

  /** Notes that a region's log was read. Its bucket may have been missed too. */
  logWasRead(region: string): void {
    const followed = this.#followed.get(this.#parts.session.layout.ownerOf(region));
    if (followed === undefined) return;
    followed.dueAtMs = Math.min(followed.dueAtMs, followed.readAtMs + readAgainAfterMs);
  }

  /** Makes the own region known, whatever the buckets say. */
  async addRegion(): Promise<void> {
    const { region } = this.#parts;
    await this.#putRegion(region, (count) => regionRecord(region, true, count + 1));
  }

  /** Makes a region unknown. */
  async removeRegion(region: string): Promise<void> {
    await this.#putRegion(region, (count, known) =>
      known ? regionRecord(region, false, count + 1) : undefined,
    );
  }

  /** Publishes a revision of a project, unless a newer one is known. */
  async publishProject(project: ServedProject): Promise<void> {
    const { session } = this.#parts;
    const record = projectRecord(project);
    const { key, text } = record;
    const what = `publish revision ${project.revision} of project ${project.settings.project}`;
    await session.attempt(what, this.#own.bucket.owner, () =>
      this.#own.bucket.put(key, (held) => {
        const known = this.#newest.get(key);
        const later =
          held !== undefined && known !== undefined && isNewer(known, held) ? known : held;
        return later !== undefined && (isNewer(later, record) || later.text === text)
          ? undefined
          : record;
      }),
    );
  }

  /** Does what is due. Called twice per second. */
  tick(): void {
    const nowMs = performance.now();
    for (const one of this.#followed.values()) {
      if (!one.busy && nowMs >= one.dueAtMs) void this.#tryRefresh(one);
    }
    for (const [key, atMs] of this.#copies) {
      if (nowMs < atMs) continue;
      this.#copies.delete(key);
      void this.#copy(key);
    }
  }

  #putRegion(
    region: string,
    next: (count: number, known: boolean) => KeptRecord | undefined,
  ): Promise<KeptRecord | undefined> {
    const { session } = this.#parts;
    const key = regionKey(region);
    return session.attempt(`publish the list of regions`, this.#own.bucket.owner, () =>
      this.#own.bucket.put(key, (held) => {
        const newest = this.#newest.get(key);
        const known = [held, newest].some((one) => one?.kind === "region" && one.known);
        return next(Math.max(countOf(held), countOf(newest)), known);
      }),
    );
  }

  #follow(owner: string): Followed {
    const { session } = this.#parts;
    const bucket = new Bucket(owner, session, (record, from) => this.#take(record, from));
    const followed = { bucket, dueAtMs: 0, readAtMs: 0, failures: 0, busy: false };
    this.#followed.set(owner, followed);
    return followed;
  }

  #take(record: KeptRecord, from: string): void {
    const { key } = record;
    if (record.kind === "region") this.#noteRegion(record.region);
    if (isNewer(record, this.#newest.get(key))) {
      this.#newest.set(key, record);
      if (record.kind === "region") this.#deliverRegions();
      else if (this.#delivering) this.#parts.listener.project(record.project);
    }
    if (from !== this.#own.bucket.owner) this.#copyIfNewer(key, record);
  }

  #deliverRegions(): void {
    if (!this.#delivering) return;
    const known = [...this.#newest.values()]
      .flatMap((record) => (record.kind === "region" && record.known ? [record.region] : []))
      .sort();
    const text = known.join(" ");
    if (text === this.#delivered) return;
    this.#delivered = text;
    this.#parts.listener.regions(known);
  }

  #copyIfNewer(key: string, record: KeptRecord): void {
    if (!isNewer(record, this.#own.bucket.heldAt(key)) || this.#copies.has(key)) return;
    if (record.kind === "project" && !this.#mayCopyProjects) return;
    this.#copies.set(key, performance.now() + Math.random() * copyWithinMs);
  }

  async #copy(key: string): Promise<void> {
    const record = this.#newest.get(key);
    const { bucket } = this.#own;
    if (record === undefined || !isNewer(record, bucket.heldAt(key))) return;
    try {
      await this.#parts.session.attempt(`copy ${key} to the own region`, bucket.owner, async () => {
        try {
          await bucket.put(key, (held) => (isNewer(record, held) ? record : undefined));
        } catch (error) {
          // An edge need not be allowed to. The control plane of its region copies then.
          if (record.kind !== "project" || !isViolation(error)) throw error;
          this.#mayCopyProjects = false;
        }
      });
    } catch (error) {
      this.#parts.report(error);
      this.#copies.set(key, performance.now() + retryAfterMs);
    }
  }

  async #tryRefresh(followed: Followed): Promise<void> {
    try {
      await this.#refresh(followed);
    } catch (error) {
      followed.failures += 1;
      followed.dueAtMs =
        performance.now() + Math.min(readEveryMs, retryAfterMs * 2 ** followed.failures);
      if (followed.failures === 1) this.#parts.report(error);
    }
  }

  async #refresh(followed: Followed): Promise<void> {
    const { session } = this.#parts;
    const { bucket } = followed;
    followed.busy = true;
    followed.readAtMs = performance.now();
    // Not all members at the same time.
    followed.dueAtMs = followed.readAtMs + readEveryMs * (0.8 + 0.4 * Math.random());
    try {
      const where = session.layout.domains ? ` of region ${bucket.owner}` : "";
      await session.attempt(`read the regions and projects${where}`, bucket.owner, () =>
        bucket.refresh(),
      );
      followed.failures = 0;
    } finally {
      followed.busy = false;
    }
  }
}

function countOf(record: KeptRecord | undefined): number {
  return record?.kind === "region" ? record.count : 0;
}
