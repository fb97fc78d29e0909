// One project of a run: its identity server, its edge, its clients' habits.
import { createMemoryStore } from "../../src/store/memory.ts";
import type { ProjectSettings } from "../../src/core/settings.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Store } from "../../src/edge/ports.ts";
import { buildAct } from "./clients/act-request.ts";
import { buildCheck, type Built, type Terms } from "./clients/check-request.ts";
import { askInstead } from "./clients/decision-request.ts";
import { askForToken } from "./clients/token-request.ts";
import { type Manner, send } from "./clients/client.ts";
import { drawCredentials } from "./clients/credential-choice.ts";
import { plain, type Directive } from "./clients/directive.ts";
import type { BusModel } from "./bus-model.ts";
import type { Climate } from "./climate.ts";
import type { Digests } from "./digests.ts";
import {
  type Exchange,
  headersOf,
  type History,
  type Presented,
  type StrangerAct,
} from "./history.ts";
import { type Act, type ActContext, present, winner } from "./origin/act.ts";
import * as flows from "./origin/flow-acts.ts";
import { KratosModel } from "./origin/kratos.ts";
import { alive, People, type Session } from "./origin/people.ts";
import { exchangeHeader } from "./origin/reading.ts";
import * as sessions from "./origin/session-acts.ts";
import { strangerAct } from "./origin/stranger-acts.ts";
import { Random } from "./random.ts";
import type { Seat } from "./seat.ts";
import type { World } from "./world.ts";

/** What the projects of a run share. */
export interface Shared {
  readonly seed: number;
  readonly world: World;
  readonly history: History;
  readonly climate: Climate;
  readonly bus: BusModel;
  readonly store: Store;
  readonly digests: Digests;
  /** Takes an event of an edge; which one, if the run has several. */
  readonly emit: (event: EdgeEvent, edge?: string) => void;
}

const makers: readonly (readonly [number, (context: ActContext) => Act])[] = [
  [4, flows.signIn],
  [4, flows.stepUp],
  [5, flows.providerCallback],
  [2, flows.unknownSignIn],
  [1, flows.tokenExchange],
  [1, flows.registration],
  [6, flows.settings],
  [4, flows.recovery],
  [2, flows.verification],
  [3, sessions.logout],
  [1, sessions.apiLogout],
  [2, sessions.revokeOthers],
  [2, sessions.revokeOne],
  [6, sessions.administration],
  [2, sessions.unlisted],
];

/** One project with everything that belongs to it. */
export class Site {
  readonly project: string;
  readonly people: People;
  readonly origin: KratosModel;
  /** The edges that answer for it. */
  readonly seats: Seat[] = [];
  readonly random: Random;
  settings: ProjectSettings;
  readonly #choices: Random;
  readonly #gateways: Random;
  readonly #services: Random;
  readonly #shared: Shared;
  readonly #acts = new Map<number, Act>();
  #recent: Presented[] = [];

  constructor(shared: Shared, project: string) {
    const { seed, climate, world, history } = shared;
    this.#shared = shared;
    this.project = project;
    this.random = new Random(seed, `clients of ${project}`);
    this.#choices = new Random(seed, `edges of ${project}`);
    this.#services = new Random(seed, `services of ${project}`);
    this.#gateways = new Random(seed, `gateways of ${project}`);
    this.settings = { ...climate.settings, project };
    this.people = new People(
      new Random(seed, `people of ${project}`),
      climate.lifespanMs,
      climate.skewMs,
    );
    for (let index = 0; index < climate.people; index += 1) {
      const identity = this.people.register();
      this.people.issue(this.people.signIn(identity, 0));
      this.people.issue(this.people.signIn(identity, 0));
    }
    this.origin = new KratosModel({
      world,
      history,
      project,
      people: this.people,
      whoami: climate.whoami,
      weather: climate.weather,
      random: new Random(seed, `fate of ${project}`),
      upstream: climate.upstream,
      front: climate.front,
      alwaysDated: climate.skewMs !== 0 || history.fleet !== undefined,
      acts: this.#acts,
    });
    history.settings.push({ project, atMs: 0, settings: this.settings });
  }

