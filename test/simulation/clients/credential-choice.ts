// Whose session a check presents, and how: alone, in pairs, dead, garbled, or nothing at all.
import type { Presented } from "../history.ts";
import type { People, Session } from "../origin/people.ts";
import type { Random } from "../random.ts";

/** What choices are made from. */
export interface Choice {
  readonly people: People;
  readonly random: Random;
  readonly nowMs: number;
  /** Credentials of another project's people, which are worth nothing here. */
  readonly foreign: readonly Presented[];
}

/** Passwords for a staging site, and a scheme of another kind. */
const passwords = ["Basic eDp5", "Basic eTp6", "Negotiate"];

/** Draws the credentials of one check. */
export function drawCredentials(choice: Choice): Presented {
  const { people, random, nowMs, foreign } = choice;
  const live = people.liveSessions(nowMs);
  if (live.length === 0) return {};
  const session = random.pick(live);
  const other = random.pick(live);
  const cookie = cookieOf(people, random, session);
  return random.weighted<() => Presented>([
    [45, () => ({ cookie })],
    [12, () => ({ token: session.token })],
    [8, () => ({ bearer: session.token })],
    [3, () => ({ cookie, token: session.token })],
    [5, () => ({ cookie, token: other.token })],
    [5, () => ({ cookie, bearer: other.token })],
    [3, () => ({ cookie: "garbled-cookie", more: [cookie] })],
    [3, () => ({ cookie, more: [cookieOf(people, random, other)] })],
    [3, () => ({ cookie, opaque: random.pick(passwords) })],
    [1, () => ({ token: session.token, opaque: random.pick(passwords) })],
    [1, () => ({ opaque: random.pick(passwords) })],
    [2, () => ({ token: session.token, bearer: other.token })],
    [1, () => ({ cookie, token: other.token, bearer: session.token })],
    [2, () => ({ cookie: "garbled-cookie", bearer: session.token })],
    [1, () => ({ cookie: "garbled-cookie", token: session.token })],
    [2, () => ({ cookie: random.chance(0.5) ? "garbled-cookie" : "another-garbled-cookie" })],
    [4, () => several(choice, cookie, other)],
    [2, () => ({ cookie: `"${cookie}"` })],
    [1, () => ({ cookie, bearer: `invented${random.int(4)}` })],
    [1, () => ({ cookie: `unknown-cookie-${random.int(1_000)}` })],
    [3, () => dead(people, random, nowMs)],
    [6, () => ({})],
    [foreign.length === 0 ? 0 : 25, () => random.pick(foreign)],
  ])();
}

/** The cookie's name several times: an undecodable one before it, somebody else's beside it, in either order. */
function several({ people, random }: Choice, cookie: string, other: Session): Presented {
  const others = random.weighted<() => string>([
    [3, () => "garbled-cookie"],
    [3, () => cookieOf(people, random, other)],
    [1, () => `"garbled-cookie"`],
    [1, () => cookie],
  ])();
  return random.chance(0.5)
    ? { cookie, more: [others] }
    : { cookie: others, more: random.chance(0.2) ? ["garbled-cookie", cookie] : [cookie] };
}

function cookieOf(people: People, random: Random, session: Session): string {
  const few = session.cookies.length < 3 && random.chance(0.15);
  if (session.cookies.length === 0 || few) return people.issue(session).value;
  return random.pick(session.cookies).value;
}

function dead(people: People, random: Random, nowMs: number): Presented {
  const gone = people.sessions.filter(
    (session) => session.revoked || session.expiresAtMs <= nowMs || !session.identity.active,
  );
  if (gone.length === 0) return { token: "ory_st_never_issued" };
  const session = random.pick(gone);
  const [cookie] = session.cookies;
  return cookie === undefined ? { token: session.token } : { cookie: cookie.value };
}
