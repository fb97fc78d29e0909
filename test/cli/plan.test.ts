// `edge-sessions plan` with small demands: what it prints, what it writes, and what it refuses.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPlanCommand } from "../../src/cli/commands/plan.ts";
import { planInThread, type MakePlanned } from "../../src/cli/plan/plan-in-thread.ts";
import { planned, type Planned, type PlanTask } from "../../src/cli/plan/planned.ts";
import { clouds } from "../../src/cli/plan/places.ts";
import { writeFolder } from "../../src/cli/plan/output-folder.ts";
import { createProgress } from "../../src/cli/plan/progress.ts";
import { planOptions } from "../../src/config/options/plan-options.ts";
import { metros } from "../../src/planet/world/metros.ts";
import { startProgramOfTest } from "../harness/program.ts";

let folder = "";
let demand = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-plan-"));
  demand = join(folder, "demand.csv");
  await writeFile(demand, "city,requests_per_second\nfra,50\nnyc,30\nnrt,15\nsyd,5\n");
});
afterAll(() => rm(folder, { recursive: true }));

const plans = new Map<string, Planned>();

/** Plans in this process. Each task is planned once. */
const here: MakePlanned = (task, say) => {
  const name = JSON.stringify(task);
  const plan = plans.get(name) ?? planned(task, say);
  plans.set(name, plan);
  return Promise.resolve(plan);
};