  /** A check by somebody, often by the same as lately. `foreign`: another project's credentials. */
  check(foreign: readonly Presented[]): void {
    const { random } = this;
    const { world } = this.#shared;
    let presented: Presented;
    const { climate } = this.#shared;
    if (this.#recent.length > 0 && random.chance(climate.regulars)) {
      presented = random.pick(this.#recent);
    } else {
      const drawn = drawCredentials({
        people: this.people,
        random,
        nowMs: world.lastMs(),
        foreign,
      });
      presented = { ...drawn, ...this.#drawOrigin() };
      this.#recent = [presented, ...this.#recent].slice(0, 4);
    }
    const built = this.#asked(buildCheck(this.#terms(), presented, random, this.#nextMark()));
    send(this.#address(presented), built, undefined, {
      ...this.#impatience(),
      done: (exchange) => {
        this.#adopt(presented, exchange);
      },
    });
  }

  /** A check as its client asks it: in some runs, half of them are gateways, or ask for tokens. */
  #asked(built: Built): Built {
    const { decider, tokens } = this.#shared.climate;
    if (decider !== undefined && this.settings.cacheableSessions && this.#gateways.chance(0.5)) {
      const asked = askInstead(built, this.#terms(), decider, this.#gateways);
      if (asked !== undefined) return asked;
    }
    if (tokens !== true || !this.#services.chance(0.5)) return built;
    return askForToken(built, this.#terms(), this.#services) ?? built;
  }

  /** A browser goes on with the cookie that a check brought; a gateway drops it. */
  #adopt(presented: Presented, exchange: Exchange): void {
    if (presented.cookie === undefined || !this.#shared.climate.browsers) return;
    const start = `${this.settings.cookieName}=`;
    const line = headersOf(exchange.answerHeaders, "set-cookie").find((one) =>
      one.startsWith(start),
    );
    const value = line?.slice(start.length).split(";")[0];
    if (value === undefined || exchange.abortedAtMs !== undefined) return;
    this.#recent = this.#recent.map((one) =>
      one === presented ? { ...presented, cookie: value } : one,
    );
  }

  /** A check by given credentials with given directives. */
  checkBy(presented: Presented, directive: Directive, seat = this.seat()): void {
    const built = buildCheck(this.#terms(), presented, this.random, this.#nextMark(), directive);
    send(this.#address(presented, seat), this.#asked(built), undefined);
  }

  /** What was presented lately; anonymous if nothing was. */
  recent(): readonly Presented[] {
    return this.#recent.length === 0 ? [{}] : this.#recent;
  }

  /** Something that changes, through the edge. */
  act(): void {
    const { world } = this.#shared;
    const act = this.random.weighted(makers)(this.context());
    const session = winner(this.people, act.presented, world.lastMs());
    this.#send(act, {
      ...this.#impatience(),
      done: ({ status = 0 }) => {
        if (session !== undefined && status >= 502) this.#returnAfterDoubt(session);
      },
    });
    if (session !== undefined && this.random.chance(0.4)) this.#ambush(session);
  }

  /** The outcome of the change is unknown: the person's devices check around the instant at which the doubt about it ends. */
  #returnAfterDoubt({ identity }: Session): void {
    const { world, climate } = this.#shared;
    const { random, people } = this;
    for (let turn = 0; turn < 4; turn += 1) {
      world.after(climate.limits.doubtMs + random.between(-1_500, 1_500), () => {
        const live = people.sessionsOf(identity).filter((one) => alive(one, world.lastMs()));
        const [first] = live;
        if (first !== undefined) this.checkBy({ token: first.token }, plain);
      });
    }
  }

  /** The person's other devices check while the change is on its way, and right after it. */
  #ambush({ identity }: Session): void {
    const { world } = this.#shared;
    const { random, people } = this;
    const turns = 1 + random.int(4);
    for (let turn = 0; turn < turns; turn += 1) {
      world.after(random.chance(0.6) ? random.between(0, 20) : random.between(0, 600), () => {
        const live = people.sessionsOf(identity).filter((one) => alive(one, world.lastMs()));
        if (live.length === 0) return;
        this.checkBy(present(this.context(), random.pick(live)), plain);
      });
    }
  }

  /** A stranger tries something. Where an answer is stored, it is looked at right before and right after. */
  strike(): void {
    const { history } = this.#shared;
    const act = strangerAct(this.context());
    const [presented] = this.recentAlone();
    const seat = this.seat();
    const before = presented === undefined ? undefined : this.probe(presented, seat);
    const { invented, breaksOff } = act.stranger ?? { invented: [] };
    const stranger: StrangerAct = {
      exchange: this.#nextMark(),
      invented,
      probedBefore: before?.status === 200 ? before.n : undefined,
      probedAfter: undefined,
    };
    history.strangers.push(stranger);
    const done = (): void => {
      if (presented === undefined || stranger.probedBefore === undefined) return;
      stranger.probedAfter = this.probe(presented, seat).n;
    };
    this.#send(act, { breaksOff: breaksOff === true, done }, seat);
  }

