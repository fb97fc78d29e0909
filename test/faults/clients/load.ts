// The users of a fault run: they check at any edge, change their profiles, sign out, and are revoked.
import { Random } from "../../simulation/random.ts";
import type { SessionRecord } from "../origin/records.ts";
import type { LoggedOrigin } from "../origin/server.ts";
import { changeProfile, drawCheck, plainCheck, revokeOthers, signOut } from "./requests.ts";
import type { Sender } from "./sender.ts";
import type { Built, Reached } from "./sent.ts";

/** How much the users do. */
export interface Rates {
  readonly checksPerSecond: number;
  readonly actsPerSecond: number;
}

/** An operator's revocation of somebody, for everything that an edge does not see by itself. */
export type Revoke = (identityId: string) => Promise<void>;

interface LoadParts {
  readonly seed: number;
  readonly users: number;
  readonly origin: LoggedOrigin;
  readonly sender: Sender;
  readonly revoke: Revoke;
}

const tickMs = 5;
/** When the edges are asked about a session that has ended, in milliseconds after the answer. */
const looksAfterMs = [0, 20, 200, 1_000, 3_300] as const;

/** Somebody whose session has ended signs in again after this long. */
const signsInAfterMs = 1_500;

/** The users. */
export class Load {
  /** Failures of an operator's revocation. */
  readonly failures: unknown[] = [];
  revocations = 0;
  #edges: readonly Reached[] = [];
  readonly #parts: LoadParts;
  readonly #random: Random;
  /** The sessions of each user. */
  readonly #users: SessionRecord[][] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: LoadParts) {
    this.#parts = parts;
    this.#random = new Random(parts.seed, "users");
    for (let index = 0; index < parts.users; index += 1) {
      const first = parts.origin.signIn();
      this.#users.push([first, parts.origin.signIn(first.identityId)]);
    }
  }

  /** The edges that users reach from now on. */
  set edges(edges: readonly Reached[]) {
    this.#edges = edges;
  }

  /** Begins. The users do as much as these rates say, as far as the machine can. */
  start({ checksPerSecond, actsPerSecond }: Rates): void {
    const random = this.#random;
    let lastMs = performance.now();
    let checks = 0;
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      // A process that was held up does not make up for all of it at once.
      const passedMs = Math.min(nowMs - lastMs, 50);
      lastMs = nowMs;
      checks += (passedMs * checksPerSecond) / 1_000;
      for (; checks >= 1; checks -= 1) this.#check();
      if (random.chance((passedMs * actsPerSecond) / 1_000)) this.#act();
    }, tickMs);
  }

  /** Stops sending. Resolves when nothing is on its way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#parts.sender.idle();
  }

  #edge(): Reached | undefined {
    return this.#edges.length === 0 ? undefined : this.#random.pick(this.#edges);
  }

  #send(edge: Reached | undefined, built: Built): Promise<unknown> {
    return edge === undefined ? Promise.resolve() : this.#parts.sender.send(edge, built);
  }

  #check(): void {
    const session = this.#random.pick(this.#random.pick(this.#users));
    void this.#send(this.#edge(), drawCheck(session, this.#random));
  }

  #act(): void {
    const random = this.#random;
    const sessions = random.pick(this.#users);
    const session = random.pick(sessions);
    random.weighted<() => void>([
      [50, () => this.#change(sessions, changeProfile(session, random))],
      [8, () => this.#change(sessions, revokeOthers(session))],
      [22, () => this.#signOut(sessions, session)],
      [12, () => void this.#revoke(sessions)],
      [8, () => this.#parts.origin.changeElsewhere(session.identityId)],
    ])();
  }

  /** Somebody changes something, while their devices check. */
  #change(sessions: SessionRecord[], built: Built): void {
    const edge = this.#edge();
    const done = this.#send(edge, built);
    void this.#look(sessions, done);
    if (edge !== undefined && this.#random.chance(0.7)) {
      for (const session of sessions) void this.#send(edge, plainCheck(session));
    }
  }

  #signOut(sessions: SessionRecord[], session: SessionRecord): void {
    const done = this.#send(this.#edge(), signOut(session, this.#random));
    void this.#look([session], done);
    void this.#replace(sessions, session, done);
  }

  async #revoke(sessions: SessionRecord[]): Promise<void> {
    const [first] = sessions;
    if (first === undefined) return;
    this.revocations += 1;
    const done = this.#parts.revoke(first.identityId).catch((error: unknown) => {
      this.failures.push(error);
    });
    void this.#look([...sessions], done);
    for (const session of sessions.slice()) void this.#replace(sessions, session, done);
    await done;
  }

  /** The user signs in again later. */
  async #replace(
    sessions: SessionRecord[],
    session: SessionRecord,
    done: Promise<unknown>,
  ): Promise<void> {
    await done;
    setTimeout(() => {
      const at = sessions.indexOf(session);
      if (at !== -1) sessions[at] = this.#parts.origin.signIn(session.identityId);
    }, signsInAfterMs);
  }

  /** All edges are asked about these sessions, right after the answer and a while later. */
  async #look(sessions: readonly SessionRecord[], done: Promise<unknown>): Promise<void> {
    await done;
    for (const afterMs of looksAfterMs) {
      setTimeout(() => {
        if (this.#timer === undefined) return;
        const session = this.#random.pick(sessions);
        for (const edge of this.#edges) void this.#send(edge, plainCheck(session));
      }, afterMs);
    }
  }
}
