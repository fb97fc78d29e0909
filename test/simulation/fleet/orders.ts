// Changes that no edge passes on, and what one edge is told of them: by an operator after the change, or by a hook that
// may come before it.
import type { CredentialDigest } from "../../../src/core/credential.ts";
import type { Scope } from "../../../src/core/invalidation.ts";
import { credentialsOf, type Ordered, type Presented, type PublishedScope } from "../history.ts";
import { plain } from "../clients/directive.ts";
import { somebody, someSession } from "../origin/act.ts";
import type { Identity, Session } from "../origin/people.ts";
import type { Random } from "../random.ts";
import type { Shared, Site } from "../site.ts";
import type { Fleet } from "./fleet.ts";
import type { Member } from "./member.ts";

/** An operator changes something by the admin API, and tells one edge of it. */
export function order(shared: Shared, site: Site, fleet: Fleet, story: Random, at?: Member): void {
  const { world } = shared;
  const { identity, session } = change(site, story);
  const named = nameIt(site, story, identity, session);
  world.after(story.between(0, 60), () => {
    const member = at ?? anyOf(fleet, story);
    if (member !== undefined) tell(shared, site, member, named);
  });
}

/** Every edge is asked about a session before it changes, and once afterwards: soon after the bound of delivery, or much later. */
export function drill(shared: Shared, site: Site, fleet: Fleet, story: Random, at?: Member): void {
  const { world } = shared;
  const session = someSession(site.context());
  const member = at ?? anyOf(fleet, story);
  if (session === undefined || member === undefined) return;
  const { identity } = session;
  const cookie = session.cookies.at(-1) ?? site.people.issue(session);
  const presented = { cookie: cookie.value };
  for (const { seat } of fleet.answering()) site.checkBy(presented, plain, seat);
  world.after(story.between(200, 800), () => {
    if (!fleet.answering().includes(member)) return;
    site.people.touch(identity);
    tell(shared, site, member, nameIt(site, story, identity, session));
    for (const one of fleet.answering()) {
      const laterMs = story.chance(0.5)
        ? story.between(3_050, 6_000)
        : story.between(3_050, 30_000);
      world.after(laterMs, () => {
        if (fleet.answering().includes(one)) site.checkBy(presented, plain, one.seat);
      });
    }
  });
}

function tell(shared: Shared, site: Site, member: Member, named: Named): void {
  const scope = scopeOf(shared, site, named);
  if (scope === undefined) return;
  const widens =
    named.presented === undefined ? undefined : storedAt(site, member, named.presented);
  if (note(shared, member, named.scope, "api", widens)) {
    void member.edge.invalidate?.([scope], "api");
  }
}

/** The identity server sends a hook to one edge, before or after it commits. */
export function hook(shared: Shared, site: Site, fleet: Fleet, story: Random): void {
  const { world } = shared;
  const { identity } = someSession(site.context()) ?? { identity: somebody(site.context()) };
  const member = anyOf(fleet, story);
  if (member?.hooks === undefined) return;
  const scope = { kind: "identity", value: identity.id } as const;
  if (note(shared, member, scope, "hook", undefined)) {
    member.hooks.take(`hook ${story.uuid()}`, [scope]);
  }
  world.after(story.between(0, 1_900), () => {
    site.people.touch(identity);
  });
}

interface Named {
  readonly scope: PublishedScope;
  readonly presented: Presented | undefined;
}

function change(
  site: Site,
  story: Random,
): { readonly identity: Identity; readonly session: Session | undefined } {
  const session = someSession(site.context());
  const identity = session?.identity ?? somebody(site.context());
  if (session !== undefined && story.chance(0.15)) site.people.revoke(session);
  else site.people.touch(identity);
  return { identity, session };
}

function nameIt(
  site: Site,
  story: Random,
  identity: Identity,
  session: Session | undefined,
): Named {
  const recent = site.recentAlone();
  const kind = story.weighted<PublishedScope["kind"]>([
    [5, "identity"],
    [2, "session"],
    [recent.length > 0 ? 4 : 0, "credential"],
    [0.3, "project"],
  ]);
  if (kind === "credential") {
    const presented = story.pick(recent);
    const [value = ""] = credentialsOf(site.project, presented);
    return { scope: { kind, value }, presented };
  }
  if (kind === "project") return { scope: { kind, value: "" }, presented: undefined };
  if (kind === "session" && session !== undefined) {
    return { scope: { kind, value: session.id }, presented: undefined };
  }
  return { scope: { kind: "identity", value: identity.id }, presented: undefined };
}

function scopeOf(
  { digests }: Shared,
  { project }: Site,
  { scope, presented }: Named,
): Scope | undefined {
  const { kind, value } = scope;
  if (kind === "project") return { kind };
  if (kind !== "credential") return { kind, value };
  const { cookie, token, bearer } = presented ?? {};
  const digest = digests.of(project, cookie ?? token ?? bearer ?? "");
  return digest === undefined ? undefined : { kind, value: digest as CredentialDigest };
}

function anyOf(fleet: Fleet, story: Random): Member | undefined {
  const members = fleet.answering();
  return members.length === 0 ? undefined : story.pick(members);
}

/** Returns false if the edge takes no invalidations. */
function note(
  shared: Shared,
  { seat, edge }: Member,
  scope: PublishedScope,
  source: Ordered["source"],
  widens: Ordered["widens"],
): boolean {
  const { history, world } = shared;
  if (edge.invalidate === undefined) return false;
  const atMs = world.nowMs();
  history.fleet?.ordered.push({ edge: seat.instance, atMs, scope, source, widens });
  history.notes.push({
    atMs,
    text: `${seat.instance} is told by ${source}: ${scope.kind} ${scope.value}`,
  });
  return true;
}

/** The session and identity that a stored answer for a credential names at this instant. */
function storedAt(site: Site, { seat }: Member, presented: Presented): Ordered["widens"] {
  if (!site.settings.cacheableSessions) return undefined;
  if (presented.cookie === undefined && !site.settings.sessionTokens) return undefined;
  const { status, answerBody } = site.probe(presented, seat);
  if (status !== 200) return undefined;
  const ids = /^\{"id":"([0-9a-f-]{36})".*"identity":\{"id":"([0-9a-f-]{36})"/u.exec(answerBody);
  const [, sessionId, identityId] = ids ?? [];
  return sessionId === undefined || identityId === undefined
    ? undefined
    : { sessionId, identityId };
}
