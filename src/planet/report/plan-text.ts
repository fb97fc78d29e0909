// A plan as a terminal shows it, at most 100 characters wide.
import type { Change, Plan, PricedProfile } from "../plan.ts";
import type { Figures, Wait } from "../search/figures.ts";
import { columns, lineCharacters, paragraph, someWords } from "./columns.ts";
import { msText, shareText } from "./figure-texts.ts";
import { busText, caution, decidingTexts, goalText, reachedText } from "./sentences.ts";

/** The bounds that are shown. Milliseconds. */
const shownMs: readonly number[] = [25, 35, 45, 60, 70, 100];

/** Losses are all shown up to so many, and otherwise the worst. */
const lossesMax = 16;
const lossesShown = 10;

/** The plan, with the settings profiles beside each other if they are given. */
export function planText(plan: Plan, profiles: readonly PricedProfile[] = []): string {
  const { demand, origin } = plan;
  const parts = [
    paragraph(
      goalText(plan),
      `Checks come from ${demand.of} (${plain(demand.source)}). The identity server is in ${plain(origin.name)}.`,
      reachedText(plan),
    ),
    edgeTable(plan),
    waitTable(plan),
    withinTable(plan),
    ...decidingTexts(plan).map((text) => paragraph(text)),
    paragraph(checksText(plan)),
    ...changeTable(plan),
    paragraph(busText(plan)),
    ...(profiles.length === 0 ? [] : [profileTable(profiles)]),
    paragraph(caution),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Without control characters, because the name of a file may have them. */
function plain(name: string): string {
  return name.replaceAll(/[\p{Cc}`]/gu, "?");
}

function edgeTable({ edges }: Plan): string {
  const cells = edges.map(({ metro, share, p95Ms, originMs, kept }) => [
    metro.code,
    `${metro.name}, ${metro.country}`,
    kept ? "kept" : "new",
    shareText(share),
    msText(p95Ms),
    msText(originMs),
  ]);
  const rows = [["Edges", "", "", "checks", "P95 of hits", "to origin"], ...cells];
  const align = "lllrrr";
  const left = columns(align, rows).split("\n");
  const room = lineCharacters - 2 - Math.max(...left.map((line) => Array.from(line).length));
  const clouds = edges.map(({ metro }) => someWords(metro.clouds, room));
  return columns(
    `${align}l`,
    rows.map((row, at) => [...row, at === 0 ? "sites of" : (clouds[at - 1] ?? "")]),
  );
}

function waitTable({ figures, bound }: Plan): string {
  const row = (what: string, wait: Wait): string[] => [
    what,
    ...[wait.meanMs, wait.p50Ms, wait.p95Ms, wait.p99Ms].map(msText),
  ];
  return columns("lrrrr", [
    ["Waits", "mean", "P50", "P95", "P99"],
    row("all checks", figures.checks),
    row("hits on open connections", figures.hits),
    row(`all checks, with an edge in each of ${bound.edges} candidates`, bound.figures.checks),
    row("hits, with an edge in each of them", bound.figures.hits),
  ]);
}

function withinTable({ figures, demand }: Plan): string {
  const cells = (of: Figures["within"]): string[] =>
    shownMs.map((ms) => {
      const found = of.find((one) => one.ms === ms);
      return found === undefined ? "–" : shareText(found.share);
    });
  return columns(`l${"r".repeat(shownMs.length)}`, [
    ["Answered within", ...shownMs.map((ms) => `${ms} ms`)],
    ["all checks", ...cells(figures.within)],
    [`${demand.of}, by hits on open connections`, ...cells(figures.reached)],
  ]);
}

function checksText({ mix }: Plan): string {
  const calls = mix.originCallsPerCheck;
  return `${shareText(mix.hitRatio)} of checks are answered from memory. For each check, the identity server is called ${calls < 0.1 ? calls.toPrecision(2) : calls.toFixed(2)} times, refreshes included.`;
}

/** What the next edge would gain, and what the loss of each costs. Empty if there is neither. */
function changeTable({ figures, next, losses }: Plan): readonly string[] {
  if (next.length + losses.length === 0) return [];
  const row = (what: string, { checks, hits }: Figures): string[] => [
    what,
    ...[checks.meanMs, checks.p95Ms, checks.p99Ms, hits.p95Ms].map(msText),
  ];
  const named = (sign: string, { metro, figures: changed }: Change): string[] =>
    row(`${sign} ${metro.code}  ${metro.name}`, changed);
  const shown = losses.length > lossesMax ? losses.slice(0, lossesShown) : losses;
  const others = losses.slice(shown.length).map((change) => change.figures.checks.p95Ms);
  return [
    columns("lrrrr", [
      ["One edge more or less", "mean", "P95", "P99", "P95 of hits"],
      row("as planned", figures),
      ...next.map((change) => named("with", change)),
      ...shown.map((change) => named("without", change)),
    ]),
    ...(others.length === 0
      ? []
      : [
          `Without any one of the other ${others.length}, P95 is at most ${msText(Math.max(...others))}.`,
        ]),
  ];
}

function profileTable(profiles: readonly PricedProfile[]): string {
  return columns("lrrrrr", [
    ["Settings profiles", "hit ratio", "origin calls per check", "mean", "P95", "P99"],
    ...profiles.map(({ profile, mix, figures: { checks } }) => [
      profile,
      shareText(mix.hitRatio),
      mix.originCallsPerCheck.toFixed(3),
      ...[checks.meanMs, checks.p95Ms, checks.p99Ms].map(msText),
    ]),
  ]);
}
