// Measures planned edges as processes: `npm run bench:planet -- --help`.
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { inspect, parseArgs } from "node:util";
import { flagsKeptByNpm } from "../../src/config/read/typed-command.ts";
import { measurePlan } from "./measure-plan.ts";
import { measuredPlans, type MeasuredPlan } from "./model/measured-plan.ts";
import { reportPage, type PlanResult } from "./report/page.ts";
import { judge } from "./report/problems.ts";
import { linesOf, pairLines } from "./report/text.ts";

const help = `Measures what edge-sessions plan predicts. It starts the edges of a plan as processes, a NATS server for each, the
identity server at home, and clients at 200 places for people and 200 for backends. Every connection goes through proxies
with the delays, the jitter and the losses of the model. Clients check, sign in and out, change their profiles, move, and
are revoked. A region is lost and comes back. Every answer is looked at.

npm run bench:planet                           all plans, about four minutes each
npm run bench:planet -- --plan eight           one of them
npm run bench:planet -- --bus star             all NATS servers connect to one; by default each reaches each (mesh)
npm run bench:planet -- --pairs                revocations between each two regions too
npm run bench:planet -- --seconds 30           a shorter run: so many seconds are compared with the model
npm run bench:planet -- --seed 7               other clients
npm run bench:planet -- --json planet.json --report-page planet.html
npm run bench:planet -- --list                 names all plans

Prints tables on stdout, and progress on stderr. Exit 0: everything is as it must be. Exit 1: an answer was wrong, or a
percentile differs from the model by more than 15 %, or revocations are too slow, or the machine was too busy to judge
times. Exit 2: wrong usage.
`;

const options = {
  plan: { type: "string" },
  bus: { type: "string", default: "mesh" },
  seconds: { type: "string", default: "100" },
  seed: { type: "string", default: "1" },
  pairs: { type: "boolean", default: false },
  json: { type: "string" },
  "report-page": { type: "string" },
  list: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

async function run(): Promise<number> {
  const kept = flagsKeptByNpm(Object.keys(options), process.env);
  if (kept.length > 0) throw new RangeError("npm kept flags for itself: write -- before them");
  const { values } = parseArgs({ options });
  if (values.help) process.stdout.write(help);
  if (values.list) for (const plan of measuredPlans) console.log(nameOf(plan));
  if (values.help || values.list) return 0;
  const chosen = measuredPlans.filter(({ name }) => (values.plan ?? name) === name);
  if (chosen.length === 0) throw new RangeError("--plan: --list shows the names of all plans");
  const { bus } = values;
  if (bus !== "mesh" && bus !== "star") {
    throw new RangeError(`--bus must be mesh or star; it was ${bus}`);
  }
  const seconds = whole("seconds", values.seconds);
  const seed = whole("seed", values.seed);
  const results: PlanResult[] = [];
  console.log(`${availableParallelism()} processors\n`);
  for (const plan of chosen) {
    const { findings, map } = await measurePlan(
      plan,
      { bus, seed, steadyMs: seconds * 1_000 },
      (text) => {
        process.stderr.write(`${text}\n`);
      },
    );
    const judgement = judge(findings);
    results.push({ findings, map, judgement });
    console.log(linesOf(findings, judgement).join("\n"));
    if (values.pairs) console.log(pairLines(findings.lags.pairs).join("\n"));
    console.log("");
  }
  if (values.json !== undefined) {
    const data = results.map(({ findings, judgement }) => ({ ...findings, judgement }));
    await writeFile(values.json, `${JSON.stringify(data, undefined, 2)}\n`);
  }
  const page = values["report-page"];
  if (page !== undefined) await writeFile(page, reportPage(results));
  const good = results.every(
    ({ judgement }) => judgement.problems.length === 0 && judgement.unjudged === undefined,
  );
  return good ? 0 : 1;
}

function nameOf({ name, edges, plannedFor, home }: MeasuredPlan): string {
  return `${name.padEnd(8)} ${edges} edges for ${plannedFor}, identity server in ${home}`;
}

function whole(name: string, text: string): number {
  if (/^[1-9]\d{0,6}$/u.test(text)) return Number(text);
  throw new RangeError(`--${name} must be a whole number from 1 on; it was ${text}`);
}

try {
  process.exit(await run());
} catch (error) {
  const usage = error instanceof RangeError || Reflect.get(Object(error), "code") !== undefined;
  process.stderr.write(`${usage ? String(error) : inspect(error)}\n`);
  process.exit(usage ? 2 : 1);
}
