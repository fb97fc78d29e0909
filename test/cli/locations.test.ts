// The metros that options name: found by their codes, or refused before anything is started.
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/command-line.ts";
import { findLocation, findRegionLocations } from "../../src/cli/locations.ts";
import { regionLocations } from "../../src/config/options/location-option-types.ts";
import { parseLocation } from "../../src/config/values/location.ts";

describe("the location of a process", () => {
  test("The code of a metro in any case is found with its city and position.", async () => {
    const found = await findLocation({ kind: "metro", code: "fra" });
    expect(found).toMatchObject({ kind: "found", value: { name: "Frankfurt" } });
    expect(parseLocation("FRA")).toEqual({ kind: "metro", code: "fra" });
  });

  test.each([
    ["50.1,8.7", 50.1, 8.7],
    ["-33.9, 18.4", -33.9, 18.4],
    ["90,-180", 90, -180],
  ])("The degrees %j are a location.", async (text, latitude, longitude) => {
    const given = parseLocation(text);
    expect(given).toEqual({ kind: "degrees", latitude, longitude });
    if (typeof given !== "object") throw new Error("not read");
    expect(await findLocation(given)).toMatchObject({ value: { latitude, longitude } });
  });

  test.each(["", "fr", "frankfurt", "50.1", "50.1,8.7,1", "50.1;8.7", "1e1,2", "NaN,0"])(
    "The text %j is neither a code nor degrees.",
    (text) => {
      expect(parseLocation(text)).toBeUndefined();
    },
  );

  test.each([
    ["90.5,0", "must have a latitude from -90 to 90"],
    ["0,180.5", "must have a longitude from -180 to 180"],
  ])("The degrees %j are off the earth.", (text, what) => {
    expect(parseLocation(text)).toBe(what);
  });

  test.each([["edge", "--origin", "http://127.0.0.1:4433"], ["control", "--edge"], ["dev"]])(
    "The command %s refuses an unknown code, and names those near it.",
    async (...argv) => {
      const { code, stderr } = await ran([...argv, "--location", "frx"]);
      expect(code).toBe(2);
      expect(stderr).toContain(
        '--location must be the code of a metro, or LAT,LON in degrees; it was "frx". Did you mean ',
      );
      expect(stderr).toContain("fra (Frankfurt)");
      expect(stderr).toContain("nothing was started");
    },
  );
});

describe("the locations of regions", () => {
  const read = (given: unknown) => regionLocations().safeParse(given);

  test("They are a list, or text with commas.", async () => {
    const expected = new Map([
      ["eu", "fra"],
      ["us-east", "iad"],
    ]);
    expect(read("eu=fra, us-east=IAD").data).toEqual(expected);
    expect(read(["eu=fra", "us-east=iad"]).data).toEqual(expected);
    const found = await findRegionLocations(expected);
    if (found.kind === "problems") throw new Error("not found");
    expect([...found.value].map(([region, { name }]) => [region, name])).toEqual([
      ["eu", "Frankfurt"],
      ["us-east", expect.any(String)],
    ]);
  });

  test.each([
    ["eu", 'contains "eu", which is not REGION=METRO'],
    ["eu=fra=x", 'contains "eu=fra=x", which is not REGION=METRO'],
    ["EU=fra", 'contains "EU=fra", which is not REGION=METRO'],
    ["eu=50.1", 'contains "eu=50.1", which is not REGION=METRO'],
    ["eu=fra,eu=ams", 'contains the region "eu" twice'],
    [Array.from({ length: 65 }, (_, at) => `r${at}=fra`), "must not have more than 64 members"],
    [7, "must be a list of regions and metros such as eu=fra,us=iad"],
  ])("%j is refused.", (given, message) => {
    expect(read(given).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });

  test("Every unknown code is listed.", async () => {
    const { code, stderr } = await ran(["control", "--region-locations", "eu=fra,us=iax,ap=qqq"]);
    expect(code).toBe(2);
    expect(stderr).toContain("2 problems");
    expect(stderr).toMatch(/contains "us=iax", which names no metro\. Did you mean .*iad \(/u);
    expect(stderr).toMatch(/contains "ap=qqq", which names no metro\. "edge-sessions help plan"/u);
  });
});

test("Problems of the location, of the table and of the plan are listed together.", async () => {
  const places = "--location qqq --region-locations eu=qqq --edge-plan no-such-plan.json";
  const { code, stderr } = await ran(["control", ...places.split(" ")]);
  expect([code, stderr.split("\n")[0]]).toEqual([
    2,
    "edge-sessions control: 3 problems, nothing was started.",
  ]);
});

test("A broken plan is refused at the start with what is wrong with it.", async () => {
  const { code, stderr } = await ran(["control", "--edge-plan", "package.json"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--edge-plan package\.json must be a plan of version \d/u);
  const missing = await ran(["control", "--edge-plan", "no-such-plan.json"]);
  expect(missing.stderr).toContain("cannot be read: there is no such file");
});

async function ran(argv: readonly string[]) {
  let stderr = "";
  const code = await run({
    argv,
    env: {},
    stdout: { write: () => undefined },
    stderr: { write: (text) => (stderr += text) },
    signal: AbortSignal.abort(),
  });
  return { code, stderr };
}
