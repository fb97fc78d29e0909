import { geoArea } from "d3-geo";
import { expect, test } from "vitest";
import { network } from "../physics/network.ts";
import { metros } from "../world/metros.ts";
import { peopleCells } from "../world/people.ts";
import { sharesByStep } from "./dots.ts";
import { placeLabels } from "./labels.ts";
import { latencySteps, stepOf, stepText } from "./latency-steps.ts";
import { worldProjection } from "./projection.ts";
import { reachKm } from "./reach.ts";
import { packed, wrapped } from "./svg-text.ts";
import { worldMap, type MapContent } from "./world-map.ts";

const cells = peopleCells().map(({ latitude, longitude }, index) => ({
  latitude,
  longitude,
  share: 1 / peopleCells().length,
  hitMs: index % 130,
}));
const edges = metros.slice(0, 40).map((metro, index) => ({
  ...metro,
  kind: (["new", "kept", "left"] as const)[index % 3] ?? "new",
}));
const content: MapContent = {
  title: "Forty edges & <more>",
  figures: ["P95 34 ms."],
  cells,
  edges,
  origin: { latitude: 50.1, longitude: 8.7, name: "Frankfurt" },
  reach: { ms: 35, km: () => 1_500 },
};

test("A map of all people with 40 edges is smaller than 600 kB, and contains nothing that runs or is loaded.", () => {
  const svg = worldMap(content);
  expect(svg.length).toBeLessThan(600_000);
  expect(svg).not.toMatch(/<script|\son\w+=|href|url\(|@import|<foreignObject/iu);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/u);
});

test("Dots have twice the area for twice the share, and a few large places do not cover the map.", () => {
  const somewhere = { latitude: 0, longitude: 0, hitMs: 1 };
  const widthsOf = (...shares: number[]): number[] => {
    const dotsOf = shares.map((share) => ({ ...somewhere, share }));
    const svg = worldMap({ title: "", figures: [], cells: dotsOf, edges: [] });
    return [...svg.matchAll(/class="dot s0" stroke-width="([\d.]+)"/gu)].map(([, width]) =>
      Number(width),
    );
  };
  const [large = 0, small = 0] = widthsOf(0.002, 0.001);
  expect((large / small) ** 2).toBeCloseTo(2, 1);
  expect(widthsOf(1)).toEqual([27.2]);
  const [much = 0, little = 0] = widthsOf(0.8, 0.2);
  expect(much).toBe(27.2);
  expect((much / little) ** 2).toBeCloseTo(4, 1);
});

test("A map says in words what it shows, and its text is escaped.", () => {
  const svg = worldMap({ ...content, figures: ['"\u0007P95" < 34 ms.'] });
  expect(svg).toContain('role="img"');
  expect(svg).toContain('<title id="map-title">Forty edges &amp; &lt;more&gt;</title>');
  const [, words = ""] = /<desc id="map-description">(.*?)<\/desc>/su.exec(svg) ?? [];
  expect(words).toMatch(/^&quot;P95&quot; &lt; 34 ms\. New edges: Abidjan \(abj\), /u);
  expect(words).toContain("The identity server is in Frankfurt.");
  expect(words).toMatch(/≤ 15 ms \d+ %, .*, &gt; 100 ms \d+ %\.$/u);
});

test("New, kept and present edges have shapes that differ without colour.", () => {
  const shapesOf = (kind: "new" | "kept" | "left"): string[] => {
    const [edge] = edges;
    if (edge === undefined) throw new Error("no edges");
    const svg = worldMap({ title: "", figures: [], cells: [], edges: [{ ...edge, kind }] });
    return [...svg.matchAll(/<(circle|rect) class="(mark[^"]*)"/gu)].map(
      ([, shape, style]) => `${shape} ${style}`,
    );
  };
  // Once in each layout, and once in each legend.
  expect(shapesOf("new")).toEqual(Array(4).fill("circle mark"));
  expect(shapesOf("kept")).toEqual(Array(4).fill("rect mark"));
  expect(shapesOf("left")).toEqual(Array(4).fill("rect mark open"));
});

test("A map without edges, cells and circles is still a map.", () => {
  const svg = worldMap({ title: "Nothing", figures: [], cells: [], edges: [] });
  expect(svg).not.toContain('<path class="reach"');
  expect(svg).toContain('class="land"');
});

