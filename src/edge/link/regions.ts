// The logs of all regions as one process follows them. Messages are applied as they arrive, and what was missed is read
// again.
// It is over 300 lines, because following, closing and forgetting a region change the same state.
import { messageId, type BusMessage, type Heartbeat } from "../../core/bus-message.ts";
import type { InvalidationSource } from "../../core/invalidation.ts";
import {
  createRegion,
  healthyUntilMs,
  isHeardOut,
  noteClosed,
  noteGoodbye,
  noteHearsay,
  noteHeartbeat,
  noteListed,
  noteSilence,
  noteRemoval,
  type Region,
} from "../../core/region.ts";
import {
  hasGap,
  noteMessage,
  noteProof,
  noteReading,
  noteReadMessage,
  startReading,
} from "../../core/region-log.ts";
import type { EventSink } from "../events.ts";
import type { Background, Clock, SharedBus } from "../ports.ts";
import { readAfterMs, readAgainAfterMs, silenceMaxMs } from "./timing.ts";

/** What following the regions needs. */
interface RegionsParts {
  readonly bus: Pick<SharedBus, "region" | "read" | "removeRegion">;
  readonly clock: Clock;
  readonly background: Background;
  readonly emit: EventSink;
  /** How long a region may be silent until it is forgotten. */
  readonly forgetAfterMs: () => number;
  /** Applies a message that arrived for the first time. */
  readonly apply: (message: BusMessage, region: string, sequence: number) => void;
  /** Removes every entry, because invalidations may have been missed. */
  readonly removeAll: (source: InvalidationSource, region: string) => void;
}

/** Why a region keeps the process degraded. */
type Trouble = "joining" | "gap" | "silent";

/** A region that counts, and for how long it has been silent. */
export interface RegionSilence {
  readonly region: string;
  /** Whether it is the region of this process. */
  readonly own: boolean;
  /**
   * Time since everything that had been published in the region was known to have arrived, in milliseconds. Before
   * that was ever known, the time since this process began to follow regions.
   */
  readonly silentForMs: number;
}

/** A region, and what is wrong with it. */
export interface RegionTrouble {
  readonly region: string;
  readonly trouble: Trouble;
}

/** The regions that a process follows. */
export class Regions {
  readonly #parts: RegionsParts;
  readonly #regions = new Map<string, Region>();
  readonly #reading = new Set<string>();
  /** When a log may be read again whose reading failed. */
  readonly #readAgainAtMs = new Map<string, number>();
  #listed: readonly string[] = [];
  #healthyUntilMs = Number.NEGATIVE_INFINITY;
  readonly #beganAtMs: number;

  constructor(parts: RegionsParts) {
    this.#parts = parts;
    this.#beganAtMs = parts.clock.nowMs();
    this.#know(parts.bus.region);
  }

  /** Until when this process hears of every invalidation in time. */
  get healthyUntilMs(): number {
    return this.#healthyUntilMs;
  }

  /** Notes a message that arrived. */
  message(name: string, sequence: number, message: BusMessage): void {
    const region = this.#know(name);
    if (noteMessage(region.log, sequence, messageId(message)))
      this.#apply(region, sequence, message);
    this.#look(region);
    this.#judge();
  }

