// One bucket: the records of all regions and projects, in the JetStream of one region or of all.
import type { Layout } from "./layout.ts";
import { isNewer, readRecord, type KeptRecord } from "./records.ts";
import { isConflict } from "./refusals.ts";
import type { NatsSession } from "./session.ts";
import { readStream } from "./stream-reading.ts";

/** The most records of a bucket. */
const recordsMax = 50_000;

/** A bucket as one process follows it. */
export class Bucket {
  readonly owner: string;
  readonly #layout: Layout;
  readonly #session: NatsSession;
  /** Called with each record that was read. One may come again, and an older one after a newer one. */
  readonly #read: (record: KeptRecord, owner: string) => void;
  /** What it holds, as far as it is known here. */
  readonly #held = new Map<string, KeptRecord>();
  /** The sequence up to which everything was read, and the stream in which. */
  #through: { readonly sequence: number; readonly created: string } | undefined;
  /** The sequences that arrived after that. */
  readonly #arrived = new Set<number>();

  constructor(
    owner: string,
    session: NatsSession,
    read: (record: KeptRecord, owner: string) => void,
  ) {
    this.owner = owner;
    this.#layout = session.layout;
    this.#session = session;
    this.#read = read;
  }

  /** The record of a key, as far as it is known here. */
  heldAt(key: string): KeptRecord | undefined {
    return this.#held.get(key);
  }

  /** Reads what it has that was not read before. */
  async refresh(): Promise<void> {
    const { bucket } = this.#layout;
    const jsm = await this.#session.jsm(this.owner);
    const { created, state } = await jsm.streams.info(bucket);
    const begun = this.#through;
    // A bucket that began again is read as a whole.
    const known = begun !== undefined && begun.created === created ? begun.sequence : 0;
    if (known === 0) this.#held.clear();
    if (state.last_seq > known) {
      const part = await readStream(this.#session, this.owner, {
        stream: bucket,
        from: known + 1,
        through: state.last_seq,
        messagesMax: recordsMax,
      });
      for (const { subject, text } of part.messages) this.#take(subject, text);
    }
    this.#through = { sequence: state.last_seq, created };
    for (const sequence of this.#arrived) {
      if (sequence <= state.last_seq) this.#arrived.delete(sequence);
    }
  }

  /** Notes a record that arrived live. Returns whether others may have been missed. */
  arrived(key: string, sequence: number, text: string): boolean {
    this.#take(this.#layout.keySubject(key), text);
    const through = this.#through;
    if (through === undefined || sequence <= through.sequence) return true;
    this.#arrived.add(sequence);
    let last = through.sequence;
    while (this.#arrived.delete(last + 1)) last += 1;
    this.#through = { ...through, sequence: last };
    return this.#arrived.size > 0;
  }

  /**
   * Sets a key to the record that `next` makes of the one that it has. Nothing is written if that is undefined. Resolves
   * with what the key has then. Others may write it at the same time.
   */
  async put(
    key: string,
    next: (held: KeptRecord | undefined) => KeptRecord | undefined,
  ): Promise<KeptRecord | undefined> {
    const layout = this.#layout;
    const jsm = await this.#session.jsm(this.owner);
    for (let attempt = 1; ; attempt += 1) {
      const stored = await jsm.streams.getMessage(layout.bucket, {
        last_by_subj: layout.keySubject(key),
      });
      const held = stored === null ? undefined : readRecord(key, stored.string());
      if (held !== undefined) this.#note(held);
      const wanted = next(held);
      if (wanted === undefined) return held;
      try {
        await jsm.jetstream().publish(this.#session.putSubject(this.owner, key), wanted.text, {
          expect: { lastSubjectSequence: stored?.seq ?? 0 },
        });
        this.#note(wanted);
        return wanted;
      } catch (error) {
        if (!isConflict(error) || attempt === attemptsMax) throw error;
      }
    }
  }

  #take(subject: string, text: string): void {
    const record = readRecord(subject.slice(this.#layout.keySubject("").length), text);
    if (record !== undefined) this.#note(record);
  }

  #note(record: KeptRecord): void {
    if (isNewer(record, this.#held.get(record.key))) this.#held.set(record.key, record);
    this.#read(record, this.owner);
  }
}

/** How often a key is read again that others write at the same time. */
const attemptsMax = 20;
