// What stands before the origin and is not the origin: a balancer that adds its own cookie to every answer, compresses, lies
// about ages, and now and then answers with its own page.
import type { Random } from "../random.ts";
import type { Prepared } from "./answer.ts";

/** The front of one run. */
export interface Front {
  /** Its own cookie on every answer. */
  readonly cookies: boolean;
  /** Compresses where the request allows it. */
  readonly compresses: boolean;
  /** Probability of an `Age` that is not true. */
  readonly falseAges: number;
  /** Probability of its own page. */
  readonly pages: number;
}

/** No front at all. */
export const noFront: Front = { cookies: false, compresses: false, falseAges: 0, pages: 0 };

/** Draws the front of a run that has one. */
export function drawFront(random: Random): Front {
  return {
    cookies: random.chance(0.6),
    compresses: random.chance(0.5),
    falseAges: random.pick([0, 0.05, 0.1]),
    pages: random.pick([0, 0.02, 0.08]),
  };
}

const page = "<!doctype html><title>Back soon</title><p>We are working on it.</p>\n";
const html = ["Content-Type", "text/html; charset=utf-8"];

/** Pages of a front: a maintenance page, a firewall's challenge, the front's own log-in, a gateway's error in JSON. */
const pages: readonly Pick<Prepared, "status" | "headers" | "body">[] = [
  { status: 200, headers: html, body: page },
  {
    status: 200,
    headers: ["Content-Type", "application/json"],
    body: '{"status":"maintenance"}\n',
  },
  { status: 403, headers: html, body: page },
  { status: 401, headers: ["WWW-Authenticate", 'Basic realm="staging"', ...html], body: page },
  { status: 401, headers: ["Content-Type", "application/json"], body: '{"message":"no key"}\n' },
  { status: 404, headers: html, body: page },
];

/** A page instead of the origin's answer. */
export function pageOf(random: Random): Prepared {
  const { status, headers, body } = random.pick(pages);
  return {
    status,
    headers: [...headers, "Content-Length", String(body.length)],
    body,
    breaksAfter: undefined,
    hangs: false,
    sessionId: undefined,
    identityId: undefined,
    sessionEndsAtMs: undefined,
    hint: "absent",
    mixedUp: false,
    truthful: false,
    byFront: true,
    note: "a front's own page",
  };
}

/** An `Age` that is not true: older than the answer is, or no number. `ageMs` is what the laws make of it. */
export function falseAge(random: Random): { readonly value: string; readonly ageMs: number } {
  return random.pick([
    { value: "0", ageMs: 0 },
    { value: "3", ageMs: 3_000 },
    { value: "37", ageMs: 37_000 },
    { value: "soon", ageMs: Infinity },
    { value: "-1", ageMs: Infinity },
    { value: "99999999999999999999", ageMs: Infinity },
  ]);
}

/** A body that only readers of its coding can read. */
export function coded(body: string): string {
  let text = "";
  for (let index = 0; index < body.length; index += 1) {
    text += String.fromCharCode(body.charCodeAt(index) ^ 0x55);
  }
  return text;
}
