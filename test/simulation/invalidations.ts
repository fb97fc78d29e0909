// Changes behind the edges' backs, and the invalidations of some of them on the bus: late, twice, early, or never.
import type { CredentialDigest } from "../../src/core/credential.ts";
import type { Invalidation, Scope } from "../../src/core/invalidation.ts";
import { credentialsOf, type PublishedScope, type Presented, type Publication } from "./history.ts";
import { somebody, someSession } from "./origin/act.ts";
import type { Random } from "./random.ts";
import type { Shared, Site } from "./site.ts";

/** A change that no edge sees; half of them are told on the bus, some before they are made. */
export function changeBehindItsBack(shared: Shared, site: Site, story: Random): void {
  const { world, history } = shared;
  const { people } = site;
  const session = someSession(site.context());
  const identity = session?.identity ?? somebody(site.context());
  const change = story.weighted<readonly [string, () => void]>([
    [6, ["an identity changes", () => people.touch(identity)]],
    [
      1,
      ["a session is revoked", () => (session === undefined ? undefined : people.revoke(session))],
    ],
    [
      shared.climate.extensions,
      [
        "a session is extended",
        () => (session === undefined ? undefined : people.extend(session, world.lastMs())),
      ],
    ],
    [
      1,
      ["a second factor is set or removed", () => (identity.secondFactor = !identity.secondFactor)],
    ],
    [0.5, ["an identity is switched off", () => (identity.active = false)]],
  ]);
  const make = (): void => {
    change[1]();
    history.notes.push({
      atMs: world.nowMs(),
      text: `behind the edge's back: ${change[0]} (${identity.id.slice(0, 4)})`,
    });
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
  readonly scope: PublishedScope;
  readonly presented: Presented | undefined;
}

function drawScope(
  site: Site,
  story: Random,
  identityId: string,
  sessionId: string | undefined,
): News {
  const recent = site.recentAlone();
  const kind = story.weighted<PublishedScope["kind"]>([
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

/** Whether an answer for this credential is in store at this instant, and the identity that it names. */
function stored(site: Site, presented: Presented): Publication["widens"] {
  const { cacheableSessions, sessionTokens } = site.settings;
  if (!cacheableSessions || (presented.cookie === undefined && !sessionTokens)) return undefined;
  const exchange = site.probe(presented);
  if (exchange.status !== 200) return undefined;
  const ids = /^\{"id":"([0-9a-f-]{36})".*"identity":\{"id":"([0-9a-f-]{36})"/u.exec(
    exchange.answerBody,
  );
  const [, sessionId, identityId] = ids ?? [];
  return sessionId === undefined || identityId === undefined
    ? undefined
    : { sessionId, identityId };
}
