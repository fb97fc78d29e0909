// Measures the Console of a large operator: `npm run bench:console -- --help`.
import { availableParallelism } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { inspect, parseArgs } from "node:util";
import { flagsKeptByNpm } from "../../../src/config/read/typed-command.ts";
import { cpuMsOf, residentBytesOf } from "./control-process.ts";
import { measureExport } from "./export.ts";
import { look, type Look } from "./look.ts";
import { measureOpenPages } from "./open-pages.ts";
import { wholeSize } from "./seed.ts";
import { exportLine, headOfViews, openLine, viewLine, type MeasuredView } from "./text.ts";
import { scaleViews } from "./views.ts";
import { startWorld, type ScaleWorld } from "./world.ts";

const help = `Measures the Console with 200 projects, 50,000 lines of the audit log, and a month of traffic. It fills a SQLite
database, starts the program "edge-sessions control --edge" on it, and opens each page several times in a real browser,
each time in a new window with an empty cache. Then it leaves pages open and reads what they cost the control plane.

npm run bench:console                            everything, about five minutes
npm run bench:console -- --minute-days 7         a larger database than pruning leaves
npm run bench:console -- --only activity         only pages whose name has this text
npm run bench:console -- --looks 9               each page more often
npm run bench:console -- --open-seconds 0        pages are not left open

Prints tables on stdout, and progress on stderr. Exit 0: every page was usable within 1 s in its best look, and the first
load is at most 70 kB. Exit 1: one is not. Exit 2: wrong usage.
`;

const options = {
  projects: { type: "string", default: String(wholeSize.projects) },
  lines: { type: "string", default: String(wholeSize.lines) },
  "minute-days": { type: "string", default: String(wholeSize.minuteDays) },
  looks: { type: "string", default: "5" },
  only: { type: "string", default: "" },
  "open-seconds": { type: "string", default: "30" },
  help: { type: "boolean", default: false },
} as const;

const usableMsMax = 1_000;
const firstLoadBytesMax = 70_000;
const operators = 20;

async function run(): Promise<number> {
  const kept = flagsKeptByNpm(Object.keys(options), process.env);
  if (kept.length > 0) throw new RangeError("npm kept flags for itself: write -- before them");
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const size = {
    projects: whole("projects", values.projects),
    lines: whole("lines", values.lines),
    minuteDays: whole("minute-days", values["minute-days"]),
  };
  const looks = whole("looks", values.looks);
  const openSeconds = whole("open-seconds", values["open-seconds"]);
  const views = scaleViews(Date.now()).filter(({ name }) => name.includes(values.only));
  if (views.length === 0) throw new RangeError("--only: no page has this text in its name");
  const progress = (text: string) => process.stderr.write(`bench:console: ${text}\n`);
  await using world = await startWorld(size, progress);
  const resident = () => megabytes(residentBytesOf(world.control.pid));
  console.log(`${availableParallelism()} processors, Node ${process.version}`);
  console.log(
    `${size.projects} projects, ${size.lines} lines, minutes of ${size.minuteDays} days\n`,
  );
  console.log(
    `ready after ${Math.round(world.control.startedInMs)} ms with ${resident()} resident`,
  );
  progress("sending checks to every project");
  await sendTraffic(world);
  console.log(`${resident()} resident after checks of every project`);
  console.log(`signed in after ${Math.round(world.signInMs)} ms\n`);

  console.log(headOfViews);
  const measured: MeasuredView[] = [];
  for (const view of views) {
    progress(view.name);
    const cpu = cpuMsOf(world.control.pid);
    const seen: Look[] = [];
    while (seen.length < looks) {
      seen.push(await look(world.browser, world.control, world.cookies, view));
    }
    const after = cpuMsOf(world.control.pid);
    const cpuMs = cpu === undefined || after === undefined ? undefined : (after - cpu) / looks;
    const one = { name: view.name, looks: seen, cpuMs };
    measured.push(one);
    console.log(viewLine(one));
  }
  progress("exporting the audit log");
  console.log(`\n${exportLine(await measureExport(world.control))}`);

  if (openSeconds > 0) {
    console.log("");
    for (const [name, address, pages] of [
      ["no page", "", 0],
      ["list of projects", "/projects", 1],
      ["overview", "/projects/tenant-1/overview", 1],
      ["list of projects", "/projects", operators],
      ["overview", "/projects/tenant-1/overview", operators],
    ] as const) {
      progress(`${pages} windows with ${name}`);
      console.log(openLine(await measureOpenPages(world, name, address, pages, openSeconds)));
    }
  }
  console.log(`\n${resident()} resident at the end`);

  const problems = judge(measured);
  for (const problem of problems) console.log(problem);
  return problems.length === 0 ? 0 : 1;
}

/** In two steps of the charts, so that they show a line. */
async function sendTraffic({ check }: ScaleWorld): Promise<void> {
  await check(10);
  await wait(5_000);
  await check(10);
}

function judge(measured: readonly MeasuredView[]): readonly string[] {
  const problems = measured.flatMap(({ name, looks }) => {
    const best = Math.min(...looks.map(({ usableMs }) => usableMs));
    return best <= usableMsMax
      ? []
      : [`${name}: usable after ${Math.round(best)} ms, which is over ${usableMsMax} ms`];
  });
  const first = measured.find(({ name }) => name === "projects")?.looks[0]?.fileBytes;
  if (first === undefined) return problems;
  console.log(`first load ${(first / 1_000).toFixed(1)} kB, as it was sent`);
  if (first <= firstLoadBytesMax) return problems;
  return [...problems, `the first load is over ${firstLoadBytesMax / 1_000} kB`];
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? "unknown memory" : `${Math.round(bytes / 1e6)} MB`;
}

function whole(name: string, text: string): number {
  if (/^\d{1,6}$/u.test(text)) return Number(text);
  throw new RangeError(`--${name} must be a whole number; it was ${text}`);
}

try {
  process.exitCode = await run();
} catch (error) {
  const usage = error instanceof RangeError || Reflect.get(Object(error), "code") !== undefined;
  process.stderr.write(`${usage ? String(error) : inspect(error)}\n`);
  process.exitCode = usage ? 2 : 1;
}
