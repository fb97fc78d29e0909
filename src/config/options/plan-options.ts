// Options of `plan`: what must be reached, where edges may be, whose checks they are, and where the plan goes.
import { z } from "zod";
import { optionHelp } from "../read/option-help.ts";
import { choice, count, filePath } from "./option-types.ts";
import { place, reach, share, targetWaits, wait, words } from "./plan-option-types.ts";
import type { CrossRule } from "../read/resolve.ts";

const edgesMax = 1_000;
const secondMs = 1_000;
const minuteMs = 60_000;

const goal = "What the plan must reach (one of --edges, --target, --within)";
const where = "Where edges may be";
const whose = "Whose checks, and what they wait for";
const out = "Output";

const metroList = () => words("a list of metros such as fra,iad");

/** Options of `plan`. Durations are milliseconds, and shares are between 0 and 1. */
export const planOptions = z.strictObject({
  edges: count({ min: 1, max: edgesMax }).optional().register(optionHelp, {
    group: goal,
    placeholder: "NUMBER",
    description: "The best set of this many edges, those of --keep included.",
    example: "6",
    defaultText: "none",
    flagOnly: true,
  }),
  target: targetWaits().optional().register(optionHelp, {
    group: goal,
    placeholder: "WAITS",
    description:
      "The fewest edges with which 95% or 99% of all checks wait at most this long: p95=35ms,p99=45ms, or one of the two.",
    example: "p95=35ms,p99=45ms",
    defaultText: "none",
    flagOnly: true,
  }),
  of: choice(["checks", "hits"]).prefault("checks").register(optionHelp, {
    group: goal,
    placeholder: "WHAT",
    description:
      "What --target counts: all checks, or only hits on open connections, which depend on places alone.",
    example: "hits",
    flagOnly: true,
  }),
  within: reach().optional().register(optionHelp, {
    group: goal,
    placeholder: "TIME=SHARE",
    description:
      "The fewest edges that answer this share of people or backends within this time, from memory and on an open connection.",
    example: "100ms=95%",
    defaultText: "none",
    flagOnly: true,
  }),
  "origin-at": place().register(optionHelp, {
    group: where,
    placeholder: "PLACE",
    description:
      "Where the identity server is: the code or the name of a metro, or LAT,LON in degrees.",
    example: "fra",
  }),
  clouds: words("a list of clouds such as aws,fly").optional().register(optionHelp, {
    group: where,
    placeholder: "CLOUD,…",
    description:
      "Clouds and hosts with a site in the metro: any of aws, azure, gcp, fly, hetzner, ovh, vultr, digitalocean, and colocation for data centres that let space.",
    example: "aws,fly",
    defaultText: "all",
  }),
  keep: metroList().optional().register(optionHelp, {
    group: where,
    placeholder: "METRO,…",
    description: "Metros that have an edge already or must have one, whichever cloud is there.",
    example: "fra,iad",
    defaultText: "none",
  }),
  never: words("a list of countries and metros such as us,sin").optional().register(optionHelp, {
    group: where,
    placeholder: "PLACE,…",
    description:
      "Countries (two letters, ISO 3166) and metros without an edge, such as for data residence.",
    example: "us,sin",
    defaultText: "none",
  }),
  for: choice(["people", "backends"]).prefault("people").register(optionHelp, {
    group: whose,
    placeholder: "WHOSE",
    description:
      "Whose checks: people with browsers and apps where they live, or backends in data centres.",
    example: "backends",
  }),
  demand: filePath().optional().register(optionHelp, {
    group: whose,
    placeholder: "FILE",
    description:
      "Your own requests instead of the model's: a CSV file with the header country,requests_per_second or city,requests_per_second.",
    example: "requests.csv",
    defaultText: "the world's people, or its data centres",
  }),
  profile: choice(["careful", "as-ory", "pushed"]).prefault("careful").register(optionHelp, {
    group: whose,
    placeholder: "PROFILE",
    description:
      "Settings of the edges, from which the hit ratio follows: careful (answers up to 1m old), as-ory (2m30s), pushed (15m, while invalidations are proven to arrive).",
    example: "pushed",
  }),
  "hit-ratio": share().optional().register(optionHelp, {
    group: whose,
    placeholder: "SHARE",
    description: "The share of checks that are answered from memory, if you know it.",
    example: "99.5%",
    defaultText: "as the profile gives",
  }),
  metrics: filePath().optional().register(optionHelp, {
    group: whose,
    placeholder: "FILE",
    description:
      "Metrics of your edges (/metrics of the admin listener, one after the other), to read the hit ratio, forced checks and origin calls from.",
    example: "metrics.txt",
    defaultText: "none",
  }),
  "new-connections": share().optional().register(optionHelp, {
    group: whose,
    placeholder: "SHARE",
    description: "The share of checks that open a connection first, which takes more round trips.",
    example: "0.5%",
    defaultText: "as the gaps between checks give",
  }),
  forced: share().optional().register(optionHelp, {
    group: whose,
    placeholder: "SHARE",
    description:
      "The share of checks that accept only an answer of the identity server (max-age=0).",
    example: "0.1%",
    defaultText: "0%",
  }),
  "edges-met": count({ min: 1, max: edgesMax }).optional().register(optionHelp, {
    group: whose,
    placeholder: "NUMBER",
    description: "Edges that the checks of one session are spread over.",
    example: "3",
    defaultText: "2 for people, 1 for backends",
  }),
  down: share().optional().register(optionHelp, {
    group: whose,
    placeholder: "SHARE",
    description:
      "The share of time in which the nearest edge is down and checks go to the second nearest.",
    example: "0.5%",
    defaultText: "0.1%",
  }),
  "origin-time": wait({ min: 0, max: minuteMs }).optional().register(optionHelp, {
    group: whose,
    placeholder: "DURATION",
    description: "Time that the identity server takes for a check, without the network.",
    example: "10ms",
    defaultText: "as in the model of the network",
  }),
  "last-mile": wait({ min: 0, max: secondMs }).optional().register(optionHelp, {
    group: whose,
    placeholder: "DURATION",
    description: "Round trip between a client and the core of its network.",
    example: "9ms",
    defaultText: "as in the model of the network",
  }),
  format: choice(["text", "json", "svg"]).prefault("text").register(optionHelp, {
    group: out,
    placeholder: "FORMAT",
    description: "Format of the output on stdout: text, json, or svg for the map.",
    example: "json",
  }),
  map: filePath().optional().register(optionHelp, {
    group: out,
    placeholder: "FILE",
    description: "File to write the map to, as SVG. Replaces only a file that is an SVG.",
    example: "plan.svg",
    defaultText: "none",
    flagOnly: true,
  }),
  write: filePath().optional().register(optionHelp, {
    group: out,
    placeholder: "DIR",
    description:
      "New or empty folder to write the plan, its map and its deployment files to. Nothing is ever overwritten.",
    example: "planet",
    defaultText: "none",
    flagOnly: true,
  }),
  deploy: choice(["compose", "kubernetes"]).prefault("compose").register(optionHelp, {
    group: out,
    placeholder: "KIND",
    description: "Kind of the deployment files of --write.",
    example: "kubernetes",
  }),
});