test("Equal areas on the ground are equal in the picture.", () => {
  const projection = worldProjection(960);
  const areaOf = (latitude: number): number => {
    const corners = [
      [20, latitude],
      [20, latitude + 1],
      [21, latitude + 1],
      [21, latitude],
    ];
    const ring = [...corners, corners[0] ?? []];
    const points = corners.map(([longitude = 0, lat = 0]) =>
      projection.place({ latitude: lat, longitude }),
    );
    const shoelace = points.reduce((sum, [x, y], at) => {
      const [nextX, nextY] = points[(at + 1) % points.length] ?? [0, 0];
      return sum + x * nextY - nextX * y;
    }, 0);
    return Math.abs(shoelace) / 2 / geoArea({ type: "Polygon", coordinates: [ring] });
  };
  expect(areaOf(60) / areaOf(0)).toBeCloseTo(1, 2);
  expect(areaOf(-40) / areaOf(30)).toBeCloseTo(1, 2);
});

test("No country is cut in two by the edge of the map.", () => {
  const { place } = worldProjection(960);
  const [chukotka] = place({ latitude: 66, longitude: -171 });
  const [fiji] = place({ latitude: -17, longitude: 179 });
  expect(chukotka).toBeGreaterThan(600);
  expect(fiji).toBeGreaterThan(600);
});

test("Each latency belongs to one step, and a step includes its limit.", () => {
  expect([0, 15, 15.01, 100, 101, 4_000].map(stepOf)).toEqual([0, 0, 1, 5, 6, 6]);
  expect(latencySteps.map((_step, step) => stepText(step)).slice(-2)).toEqual([
    "≤ 100 ms",
    "> 100 ms",
  ]);
  const somewhere = { latitude: 0, longitude: 0 };
  const shares = sharesByStep([
    { ...somewhere, share: 0.25, hitMs: 10 },
    { ...somewhere, share: 0.5, hitMs: 500 },
    { ...somewhere, share: 0.25, hitMs: 600 },
  ]);
  expect(shares).toEqual([0.25, 0, 0, 0, 0, 0, 0.75]);
});

test("Names of points that are near each other do not cover each other, and a distant name has a line.", () => {
  const crowd = Array.from({ length: 12 }, (_, index) => ({
    text: `aa${index % 10}`,
    x: 300 + 6 * (index % 4),
    y: 200 + 6 * Math.floor(index / 4),
  }));
  const room = { width: 600, height: 400, fontSize: 13, markSize: 4 };
  const placed = placeLabels(crowd, room);
  const boxes = placed.map(({ textX, textY }) => ({ left: textX, bottom: textY }));
  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      const apart =
        Math.abs(one.left - other.left) > 3 * 13 * 0.55 || Math.abs(one.bottom - other.bottom) > 11;
      expect(apart).toBe(true);
    }
  }
  expect(placed.some(({ leader }) => leader)).toBe(true);
  const [alone] = placeLabels([{ text: "fra", x: 100, y: 100 }], room);
  expect(alone).toMatchObject({ leader: false });
  expect(alone?.textX).toBeGreaterThan(104);
  const [atTheEdge] = placeLabels([{ text: "akl", x: 595, y: 100 }], room);
  expect(atTheEdge?.textX).toBeLessThan(600 - 24);
});

test("A round trip reaches further in more time and in a better network, and nowhere in no time.", () => {
  const from = { latitude: 50, longitude: 8, country: "DE", worldRegion: "europe" } as const;
  const reached = reachKm(from, 25, network);
  expect(reached).toBeGreaterThan(1_000);
  expect(reached).toBeLessThan((25 / 2) * network.kmPerMs);
  expect(reachKm(from, 50, network)).toBeGreaterThan(reached);
  expect(reachKm(from, 25, { ...network, stretchMin: 3, stretchMax: 3 })).toBeLessThan(reached);
  expect(reachKm({ ...from, worldRegion: "africa" }, 50, network)).toBeLessThan(
    reachKm(from, 50, network),
  );
  expect(reachKm(from, -1, network)).toBe(0);
});

test("Sentences share lines as long as they fit, and long ones are broken between words.", () => {
  expect(packed(["One.", "Two.", "Three is longer."], 12, 4)).toEqual([
    "One. Two.",
    "Three is",
    "longer.",
  ]);
  expect(wrapped("one two three four", 9, 1)).toEqual(["one two …"]);
  expect(wrapped("incomprehensibilities", 9, 2)).toEqual(["incompre…"]);
});