  #send(act: Act, how: Manner, seat = this.seat()): void {
    const { history, climate, world } = this.#shared;
    const mark = this.#nextMark();
    const terms = this.#terms();
    const built = buildAct(terms, act, this.people, climate.whoami, mark, world.lastMs());
    this.#acts.set(mark, act);
    const exchange = send(this.#address(act.presented, seat, act), built, built.mutation, how);
    if (exchange.n !== mark || history.exchanges.length < mark)
      throw new Error("marks out of step");
  }

  /** Any other request. */
  other(): void {
    const { random } = this;
    const mark = this.#nextMark();
    const target = random.pick([
      "/sessions",
      "/schemas/x?y=%2F",
      "/self-service/login/browser?a=1",
      "/health/alive",
    ]);
    const built: Built = {
      method: random.pick(["GET", "GET", "HEAD", "OPTIONS"]),
      target: this.settings.basePath + target,
      headers: [
        "Host",
        "edge.example",
        exchangeHeader,
        String(mark),
        "Accept",
        "text/html",
        "accept",
        "application/json",
        "Connection",
        "keep-alive",
      ],
      body: undefined,
      check: undefined,
      note: () => target,
    };
    send(this.#address({}), built, undefined, this.#impatience());
  }

  /** A question for a stored answer only; says which session and identity that named, if it came at once. */
  probe(presented: Presented, seat = this.seat()): Exchange {
    const directive: Directive = {
      lines: ["Cache-Control", "only-if-cached"],
      asked: { onlyIfCached: true },
    };
    const built = buildCheck(this.#terms(), presented, this.random, this.#nextMark(), directive);
    return send(this.#address(presented, seat), { ...built, method: "GET" }, undefined);
  }

  /** Takes over changed settings now. */
  change(settings: ProjectSettings): void {
    const { history, world } = this.#shared;
    this.settings = settings;
    for (const { edge } of this.seats) edge.applySettings(settings);
    history.settings.push({ project: this.project, atMs: world.nowMs(), settings });
  }

  /** One of the edges. A client may ask another one each time. Throws if none answers. */
  seat(): Seat {
    const [first] = this.seats;
    return this.seats.length === 1 && first !== undefined ? first : this.#choices.pick(this.seats);
  }

  context(): ActContext {
    const { world, climate } = this.#shared;
    return {
      people: this.people,
      whoami: climate.whoami,
      random: this.random,
      nowMs: world.lastMs(),
    };
  }

  /** Credentials that somebody used lately, alone and from no particular page. */
  recentAlone(): readonly Presented[] {
    return this.#recent.filter(
      ({ cookie, more, token, bearer, opaque, origin }) =>
        origin === undefined &&
        more === undefined &&
        opaque === undefined &&
        cookie?.startsWith('"') !== true &&
        [cookie, token, bearer].filter((one) => one !== undefined).length === 1,
    );
  }

  #drawOrigin(): Pick<Presented, "origin"> {
    const { random } = this;
    const { climate } = this.#shared;
    if (climate.manyOrigins) return { origin: `https://site-${random.int(24)}.example` };
    return random.weighted<Pick<Presented, "origin">>([
      [60, {}],
      [14, { origin: "https://app.example" }],
      [10, { origin: "https://other.example" }],
      [6, { origin: "https://evil.example" }],
      [4, { origin: "null" }],
    ]);
  }

  #impatience(): Manner {
    return this.random.chance(0.06) ? { leavesAfterMs: this.random.between(0.2, 400) } : {};
  }

  #nextMark(): number {
    return this.#shared.history.exchanges.length + 1;
  }

  #terms(): Terms {
    const { cookieName, basePath, sessionTokens } = this.settings;
    return { project: this.project, cookieName, basePath, sessionTokens };
  }

  #address(presented: Presented, seat = this.seat(), act?: Act): Parameters<typeof send>[0] {
    const { world, history } = this.#shared;
    const subject = this.#personOf(presented, act) ?? `nobody of ${this.project}`;
    return { world, history, project: this.project, seat, subject };
  }

  /** The identity that a request is about, if it is about one. */
  #personOf({ cookie, token, bearer }: Presented, act: Act | undefined): string | undefined {
    const { people } = this;
    const [identityId] = act?.identities ?? [];
    const [sessionId] = act?.sessions ?? [];
    const session =
      people.tokens.get(token ?? "") ??
      people.cookies.get(cookie ?? "")?.session ??
      people.tokens.get(bearer ?? act?.tokenInBody ?? "") ??
      people.sessionsById.get(sessionId ?? "");
    return identityId ?? session?.identity.id;
  }
}

/** The store of a run. */
export function makeStore(climate: Climate): Store {
  const { cacheBytesMax, limits } = climate;
  return createMemoryStore({ cacheBytesMax, sessionKeysMax: limits.sessionKeysMax });
}
