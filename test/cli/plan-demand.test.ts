// The CSV file of `plan --demand`: what is read, and that every fault is said with its line.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDemand } from "../../src/cli/plan/demand.ts";
import { mapProblem } from "../../src/cli/plan/map-file.ts";
import { readDemandFile } from "../../src/cli/plan/demand-file.ts";
import { network } from "../../src/planet/physics/network.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-demand-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, "d.csv");
  await writeFile(path, content);
  return path;
}

/** What is wrong with a file of this content, without the folder. */
async function problems(content: string | Uint8Array): Promise<readonly string[]> {
  const path = await file(content);
  const found = await readDemand(path, "people", network);
  expect(found.demand).toBeUndefined();
  return found.problems.map(({ where, what }) => `${where.replace(path, "d.csv")} ${what}`);
}

const head = "country,requests_per_second\n";

test("Rows are read with their lines, in any column order, with quotes, a byte order mark and empty lines.", async () => {
  const path = await file(
    '\u{feff}Requests per second,City,Country\r\n"12.5",Berlin,de\r\n\r\n3e1,"Paris, 1er",\r\n',
  );
  expect(await readDemandFile(path)).toEqual({
    rows: [
      { line: 2, requestsPerSecond: 12.5, city: "Berlin", country: "de" },
      { line: 4, requestsPerSecond: 30, city: "Paris, 1er", country: "" },
    ],
    faults: [],
  });
});

test.each<readonly [string, unknown]>([
  ["", "--demand d.csv is empty; it must begin with a header"],
  [head, "--demand d.csv has a header and no line below it"],
  [
    "DE,12\n",
    "line 1 of d.csv must be a header; the columns are country, city, requests_per_second",
  ],
  [
    "country;requests_per_second\nDE;1\n",
    "line 1 of d.csv separates columns with semicolons; it must separate them with commas",
  ],
  [
    "country,rate\nDE,1\n",
    'line 1 of d.csv has an unknown column "rate"; the columns are country, city, requests_per_second',
  ],
  ["requests_per_second\n1\n", "line 1 of d.csv has no column country or city"],
  ["country,city,country\n", "line 1 of d.csv has two columns country"],
  [
    `${head}DE,0\nFR,0\n`,
    expect.stringMatching(/^--demand d.csv .*All requests per second are 0/u),
  ],
  [`${head}DE,1\n"FR,2\nUS,3\n`, "line 3 of d.csv has a quote that is never closed"],
  [
    `${head}D"E,1\n`,
    'line 2 of d.csv has a quote within a field; put the whole field in quotes and write a quote within it twice, as in "a ""b"""',
  ],
])("The file %j is refused.", async (content, problem) => {
  expect(await problems(content)).toContainEqual(problem);
});

test("Every hole is listed with its line.", async () => {
  expect(await problems(`${head}DE,1\n,2\nFR,\nUS\nGB,-1\nES,"1,200"\nIT,1e99\n`)).toEqual([
    "line 3 of d.csv has no country",
    "line 4 of d.csv must have a number such as 12.5 as requests_per_second; it is empty",
    "line 5 of d.csv has 1 field; the header has 2",
    'line 6 of d.csv must have a number such as 12.5 as requests_per_second; it was "-1"',
    'line 7 of d.csv must have a number such as 12.5 as requests_per_second; it was "1,200"',
    'line 8 of d.csv must have a number such as 12.5 as requests_per_second; it was "1e99"',
  ]);
});

test("No more than 20 problems are listed, and the rest is counted.", async () => {
  const listed = await problems(`${head}${"DE,x\n".repeat(25)}`);
  expect(listed).toHaveLength(21);
  expect(listed).toContain("--demand d.csv has 5 more problems like these");
});

test("A file that is not UTF-8, too large or too long is refused.", async () => {
  expect(await problems(Uint8Array.of(0x63, 0xe9, 0x0a))).toEqual([
    "--demand d.csv must be text in UTF-8; save it in that encoding",
  ]);
  expect(await problems(`${head}${" ".repeat(1_024 * 1_024)}`)).toEqual([
    "--demand d.csv must not be larger than 1MiB",
  ]);
  expect(await problems(`${head}${"DE,1\n".repeat(10_001)}`)).toEqual([
    "--demand d.csv must not have more than 10000 lines; add up those of one place",
  ]);
});

test("A file that cannot be read is refused with the reason.", async () => {
  expect(await readDemand(join(folder, "none.csv"), "people", network)).toMatchObject({
    problems: [{ what: "cannot be read: there is no such file" }],
  });
  expect(await readDemand(folder, "people", network)).toMatchObject({
    problems: [{ what: "cannot be read: it is a folder" }],
  });
});

test("Unknown places are listed among the other problems, with the place that was probably meant.", async () => {
  const content =
    "country,city,requests_per_second\nDE,Frankfrt,1\nXQ,,2\nFR,,\nGermany,,4\n,Gotham,5\n";
  expect(await problems(content)).toEqual([
    expect.stringMatching(/^line 2 of d.csv .*"Frankfrt".*Did you mean fra \(Frankfurt\)\?$/u),
    expect.stringMatching(/^line 3 of d.csv .*"XQ" is not a country/u),
    expect.stringMatching(/^line 4 of d.csv must have a number/u),
    expect.stringMatching(/^line 5 of d.csv .*"Germany".*Did you mean de \(Germany\)\?$/u),
    expect.stringMatching(/^line 6 of d.csv .*"Gotham"/u),
  ]);
});

test("Lines become shares of the demand.", async () => {
  const path = await file("city,requests_per_second\nBerlin,30\nfra,10\n");
  const { demand, problems: none } = await readDemand(path, "backends", network);
  expect(none).toEqual([]);
  expect(demand).toMatchObject({ of: "backends", source: "d.csv" });
  expect(demand?.points.map(({ share }) => share)).toEqual([0.75, 0.25]);
});

test("A name that is no place is shown in part, and does not hold up the answer.", async () => {
  const found = await problems(`city,requests_per_second\n${"x".repeat(1_000_000)},1\n`);
  expect(found).toEqual([
    `line 2 of d.csv is wrong: The city "${"x".repeat(60)}…" is not known. Use a larger city nearby, the code of a metro such as fra, or the country alone.`,
  ]);
  expect(await problems(`${head}${"y".repeat(1_000_000)},1\n`)).toEqual([
    `line 2 of d.csv is wrong: "${"y".repeat(60)}…" is not a country. Use its two letters, such as DE.`,
  ]);
}, 5_000);

test("Many lines of one country are read without a search for each.", async () => {
  const path = await file(head + "DE,1\n".repeat(10_000));
  const found = await readDemand(path, "backends", network);
  expect(found.problems).toEqual([]);
  expect(found.demand?.points.length).toBeGreaterThan(1);
}, 5_000);

test("A named pipe is refused at once, because opening it would wait.", async () => {
  const path = join(folder, "pipe");
  execFileSync("sh", ["-c", 'mkfifo "$1"', "sh", path]);
  const found = await readDemand(path, "people", network);
  expect(found.problems).toEqual([
    { where: `--demand ${path}`, what: "must be a file; it is a named pipe" },
  ]);
  expect(await mapProblem(path)).toBe("must be a new file or an SVG; it is a pipe or a device");
}, 5_000);
