// One run: draws a seed's conditions, lets clients, operators and strangers act for some minutes of virtual time, and keeps the history.
import type { CredentialDigest } from "../../src/core/credential.ts";
import type { Invalidation, Scope } from "../../src/core/invalidation.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { BusModel } from "./bus-model.ts";
import { type Climate, drawClimate } from "./climate.ts";
import { Digests } from "./digests.ts";
import type { MakeEdge } from "./edges/edge-under-test.ts";
import { credentialsOf, type History, type NewsScope, type Presented, type Publication } from "./history.ts";
import { somebody, someSession } from "./origin/act.ts";
import { Random } from "./random.ts";
import { makeStore, type Shared, Site } from "./site.ts";
import { World } from "./world.ts";

/** What a run leaves. */
export interface Run {
  readonly history: History;
  readonly basePaths: ReadonlyMap<string, string>;
  readonly climate: Climate;
}

/** Least number of things that happen in a run. */
export const stepsMin = 220;

/** Runs a seed to its end. Every event of the edges goes to `emit` with its instant. */
export async function play(
  seed: number,
  makeEdge: MakeEdge,
  emit: (event: EdgeEvent, atMs: number) => void,
): Promise<Run> {
  const climate = drawClimate(new Random(seed, "climate"));
  const world = new World();
  const history: History = {
    seed,
    calls: [],
    exchanges: [],
    publications: [],
    settings: [],
    notes: [],
    doubtMs: climate.limits.doubtMs,
    askWaitMs: climate.limits.askWaitMs,
    crowded: climate.crowded,
    evicting: climate.evicting,
  };
  const shared: Shared = {
    seed,
    world,
    history,
    climate,
    bus: new BusModel(world, new Random(seed, "bus")),
    store: makeStore(climate),
    digests: new Digests(),
    emit: (event) => {
      emit(event, world.lastMs());
    },
  };
  const first = new Site(shared, "first", makeEdge);
  const sites = climate.secondProject ? [first, new Site(shared, "second", makeEdge)] : [first];
  for (const site of sites) await site.edge.start();

  const story = new Random(seed, "story");
  const steps = stepsMin + story.int(80);
  let atMs = 1_000;
  for (let step = 0; step < steps; step += 1) {
    atMs += pause(story);
    world.at(atMs, () => {
      takeStep(shared, sites, story);
    });
  }
  const patienceMs = climate.forwardTimeoutMs + climate.limits.doubtMs + 40_000;
  await world.run(atMs + patienceMs);
  const stopped = Promise.all(sites.map((site) => site.edge.stop()));
  await world.run(atMs + 2 * patienceMs);
  await stopped;
  const basePaths = new Map(sites.map((site) => [site.project, site.settings.basePath]));
  return { history, basePaths, climate };
}

function pause(story: Random): number {
  return story.weighted<() => number>([
    [35, () => story.between(0, 4)],
    [35, () => story.between(4, 200)],
    [25, () => story.between(200, 1_500)],
    [3, () => story.between(1_500, 9_000)],
  ])();
}

function takeStep(shared: Shared, sites: readonly Site[], story: Random): void {
  const { climate } = shared;
  const site = sites.length > 1 && story.chance(0.3) ? sites[1] : sites[0];
  if (site === undefined) return;
  keepPeopleAround(shared, site);
  if (story.chance(climate.changes)) {
    site.act();
  } else if (story.chance(climate.behind)) {
    changeBehindItsBack(shared, site, story);
  } else if (story.chance(0.02)) {
    site.other();
  } else if (climate.switches && story.chance(0.03)) {
    changeSettings(site, story);
  } else {
    const foreign = site === sites[0] ? [] : foreignCredentials(sites[0], story);
    const times = story.chance(0.12) ? 2 + story.int(3) : 1;
    for (let time = 0; time < times; time += 1) {
      // At the same instant, but one after the other: a call is at the origin before the next client is heard.
      shared.world.after(0, () => {
        site.check(foreign);
      });
    }
  }
}

/** Sessions end all the time; people sign in again elsewhere, so that there is always somebody to check. */
function keepPeopleAround(shared: Shared, site: Site): void {
  const nowMs = shared.world.lastMs();
  const { people, random } = site;
  for (const identity of people.identities) {
    if (!identity.active && random.chance(0.05)) identity.active = true;
  }
  const live = people.liveSessions(nowMs);
  if (live.length >= 3) return;
  const active = people.identities.filter((identity) => identity.active);
  if (active.length === 0) return;
  const identity = random.pick(active);
  people.issue(people.signIn(identity, nowMs));
  people.issue(people.signIn(identity, nowMs));
}

function foreignCredentials(other: Site | undefined, story: Random): readonly Presented[] {
  return other === undefined || story.chance(0.3) ? [] : other.recentAlone();
}

function changeSettings(site: Site, story: Random): void {
  const { settings } = site;
  site.change(
    story.chance(0.6)
      ? { ...settings, cacheableSessions: !settings.cacheableSessions }
      : { ...settings, maxAgeMs: story.pick([2_000, 10_000, 60_000]), staleIfErrorMs: story.pick([0, 20_000]) },
  );
}