/** Runs the command in this process, with a clock that stands still. */
async function ran(
  argv: readonly string[],
  { env = {}, make = here }: { env?: Record<string, string>; make?: MakePlanned } = {},
) {
  let stdout = "";
  let stderr = "";
  const code = await createPlanCommand(make, () => 0).run(argv, {
    argv: [],
    env,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

/** The task that the command would plan with these arguments. */
async function taskOf(
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<PlanTask> {
  const tasks: PlanTask[] = [];
  const make: MakePlanned = (task) => {
    tasks.push(task);
    return Promise.resolve(undefined);
  };
  const { stderr } = await ran(argv, { env, make });
  const [task] = tasks;
  if (task === undefined) throw new Error(stderr);
  return task;
}

/** Backends in four cities, an identity server in Frankfurt, and an edge in Sydney that stays. */
const small = (): string[] =>
  ["--for", "backends", "--demand", demand].concat(["--origin-at", "fra", "--keep", "syd"]);

describe("output", () => {
  test("A plan that reaches its goal is printed as text, with exit code 0 and a silent stderr.", async () => {
    const { code, stdout, stderr } = await ran([...small(), "--edges", "2"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/Reached:\s2\sedges\sgive\sP95/u);
    expect(stdout).toMatch(/^fra +Frankfurt, DE +new/mu);
    expect(stdout).toMatch(/^careful [^]*^as-ory [^]*^pushed /mu);
    expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  test("As JSON it names edges, origin and demand.", async () => {
    const { code, stdout, stderr } = await ran([...small(), "--edges", "2", "--format", "json"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      reached: true,
      demand: { of: "backends", source: "demand.csv" },
      origin: { name: "Frankfurt (fra)", country: "DE" },
      edges: expect.arrayContaining([expect.objectContaining({ code: "syd", kept: true })]),
    });
  });

  test("A measured hit ratio is that of its profile, and the others are compared by what it shows.", async () => {
    const { stdout } = await ran([...small(), "--edges", "2", "--hit-ratio", "97%"]);
    const ratios = ["careful", "as-ory", "pushed"].map((name) =>
      Number(new RegExp(`^${name} +([\\d.]+) %`, "mu").exec(stdout)?.[1]),
    );
    const [careful = 0, asOry = 0, pushed = 0] = ratios;
    expect(careful).toBe(97);
    expect(asOry).toBeGreaterThan(careful);
    expect(pushed).toBeGreaterThan(asOry);
  });

  test("As SVG it is the map.", async () => {
    const { code, stdout } = await ran([...small(), "--edges", "2", "--format", "svg"]);
    expect([code, stdout.slice(0, 5), stdout.slice(-7)]).toEqual([0, "<svg ", "</svg>\n"]);
  });

  test("A goal out of reach ends with exit code 1, the best edges, and what would be needed.", async () => {
    const { code, stdout, stderr } = await ran([...small(), "--target", "p99=5ms"]);
    expect([code, stderr]).toEqual([1, "edge-sessions plan: the goal is not reached\n"]);
    expect(stdout).toMatch(/NOT\sREACHED:\s\d+\sedges?\sgives?\sP95/u);
    expect(stdout).toMatch(/^--hit-ratio 99\.9% +\d.* within reach$/mu);
    expect(stdout).toMatch(/^--new-connections 0\.1% +\d.* not enough$/mu);
  });

  test("A share within a time out of reach is beside what all candidates would answer.", async () => {
    const { code, stdout } = await ran([...small(), "--within", "2ms=100%", "--clouds", "hetzner"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/Within 2\.0 ms, these edges answer 5 % of backends\. An edge in each/u);
    expect(stdout).toMatch(/would\s+answer\s+5\s%\.\n$/u);
  });

  test("If checks are forced, what would be needed is that they are not.", async () => {
    const { code, stdout } = await ran([...small(), "--target", "p99=5ms", "--forced", "3%"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^--hit-ratio 97% --new-connections 0\.1% +\d.* not enough$/mu);
    expect(stdout).toMatch(/^--forced 0% --hit-ratio 99\.9% --new-.* +\d.* within reach$/mu);
  });

  test("Progress is at most a line a second, and none within the first second.", () => {
    const lines: string[] = [];
    let nowMs = 0;
    const say = createProgress(
      (line) => lines.push(line),
      () => nowMs,
    );
    for (nowMs of [0, 999, 1_000, 1_500, 2_100]) say(`at ${nowMs}`);
    expect(lines).toEqual([
      "edge-sessions plan: 1s, at 1000\n",
      "edge-sessions plan: 2s, at 2100\n",
    ]);
  });
});

describe("what is planned", () => {
  test("Clouds, kept and excluded places decide the candidates.", async () => {
    const argv = ["--edges", "3", "--origin-at", "Frankfurt", "--clouds", "fly"];
    const task = await taskOf([...argv, "--keep", "yvr", "--never", "us,lhr"]);
    const codes = task.candidates.map(({ code }) => code);
    expect(codes).toContain("yvr");
    expect(codes).toContain("fra");
    expect(codes).not.toContain("lhr");
    expect(task.candidates.filter(({ country }) => country === "US")).toEqual([]);
    expect(task.candidates.filter((one) => !one.clouds.includes("fly"))).toEqual(task.keep);
    expect(task.origin).toMatchObject({ name: "Frankfurt (fra)", country: "DE" });
  });

  test.each([
    ["--edges 2", { kind: "edges", count: 2 }],
    ["--target p95=35ms,p99=45ms", { kind: "target", of: "checks", p95Ms: 35, p99Ms: 45 }],
    ["--target p99=45ms --of hits", { kind: "target", of: "hits", p99Ms: 45 }],
    ["--within 100ms=95%", { kind: "within", ms: 100, share: 0.95 }],
  ])("The options %s are a goal.", async (options, goal) => {
    expect((await taskOf([...options.split(" "), "--origin-at", "fra"])).goal).toEqual(goal);
  });

  test("A point as origin takes its country from the nearest metro.", async () => {
    const { origin } = await taskOf(["--edges", "1", "--origin-at", "48.1,11.6"]);
    expect(origin).toMatchObject({
      latitude: 48.1,
      longitude: 11.6,
      country: "DE",
      name: "48.1, 11.6 (near Munich)",
    });
  });

  test("Options of the checks reach the model.", async () => {
    const options =
      "--hit-ratio 99% --new-connections 0.2% --forced 0.5% --edges-met 3 --down 1% --origin-time 7ms --last-mile 4.5ms --profile pushed";
    const task = await taskOf(["--edges", "1", "--origin-at", "fra", ...options.split(" ")]);
    expect(task).toMatchObject({
      of: "people",
      profile: "pushed",
      usage: {
        hitRatio: 0.99,
        newConnectionShare: 0.002,
        forcedShare: 0.005,
        edgesMet: 3,
        downShare: 0.01,
      },
      network: { originMs: 7, lastMileMs: { people: 4.5, backends: 4.5 } },
    });
  });

  test("Metrics of edges give hit ratio, forced checks and origin calls.", async () => {
    const metrics = join(folder, "metrics.txt");
    const text = [
      'edge_sessions_checks_total{project="p",result="hit"} 9900',
      'edge_sessions_checks_total{project="p",result="miss"} 90',
      'edge_sessions_checks_total{project="p",result="forced"} 10',
      'edge_sessions_origin_calls_total{project="p",purpose="check"} 500',
    ];
    await writeFile(metrics, `${text.join("\n")}\n`);
    const { usage } = await taskOf(["--edges", "1", "--origin-at", "fra", "--metrics", metrics]);
    expect(usage).toMatchObject({
      hitRatio: 0.99,
      forcedShare: 0.001,
      originCallsPerCheck: 0.05,
    });
  });

  test("Where it is planned can be said by variables, but not what.", async () => {
    const env = { EDGE_SESSIONS_ORIGIN_AT: "fra", EDGE_SESSIONS_CLOUDS: "fly" };
    expect((await taskOf(["--edges", "1"], env)).candidates.length).toBeLessThan(30);
    const { code, stderr } = await ran([], { env: { ...env, EDGE_SESSIONS_EDGES: "1" } });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("--edges, --target or --within is required"),
    ]);
  });
});

describe("wrong usage, with exit code 2", () => {
  const one = ["--edges", "1", "--origin-at", "fra"];

  test.each<readonly [readonly string[], RegExp]>([
    [
      ["--origin-at", "fra"],
      /1 problem.*\n {2}--edges, --target or --within is required \(example: --edges 6, --target p95=35ms,p99=45ms or --within 100ms=95%/u,
    ],
    [[...one, "--within", "70ms=95%"], /--edges and --within cannot be combined: give one goal/u],
    [[...one, "--of", "hits"], /--of needs --target, whose checks it names/u],
    [["--edges", "1"], /--origin-at is required \(example: --origin-at fra\)/u],
    [["--edges", "1", "--origin-at", "frra"], /"frra"\. Did you mean fra \(Frankfurt\)\?/u],
    [[...one, "--clouds", "aws,flyy"], /contains "flyy", but may contain only aws.*mean fly\?/u],
    [[...one, "--keep", "new yrok"], /"new yrok", which is not a known metro.*nyc \(New York\)/u],
    [[...one, "--never", "Germany"], /"germany", which is not the code.*mean de \(Germany\)/u],
    [[...one, "--never", "uk"], /mean gb \(United Kingdom\)/u],
    [[...one, "--keep", "qqqqq"], /"edge-sessions help plan" lists the metros/u],
    [[...one, "--keep", "fra", "--never", "fra"], /"fra", but --keep contains fra; leave one/u],
    [[...one, "--keep", "fra", "--never", "de"], /"de", but --keep contains fra, which is in DE/u],
    [[...one, "--keep", "fra,ams"], /--edges must be at least 2, the number of metros of --keep/u],
    [
      ["--edges", "40", "--origin-at", "fra", "--clouds", "fly"],
      /--edges must be at most \d\d, the number of metros that may have an edge; it was "40"/u,
    ],
    [
      [...one, "--clouds", "hetzner", "--never", "de,fi,us,sg"],
      /--clouds and --never leave no metro for an edge/u,
    ],
    [
      ["--target", "p95=9ms", "--origin-at", "fra", "--last-mile", "9ms"],
      /the p95 of --target must be more than 9\.3ms, because the last mile \(9ms\) and the edge \(0\.3ms\) take that long even/u,
    ],
    [
      ["--within", "1ms=95%", "--origin-at", "fra", "--last-mile", "2ms"],
      /the time of --within must be more than 2\.3ms/u,
    ],
    [[...one, "--hit-ratio", "101%"], /--hit-ratio must be at most 100%/u],
    [[...one, "--hit-ratio", "99%", "--forced", "2%"], /--forced must not exceed 100% together/u],
    [[...one, "--hit-ratio", "99%", "--metrics", "/none"], /--hit-ratio cannot be combined/u],
    [[...one, "--forced", "1%", "--metrics", "/none"], /--forced cannot be combined/u],
    [
      [...one, "--metrics", "/none/m.txt"],
      /--metrics \/none\/m\.txt cannot be read: there is no such file/u,
    ],
    [[...one, "--map", "/none/m.svg"], /--map cannot be made, because there is no folder \/none/u],
    [[...one, "--write", "."], /--write must not be the current folder; name a folder within it/u],
    [[...one, "--write", "/dev/null"], /--write must be a folder; it is a file/u],
    [[...one, "--write", "/none/dir"], /--write cannot be made, because there is no folder/u],
    [[...one, "--format", "yaml"], /--format must be one of text, json, svg; it was "yaml"/u],
  ])("The arguments %j are wrong usage.", async (argv, message) => {
    const make: MakePlanned = () => Promise.reject(new Error("planned"));
    const { code, stdout, stderr } = await ran(argv, { make });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });

  test("Everything that is wrong is said at once: options, places, files and folders.", async () => {
    const holes = join(folder, "holes.csv");
    await writeFile(holes, "country,requests_per_second\nDE,\n,2\nFrance,3\n");
    const empty = join(folder, "empty.txt");
    await writeFile(empty, "# nothing\n");
    const make: MakePlanned = () => Promise.reject(new Error("planned"));
    const options = "--target p95=45ms,p99=35ms --origin-at frra --clouds flyy".split(" ");
    const files = ["--demand", holes, "--metrics", empty, "--write", folder, "--map", demand];
    const { code, stdout, stderr } = await ran([...options, ...files], { make });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^edge-sessions plan: 9 problems, nothing was started\.\n/u);
    for (const part of [
      /--target must not have a p99/u,
      /--origin-at must be a known metro/u,
      /--clouds contains "flyy"/u,
      /line 2 of .*holes\.csv must have a number/u,
      /line 3 of .*holes\.csv has no country/u,
      /line 4 of .*"France" is not a country.*Did you mean fr \(France\)\?/u,
      /empty\.txt gives no hit ratio: .*edge_sessions_checks_total/u,
      /--map must be a new file or an SVG; it holds something else/u,
      /--write must be a new or empty folder; it holds demand\.csv, empty\.txt, holes\.csv/u,
    ]) {
      expect(stderr).toMatch(part);
    }
  });
});

describe("files", () => {
  const write = (dir: string, ...more: string[]) => ran([...small(), "--write", dir, ...more]);

  test("A plan is written whole, is not changed by the same plan, and is not replaced by another.", async () => {
    const dir = join(folder, "whole");
    const first = await write(dir, "--edges", "2");
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining(`are in ${dir}`) });
    const names = await readdir(dir, { recursive: true });
    expect(names).toEqual(expect.arrayContaining(["README.md", "plan.json", "map.svg", "compose"]));
    await writeFile(join(dir, "keys"), "made by the operator");
    const again = await write(dir, "--edges", "2");
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining("was not changed") });
    const plan = await readFile(join(dir, "plan.json"), "utf8");
    const other = await write(dir, "--edges", "2", "--deploy", "kubernetes");
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("another plan") });
    expect(await readFile(join(dir, "plan.json"), "utf8")).toBe(plan);
    expect((await readdir(folder)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("An empty folder is taken, with manifests for Kubernetes, and a map replaces an earlier map.", async () => {
    const [dir, map] = [join(folder, "empty"), join(folder, "plan.svg")];
    await mkdir(dir);
    await writeFile(map, "<svg >old</svg>");
    const { code } = await write(dir, "--edges", "2", "--deploy", "kubernetes", "--map", map);
    expect([code, await readdir(dir)]).toEqual([0, expect.arrayContaining(["kubernetes"])]);
    expect(await readFile(map, "utf8")).toBe(await readFile(join(dir, "map.svg"), "utf8"));
  });

  test("A plan that misses its goal is not written.", async () => {
    const dir = join(folder, "missed");
    const { code, stderr } = await write(dir, "--target", "p99=5ms");
    expect([code, stderr]).toEqual([1, expect.stringContaining(`so ${dir} was not written`)]);
    expect(await readdir(folder)).not.toContain("missed");
  });
});

test("The help lists every option, every cloud and every metro.", () => {
  const text = createPlanCommand(here, () => 0).help();
  const listed = [...text.matchAll(/^ {2}--(\S+)/gmu)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set([...Object.keys(planOptions.shape), "config"]));
  expect(listed).toHaveLength(Object.keys(planOptions.shape).length + 1);
  for (const cloud of clouds) expect(text).toMatch(new RegExp(`any of [^]*\\b${cloud}\\b`, "u"));
  for (const { code, name } of metros) expect(text).toContain(`${code} ${name}`);
  expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
});

test("A thread gives the plan back.", async () => {
  const task = await taskOf([...small(), "--edges", "1"]);
  const given = await planInThread(task, () => undefined, new AbortController().signal);
  expect(given?.plan).toMatchObject({ reached: true, edges: [{ metro: { code: "syd" } }] });
});

test("SIGINT ends the program during the search, with exit code 1 and without output.", async () => {
  const program = startProgramOfTest(["plan", "--edges", "90", "--origin-at", "fra"]);
  await program.until(/plan: \d+s, /u);
  program.child.kill("SIGINT");
  expect(await program.ended).toBe(1);
  expect([program.stdout(), program.stderr().endsWith("plan: interrupted\n")]).toEqual(["", true]);
});

test("A plan is refused, without waiting, where no folder can be made.", async () => {
  const written = await writeFolder("/proc/plan", [{ path: "README.md", text: "" }]);
  expect(written).toMatchObject({
    kind: "refused",
    what: expect.stringMatching(/^cannot be (?:written|made)/u),
  });
});

test("A plan beside a file that cannot be read says so, and does not take it for another plan.", async () => {
  const target = join(folder, "unreadable");
  await mkdir(join(target, "plan.json"), { recursive: true });
  const files = [{ path: "plan.json", text: "{}" }];
  expect(await writeFolder(target, files)).toEqual({
    kind: "refused",
    what: "cannot be read: it is a folder",
  });
  expect(await readdir(target)).toEqual(["plan.json"]);
});
