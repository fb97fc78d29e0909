// One run: draws a seed's conditions, lets clients, operators and strangers act for some minutes of virtual time, and keeps the history.
import type { EdgeEvent } from "../../src/edge/events.ts";
import { BusModel } from "./bus-model.ts";
import { type Climate, drawClimate } from "./climate.ts";
import { Digests } from "./digests.ts";
import type { MakeEdge } from "./edges/edge-under-test.ts";
import type { History, Presented } from "./history.ts";
import { changeBehindItsBack } from "./invalidations.ts";
import { someSession } from "./origin/act.ts";
import { forcing, plain } from "./clients/directive.ts";
import { drawDecider } from "./clients/decision-request.ts";
import { listedTemplates } from "./clients/token-request.ts";
import { realEdge } from "./edges/real-edge.ts";
import { Random } from "./random.ts";
import { Fleet } from "./fleet/fleet.ts";
import { drawFleet, fleetSettings, underFleet } from "./fleet/fleet-climate.ts";
import { emptyRecord } from "./fleet/fleet-record.ts";
import { drill, hook, order } from "./fleet/orders.ts";
import { Troubles } from "./fleet/troubles.ts";
import { singleSeat } from "./seat.ts";
import { makeStore, type Shared, Site } from "./site.ts";
import { World } from "./world.ts";

/** What a run leaves. */
export interface Run {
  readonly history: History;
  readonly basePaths: ReadonlyMap<string, string>;
  readonly climate: Climate;
}

/** Least number of things that happen in a run. */
export const stepsMin = 200;

/** Runs a seed to its end. Every event of the edges goes to `emit` with its instant. */
export async function play(
  seed: number,
  makeEdge: MakeEdge,
  emit: (event: EdgeEvent, atMs: number, edge: string | undefined) => void,
): Promise<Run> {
  const drawn = drawClimate(new Random(seed, "climate"));
  const fleetRandom = new Random(seed, "fleet");
  const settings = fleetSettings(drawn.settings, fleetRandom);
  const fleetClimate = drawFleet(fleetRandom, settings);
  const governed =
    fleetClimate === undefined ? drawn : underFleet(drawn, fleetClimate, settings, fleetRandom);
  const decisions = new Random(seed, "decisions");
  // Other edges than the product's know nothing of decisions.
  const decider =
    makeEdge === realEdge && decisions.chance(0.3) ? drawDecider(decisions) : undefined;
  const policies = decider?.policies ?? [];
  // The same holds for tokens.
  const tokens = makeEdge === realEdge && new Random(seed, "tokens").chance(0.25);
  const tokenizeTemplates = tokens ? listedTemplates : [];
  const climate = {
    ...governed,
    decider,
    tokens,
    settings: { ...governed.settings, policies, tokenizeTemplates },
  };
  const world = new World();
  const history: History = {
    seed,
    calls: [],
    exchanges: [],
    publications: [],
    settings: [],
    notes: [],
    told: [],
    strangers: [],
    doubtMs: climate.limits.doubtMs,
    askWaitMs: climate.limits.askWaitMs,
    crowded: climate.crowded,
    // What the bus removes from a store, clients do not see.
    evicting: climate.evicting || fleetClimate !== undefined,
    fleet: fleetClimate === undefined ? undefined : emptyRecord(seed, fleetClimate),
  };
  const digests = new Digests();
  const shared: Shared = {
    seed,
    world,
    history,
    climate,
    bus: new BusModel(world, new Random(seed, "bus"), ({ project, scope, source }) => {
      const { kind } = scope;
      const value =
        kind === "project" ? "" : kind === "credential" ? digests.textOf(scope.value) : scope.value;
      history.told.push({
        atMs: world.lastMs(),
        project,
        kind,
        value,
        unseen: source === "refresh",
      });
    }),
    store: makeStore(climate),
    digests,
    emit: (event, edge) => {
      emit(event, world.lastMs(), edge);
    },
  };
  const first = new Site(shared, "first");
  const sites = climate.secondProject ? [first, new Site(shared, "second")] : [first];
  const basePaths = new Map(sites.map((site) => [site.project, site.settings.basePath]));
  if (fleetClimate !== undefined && history.fleet !== undefined) {
    await playFleet(shared, first, new Fleet(shared, first, fleetClimate, history.fleet, makeEdge));
    return { history, basePaths, climate };
  }
  for (const site of sites) {
    const seat = singleSeat(shared, site, makeEdge);
    site.seats.push(seat);
    await seat.edge.start();
  }

  const story = new Random(seed, "story");
  const endMs = tellStory(world, story, 1_000, () => takeStep(shared, sites, story));
  const patienceMs = patienceOf(climate);
  await world.run(endMs + patienceMs);
  const edges = sites.flatMap(({ seats }) => seats);
  const stopped = Promise.all(edges.map(({ edge }) => edge.stop()));
  await world.run(endMs + 2 * patienceMs);
  await stopped;
  return { history, basePaths, climate };
}