/** A change that no edge sees; half of them are told on the bus, some before they are made. */
function changeBehindItsBack(shared: Shared, site: Site, story: Random): void {
  const { world, history } = shared;
  const { people } = site;
  const session = someSession(site.context());
  const identity = session?.identity ?? somebody(site.context());
  const change = story.weighted<readonly [string, () => void]>([
    [6, ["an identity changes", () => people.touch(identity)]],
    [1, ["a session is revoked", () => (session === undefined ? undefined : people.revoke(session))]],
    [2, ["a session is extended", () => (session === undefined ? undefined : people.extend(session, world.lastMs()))]],
    [1, ["a second factor is set or removed", () => (identity.secondFactor = !identity.secondFactor)]],
    [0.5, ["an identity is switched off", () => (identity.active = false)]],
  ]);
  const make = (): void => {
    change[1]();
    history.notes.push({ atMs: world.nowMs(), text: `behind the edge's back: ${change[0]} (${identity.id.slice(0, 4)})` });
  };
  const scope = story.chance(0.6) ? drawScope(site, story, identity.id, session?.id) : undefined;
  const early = scope !== undefined && story.chance(0.15);
  if (!early) make();
  else world.after(story.between(1, 1_500), make);
  if (scope === undefined) return;
  const delayMs = story.between(0.1, 60);
  world.after(delayMs, () => {
    publish(shared, site, scope, story);
  });
  if (early) {
    world.after(2_000, () => {
      publish(shared, site, scope, story);
    });
  }
}

interface News {
  readonly scope: NewsScope;
  readonly presented: Presented | undefined;
}

function drawScope(
  site: Site,
  story: Random,
  identityId: string,
  sessionId: string | undefined,
): News {
  const recent = site.recentAlone();
  const kind = story.weighted<NewsScope["kind"]>([
    [4, "identity"],
    [2, "session"],
    [recent.length > 0 ? 5 : 0, "credential"],
    [0.5, "project"],
  ]);
  if (kind === "credential") {
    const presented = story.pick(recent);
    const [value = ""] = credentialsOf(site.project, presented);
    return { scope: { kind, value }, presented };
  }
  if (kind === "session" && sessionId !== undefined) {
    return { scope: { kind, value: sessionId }, presented: undefined };
  }
  if (kind === "project") return { scope: { kind, value: "" }, presented: undefined };
  return { scope: { kind: "identity", value: identityId }, presented: undefined };
}

function publish(shared: Shared, site: Site, news: News, story: Random): void {
  const { world, history, bus } = shared;
  const { kind, value } = news.scope;
  const scope = scopeOf(shared, site, news);
  if (scope === undefined) return;
  const publication: Publication = {
    project: site.project,
    scope: news.scope,
    publishedAtMs: world.nowMs(),
    deliveredAtMs: undefined,
    widens: undefined,
  };
  history.publications.push(publication);
  history.notes.push({ atMs: publication.publishedAtMs, text: `news published: ${kind} ${value}` });
  if (story.chance(0.04)) return;
  const invalidation: Invalidation = {
    version: 1,
    id: site.random.uuid(),
    project: site.project,
    scope,
    source: "mutation",
    by: "another edge",
    at: world.wallMs(),
  };
  const deliveries = story.chance(0.1) ? 2 : 1;
  for (let time = 0; time < deliveries; time += 1) {
    world.after(story.chance(0.1) ? story.between(40, 2_500) : story.between(0.1, 40), () => {
      const first = publication.deliveredAtMs === undefined;
      if (first && news.presented !== undefined) publication.widens = stored(site, news.presented);
      bus.deliver(invalidation);
      publication.deliveredAtMs ??= world.nowMs();
    });
  }
}

function scopeOf(shared: Shared, site: Site, news: News): Scope | undefined {
  const { kind, value } = news.scope;
  if (kind === "project") return { kind };
  if (kind !== "credential") return { kind, value };
  const { cookie, token, bearer } = news.presented ?? {};
  const digest = shared.digests.of(site.project, cookie ?? token ?? bearer ?? "");
  return digest === undefined ? undefined : { kind, value: digest as CredentialDigest };
}

/** Whether an answer for this credential is in store at this very instant, and whom it names. */
function stored(site: Site, presented: Presented): Publication["widens"] {
  if (!site.settings.cacheableSessions || site.settings.sessionTokens === false) {
    if (presented.cookie === undefined || !site.settings.cacheableSessions) return undefined;
  }
  const exchange = site.probe(presented);
  if (exchange.status !== 200) return undefined;
  const ids = /^\{"id":"([0-9a-f-]{36})".*"identity":\{"id":"([0-9a-f-]{36})"/u.exec(exchange.answerBody);
  const [, sessionId, identityId] = ids ?? [];
  return sessionId === undefined || identityId === undefined ? undefined : { sessionId, identityId };
}