/** Checked options of `plan`. */
export type PlanOptions = z.output<typeof planOptions>;

const goalExamples =
  "--edges 6, --target p95=35ms,p99=45ms or --within 100ms=95%, and only one of them";

const readFrom = "which it is read from";

/** What must hold between options of `plan`. */
export const planRules: readonly CrossRule<PlanOptions>[] = [
  (options) => {
    const names = ["edges", "target", "within"] as const;
    // Only if none is malformed. What is malformed is reported already.
    if (!names.every((name) => name in options)) return undefined;
    const given = names.filter((name) => options[name] !== undefined);
    if (given.length === 1) return undefined;
    return given.length === 0
      ? { where: "--edges, --target or --within", what: "is required", example: goalExamples }
      : {
          where: given.map((name) => `--${name}`).join(" and "),
          what: "cannot be combined: give one goal",
          example: goalExamples,
        };
  },
  (options) =>
    options.of === "hits" && "target" in options && options.target === undefined
      ? { where: "--of", what: "needs --target, whose checks it names" }
      : undefined,
  ({ metrics, "hit-ratio": hitRatio }) =>
    metrics !== undefined && hitRatio !== undefined
      ? { where: "--hit-ratio", what: `cannot be combined with --metrics, ${readFrom}` }
      : undefined,
  ({ metrics, forced }) =>
    metrics !== undefined && forced !== undefined
      ? { where: "--forced", what: `cannot be combined with --metrics, ${readFrom}` }
      : undefined,
  ({ forced = 0, "hit-ratio": hitRatio = 0 }) =>
    forced + hitRatio > 1
      ? {
          where: "--forced",
          what: "must not exceed 100% together with --hit-ratio, because a forced check is never a hit",
        }
      : undefined,
];