  /**
   * Notes which regions are known on the bus. A region that is no longer among them counts until its log has been read to
   * its end, because something that it published may not have arrived. If it cannot be read, every entry is removed.
   */
  list(known: readonly string[]): void {
    const nowMs = this.#parts.clock.nowMs();
    for (const name of known) {
      const held = this.#regions.get(name);
      if (held === undefined) this.#look(this.#know(name));
      else if (!this.#listed.includes(name) && noteListed(held, nowMs)) this.#changed(name, "back");
    }
    const gone = this.#listed.filter((name) => !known.includes(name));
    this.#listed = known;
    for (const name of gone) this.#remove(name);
    this.#judge();
  }

  /** Whether the own region is missing from the list. */
  get isUnlisted(): boolean {
    return !this.#listed.includes(this.#parts.bus.region);
  }

  /** Notes that everything in a region's log that was published before an instant is applied with the sequence. */
  prove(name: string, sequence: number, heartbeat: Heartbeat, atMs: number): void {
    const region = this.#know(name);
    noteProof(region.log, sequence, messageId({ kind: "heartbeat", heartbeat }), atMs);
    this.#look(region);
    this.#judge();
  }

  /** Forgets regions that are silent for too long, and reads those that may have more. Called with each heartbeat. */
  tick(): void {
    const { clock, bus, forgetAfterMs, background, emit, removeAll } = this.#parts;
    const nowMs = clock.nowMs();
    for (const [name, region] of this.#regions) {
      if (noteSilence(region, nowMs, forgetAfterMs())) {
        // Answers that were stored during the silence may be older than what was published there meanwhile.
        removeAll("gap", name);
        this.#changed(name, "forgotten");
      }
      if (!this.#listed.includes(name) && noteHearsay(region, nowMs, silenceMaxMs)) {
        this.#catchUp(region);
      }
      // Its last member may have failed to take it off the list. A member that starts later must not wait for it. One
      // that was forgotten stays on the list, because others may have to wait for it longer.
      if (region.standing === "left" && this.#listed.includes(name)) {
        background(
          bus.removeRegion(name).catch((cause: unknown) => {
            emit({ kind: "bus-failed", project: "", cause });
          }),
        );
      }
      const unproven = nowMs - region.log.provenAtMs > readAfterMs;
      if (unproven) this.#catchUp(region);
      else this.#look(region);
    }
    this.#judge();
  }

  /** Reads all regions, because messages may have been missed. */
  doubt(): void {
    for (const region of this.#regions.values()) {
      // A region that left may be gone with its servers, so its log is not read for nothing.
      if (region.standing === "counted" && region.log.through !== undefined) region.log.doubts += 1;
      this.#look(region);
    }
    this.#judge();
  }

  /**
   * The sequences up to which everything is applied, of the regions that count. A region that is known only because
   * another member named it is left out, or two members would name it to each other forever.
   */
  applied(): Readonly<Record<string, number>> {
    const applied: Record<string, number> = {};
    for (const [name, { log, own, standing, members }] of this.#regions) {
      const known = own || members.size > 0 || this.#listed.includes(name);
      if (standing === "counted" && known) applied[name] = log.through ?? 0;
    }
    return applied;
  }

  /** Which logs those sequences are of. A log that began again is another one. */
  logs(): Readonly<Record<string, string>> {
    const logs: Record<string, string> = {};
    for (const region of Object.keys(this.applied())) {
      const incarnation = this.#regions.get(region)?.log.incarnation;
      if (incarnation !== undefined) logs[region] = incarnation;
    }
    return logs;
  }

  /** Why this process is degraded. Empty if it is healthy. */
  troubles(nowMs: number): readonly RegionTrouble[] {
    const troubles: RegionTrouble[] = [];
    for (const [region, { log, standing }] of this.#regions) {
      if (standing !== "counted") continue;
      if (log.through === undefined) troubles.push({ region, trouble: "joining" });
      else if (hasGap(log)) troubles.push({ region, trouble: "gap" });
      else if (nowMs >= log.provenAtMs + silenceMaxMs) troubles.push({ region, trouble: "silent" });
    }
    return troubles;
  }

  /** For how long each region that counts has been silent. */
  silences(nowMs: number): readonly RegionSilence[] {
    return [...this.#regions].flatMap(([region, { log, own, standing }]) =>
      standing === "counted"
        ? [
            {
              region,
              own,
              silentForMs: Math.max(0, nowMs - Math.max(log.provenAtMs, this.#beganAtMs)),
            },
          ]
        : [],
    );
  }

  /** Whether everything in the own region's log is applied up to a sequence. */
  hasApplied(sequence: number): boolean {
    const own = this.#regions.get(this.#parts.bus.region);
    return (own?.log.through ?? 0) >= sequence;
  }

  /** Whether no other member of the own region has been heard lately. */
  isAlone(instance: string): boolean {
    const own = this.#regions.get(this.#parts.bus.region);
    const nowMs = this.#parts.clock.nowMs();
    return [...(own?.members ?? [])].every(
      ([member, heardAtMs]) => member === instance || nowMs - heardAtMs > silenceMaxMs,
    );
  }

  #know(name: string): Region {
    const known = this.#regions.get(name);
    if (known !== undefined) return known;
    const { bus, clock } = this.#parts;
    const region = createRegion(name, name === bus.region, clock.nowMs());
    this.#regions.set(name, region);
    if (!region.own) this.#changed(name, "known");
    this.#judge();
    return region;
  }

  #apply(region: Region, sequence: number, message: BusMessage): void {
    const { clock, apply } = this.#parts;
    const nowMs = clock.nowMs();
    const { region: name } = region.log;
    if (message.kind === "heartbeat") {
      if (noteHeartbeat(region, message.heartbeat.instance, nowMs)) this.#changed(name, "back");
      // Other members know regions that this one may not have heard of.
      for (const other of Object.keys(message.heartbeat.applied)) {
        this.#know(other).namedAtMs = nowMs;
      }
    }
    if (message.kind === "goodbye") {
      const { instance } = message.goodbye;
      if (noteGoodbye(region, instance, nowMs, silenceMaxMs) && isHeardOut(region)) {
        this.#close(region);
      }
    }
    if (message.kind === "removal") this.#remove(message.removal.region);
    apply(message, name, sequence);
  }

  #remove(name: string): void {
    const removed = this.#regions.get(name);
    if (removed !== undefined && noteRemoval(removed)) this.#catchUp(removed);
  }

