// One client: a person with a browser, or one session that a backend checks. It checks again and again, and does to its
// session what people do.
import { changeName, revoke, signIn, signOut, type Ask, type PersonRecord } from "./flows.ts";
import type { Line, TimedReply } from "./line.ts";
import { SessionWatch, type Bounds } from "./session-watch.ts";
import type { Population } from "../spec.ts";

/** What happened to a check. */
type Seen = "hit" | "miss" | "forced";

/** One check that was answered. */
export interface CheckSample {
  readonly of: Population;
  /** The name of the place it was sent from. */
  readonly point: string;
  readonly edge: string;
  readonly phase: string;
  readonly seen: Seen;
  readonly newConnection: boolean;
  readonly waitMs: number;
}

/** Where a client is: the edge that it reaches from there, and its connections. */
export interface Spot {
  readonly point: string;
  readonly edge: string;
  readonly line: Line;
  /** For everything except checks, so that no check waits for it. */
  readonly actLine: Line;
}

/** What a client needs of its surroundings. */
export interface Surroundings {
  /** Where it is now: at its first or its second place, and which edge it reaches from there. */
  readonly spot: (client: Client) => Spot;
  readonly bounds: Bounds;
  readonly phase: () => string;
  readonly sampled: (sample: CheckSample) => void;
  readonly wrong: (text: string) => void;
  /** A connection failed, or an act was not answered as it must be. */
  readonly failed: (text: string) => void;
  /** Some edge's gateway to the admin API. */
  readonly gateway: () => { readonly edge: string; readonly ask: Ask; readonly key: string };
}

/** How long after its end a session is tried again, in milliseconds. The last is after every bound of healthy edges. */
const triesMs = [0, 300, 1_000, 2_000];

/** One client. */
export class Client {
  readonly of: Population;
  readonly account: PersonRecord;
  /** The numbers of the places between which it moves. */
  readonly places: readonly number[];
  at = 0;
  /** Whether its session is being ended or begun: no ordinary checks meanwhile. */
  busy = false;
  #changes = 0;
  #changing = false;
  #watch: SessionWatch | undefined;
  readonly #around: Surroundings;

  constructor(
    of: Population,
    account: PersonRecord,
    places: readonly number[],
    around: Surroundings,
  ) {
    this.of = of;
    this.account = account;
    this.places = places;
    this.#around = around;
  }

  /** Signs in through its edge. */
  async signIn(): Promise<void> {
    const { actLine } = this.#around.spot(this);
    const session = await signIn(actLine.ask, this.account.email);
    const { bounds } = this.#around;
    this.#watch = new SessionWatch(session, this.account.identityId, this.#changes, bounds);
  }

  /** Checks once. An ordinary check counts; one that only looks whether a session is gone does not. */
  async check(forced: boolean, counts = true, line?: Line): Promise<void> {
    const watch = this.#watch;
    if (watch === undefined) return;
    const spot = this.#around.spot(this);
    const phase = this.#around.phase();
    const headers = {
      "x-session-token": watch.session.token,
      ...(forced ? { "cache-control": "max-age=0" } : {}),
    };
    const sentAtMs = performance.now();
    let reply: TimedReply;
    try {
      reply = await (line ?? spot.line).ask("GET", "/sessions/whoami", headers);
    } catch (error) {
      this.#around.failed(`${spot.edge}: ${String(error)}`);
      return;
    }
    const { status, body, newConnection, waitMs } = reply;
    const wrong = watch.wrongIn({ edge: spot.edge, sentAtMs, status, body }, performance.now());
    if (wrong !== undefined) {
      this.#around.wrong(`${spot.edge}, ${this.account.email} from ${spot.point}: ${wrong}`);
    }
    if (!counts || status !== 200) return;
    const hit = String(reply.headers["cache-status"]).includes("; hit");
    const answered = hit ? "hit" : "miss";
    const seen = forced ? "forced" : answered;
    const { point, edge } = spot;
    this.#around.sampled({ of: this.of, point, edge, phase, seen, newConnection, waitMs });
  }

  /** Changes the name, and checks as soon as that is answered: it must show. */
  async change(): Promise<void> {
    const watch = this.#watch;
    if (watch === undefined || this.busy || this.#changing) return;
    this.#changing = true;
    const { actLine, edge } = this.#around.spot(this);
    const changes = this.#changes + 1;
    try {
      const { token } = watch.session;
      await changeName(actLine.ask, { token, email: this.account.email, changes });
      this.#changes = changes;
      watch.changed(changes, edge, performance.now());
    } catch (error) {
      this.#around.failed(`${edge}, change: ${String(error)}`);
    }
    this.#changing = false;
    if (!this.busy) await this.check(false);
  }

  /** Signs out, tries the old session for a while, and signs in again. */
  async leave(): Promise<void> {
    await this.#end(async (watch) => {
      const { actLine, edge } = this.#around.spot(this);
      await signOut(actLine.ask, watch.session.token);
      return edge;
    });
  }

  /** Is signed out by an operator at some edge, tries the old session for a while, and signs in again. */
  async beRevoked(): Promise<void> {
    await this.#end(async () => {
      const { ask, key, edge } = this.#around.gateway();
      await revoke(ask, key, this.account.identityId);
      return edge;
    });
  }

  async #end(end: (watch: SessionWatch) => Promise<string>): Promise<void> {
    const watch = this.#watch;
    if (watch === undefined || this.busy || this.#changing) return;
    this.busy = true;
    watch.endBegins(performance.now());
    try {
      const edge = await end(watch);
      watch.hasEnded(edge, performance.now());
      for (const ms of [...triesMs, this.#around.bounds.deliveryMs]) {
        await pause(ms);
        await this.check(false, false);
      }
    } catch (error) {
      this.#around.failed(`the end of a session: ${String(error)}`);
    }
    await this.#untilSignedIn();
    this.busy = false;
  }

  /** An edge that was just lost cannot sign anybody in. */
  async #untilSignedIn(): Promise<void> {
    for (let left = 5; left > 0; left -= 1) {
      try {
        await this.signIn();
        return;
      } catch (error) {
        this.#around.failed(`signing in: ${String(error)}`);
        await pause(1_000);
      }
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