/** Until when everything that has begun has ended, in milliseconds from the last step. */
function patienceOf({ forwardTimeoutMs, limits }: Climate): number {
  return forwardTimeoutMs + limits.doubtMs + 40_000;
}

/** Has the steps of a run happen, one after the other from an instant on. Returns when the last one does. */
function tellStory(world: World, story: Random, fromMs: number, step: () => void): number {
  const steps = stepsMin + story.int(20);
  let atMs = fromMs;
  for (let count = 0; count < steps; count += 1) {
    atMs += pause(story);
    world.at(atMs, step);
  }
  return atMs;
}

/** The edges have this long to find each other before the first step. */
const meetMs = 4_000;
/** After the last trouble clients go on for this long, so that it shows whether everything has healed. */
const healMs = 25_000;

/** The same with several edges. While the troubles of the bus last and after they have ended, clients check and change. */
async function playFleet(shared: Shared, site: Site, fleet: Fleet): Promise<void> {
  const { seed, world, climate, history } = shared;
  const story = new Random(seed, "story");
  const troubles = new Troubles(fleet, world, new Random(seed, "troubles"), {
    drill: (at) => drill(shared, site, fleet, story, at),
    order: (at) => order(shared, site, fleet, story, at),
  });
  const step = (): void => {
    if (site.seats.length === 0) return;
    if (story.chance(fleet.climate.orders)) {
      const tell = story.chance(0.5) ? drill : order;
      tell(shared, site, fleet, story);
    } else if (story.chance(fleet.climate.hooks)) hook(shared, site, fleet, story);
    else takeStep(shared, [site], story);
  };
  history.notes.push({ atMs: 0, text: `several edges: ${JSON.stringify(fleet.climate)}` });
  fleet.begin();
  await world.run(meetMs);
  const endMs = tellStory(world, story, meetMs, step);
  troubles.play(meetMs, endMs - healMs / 2);
  world.at(endMs - healMs / 2, () => troubles.end());
  for (let atMs = endMs; atMs < endMs + healMs / 2; atMs += story.between(200, 1_500)) {
    world.at(atMs, step);
  }
  await world.run(endMs + healMs / 2);
  const stopped = fleet.stopAll();
  await world.run(endMs + healMs + patienceOf(climate));
  await stopped;
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
  } else if (story.chance(climate.strangers)) {
    site.strike();
  } else if (story.chance(0.02)) {
    site.other();
  } else if (climate.switches && story.chance(0.03)) {
    changeSettings(site, story);
  } else {
    if (story.chance(0.03)) chase(shared, site, story);
    if (climate.manyOrigins && story.chance(0.1)) fanOut(site, story);
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

/** Checks of one key close together, plain and forced, while its session changes: calls overtake each other. */
function chase(shared: Shared, site: Site, story: Random): void {
  const { world, history } = shared;
  const presented = story.pick(site.recent());
  let afterMs = 0;
  for (let turn = 0; turn < 4; turn += 1) {
    afterMs += story.between(0, 400);
    const forced = turn > 0 && story.chance(0.6);
    world.after(afterMs, () => {
      site.checkBy(presented, forced ? forcing : plain);
    });
    if (!story.chance(0.6)) continue;
    world.after(afterMs + story.between(0, 200), () => {
      const session = someSession(site.context());
      if (session === undefined) return;
      site.people.touch(session.identity);
      history.notes.push({
        atMs: world.nowMs(),
        text: `behind the edge's back: an identity changes (${session.identity.id.slice(0, 4)})`,
      });
    });
  }
}

/** One session is checked from several pages at once, more than have a place. */
function fanOut(site: Site, story: Random): void {
  const presented = story.pick(site.recent());
  for (let page = 0; page < 4; page += 1) {
    site.checkBy({ ...presented, origin: `https://site-${page + story.int(8)}.example` }, plain);
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
      : story.chance(0.3)
        ? { ...settings, sessionTokens: !settings.sessionTokens }
        : {
            ...settings,
            maxAgeMs: story.pick([2_000, 10_000, 60_000]),
            staleIfErrorMs: story.pick([0, 20_000]),
          },
  );
}