  /** Reads a region's log if messages may be missing. */
  #look(region: Region): void {
    const againAtMs = this.#readAgainAtMs.get(region.log.region) ?? Number.NEGATIVE_INFINITY;
    const open = hasGap(region.log) || region.closing !== undefined;
    if (open && this.#parts.clock.nowMs() >= againAtMs) this.#catchUp(region);
  }

  #catchUp(region: Region): void {
    const { log, standing } = region;
    if (standing !== "counted" || this.#reading.has(log.region)) return;
    this.#reading.add(log.region);
    this.#parts.background(
      this.#read(region).finally(() => {
        this.#reading.delete(log.region);
        // What began to close meanwhile may have been read too early.
        if (region.closing !== undefined) this.#look(region);
        this.#judge();
      }),
    );
  }

  async #read(region: Region): Promise<void> {
    const { bus, clock, emit, removeAll } = this.#parts;
    const { log } = region;
    const startedAtMs = clock.nowMs();
    let messages = 0;
    for (;;) {
      const start = startReading(log);
      const hadGap = hasGap(log);
      const { closing } = region;
      let read;
      try {
        read = await bus.read(log.region, start.after);
      } catch (cause) {
        // The next tick tries again, or the next message a while from now.
        this.#readAgainAtMs.set(log.region, clock.nowMs() + readAgainAfterMs);
        emit({ kind: "bus-failed", project: "", cause });
        if (closing === "removed" && region.closing === closing) {
          // Nobody can say what was published there last, and it may never be read again.
          removeAll("gap", log.region);
          this.#close(region);
        }
        return;
      }
      for (const { sequence, message } of read.messages) {
        if (!noteReadMessage(log, sequence, messageId(message))) continue;
        messages += 1;
        this.#apply(region, sequence, message);
      }
      const result = noteReading(log, start, read);
      if (result !== "complete") {
        removeAll(result === "joined" ? "region" : "gap", log.region);
      }
      this.#judge();
      if (hadGap && read.complete) {
        const durationMs = clock.nowMs() - startedAtMs;
        emit({ kind: "caught-up", project: "", region: log.region, result, messages, durationMs });
      }
      if (!read.complete) continue;
      if (closing !== undefined && !hasGap(log)) this.#close(region);
      return;
    }
  }

  #close(region: Region): void {
    const standing = noteClosed(region);
    if (standing !== undefined) this.#changed(region.log.region, standing);
  }

  #changed(region: string, change: "known" | "back" | "left" | "forgotten" | "removed"): void {
    this.#parts.emit({ kind: "region", project: "", region, change });
  }

  #judge(): void {
    this.#healthyUntilMs = healthyUntilMs(this.#regions.values(), silenceMaxMs);
  }
}
