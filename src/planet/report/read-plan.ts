// Reads what `plan-json.ts` writes, as far as the Console shows it.
import { planVersion } from "./plan-json.ts";
import { flag, list, members, number, oneOf, orNull, text, type Out } from "./reading.ts";

const dayMs = 86_400_000;
const edgesMax = 1_000;

const ms = number(0, dayMs);
const share = number(0, 1);
const code = text(/^[a-z]{3}$/u, "the code of a metro, three lower-case letters");
const name = text(/^[^\p{Cc}\p{Cs}]{1,100}$/u, "a name of at most 100 characters");
const country = text(/^[A-Z]{2}$/u, "a country, two upper-case letters");
const place = { name, country, latitude: number(-90, 90), longitude: number(-180, 180) };
const wait = members({ mean_ms: ms, p50_ms: ms, p95_ms: ms, p99_ms: ms });
const figures = members({
  checks: wait,
  hits: wait,
  reached: list(members({ ms, share }), 0, 100),
});

const readMembers = members({
  reached: flag,
  demand: members({
    of: oneOf("people", "backends"),
    source: text(/^.{1,1000}$/su, "a text of at most 1000 characters"),
  }),
  origin: members(place),
  edges: list(
    members({ code, ...place, share, p95_ms: ms, origin_ms: ms, kept: flag }),
    1,
    edgesMax,
  ),
  figures,
  losses: list(members({ code, figures }), 0, edgesMax),
  bus: orNull(
    members({
      hub: code,
      p50_ms: ms,
      p99_ms: ms,
      mesh: members({ p50_ms: ms, p99_ms: ms }),
      join: oneOf("hub", "mesh"),
    }),
  ),
  checks: members({ hit_ratio: share, origin_calls_per_check: number(0, 1_000) }),
});

/** A plan as it was read: names as in the file. */
type ReadPlan = Out<typeof readMembers>;

/** The plan, or everything that is wrong with its text: each the rest of a sentence that begins with the file's name. */
export type PlanReading =
  | { readonly kind: "plan"; readonly plan: ReadPlan }
  | { readonly kind: "problems"; readonly problems: readonly string[] };

/** The greatest length of a plan, in characters. */
const charactersMax = 4_000_000;

/** Reads a plan that `edge-sessions plan --format json` or `--write` made. */
export function readPlan(source: string): PlanReading {
  if (source.length > charactersMax)
    return problem(`must have at most ${charactersMax} characters; it has ${source.length}`);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    return problem(`must be JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const version: unknown =
    typeof value === "object" && value !== null ? Reflect.get(value, "version") : undefined;
  if (version !== planVersion)
    return problem(
      `must be a plan of version ${planVersion}, as edge-sessions plan --format json prints it`,
    );
  const problems: string[] = [];
  const plan = readMembers(value, "", problems);
  if (plan === undefined) return { kind: "problems", problems };
  const codes = new Set(plan.edges.map((edge) => edge.code));
  if (codes.size < plan.edges.length) problems.push("edges must have different codes");
  if (plan.bus !== null && !codes.has(plan.bus.hub)) problems.push("bus.hub must be one of edges");
  for (const [at, loss] of plan.losses.entries())
    if (!codes.has(loss.code)) problems.push(`losses[${at}].code must be one of edges`);
  return problems.length > 0 ? { kind: "problems", problems } : { kind: "plan", plan };
}

function problem(what: string): PlanReading {
  return { kind: "problems", problems: [what] };
}
