// A map of the world as a file of its own: what people wait for, where the edges are, and what they reach.
import { geoCircle, type GeoPermissibleObjects } from "d3-geo";
import { dots, sharesByStep, type MapCell } from "./dots.ts";
import { stepText } from "./latency-steps.ts";
import { shareText } from "../report/figure-texts.ts";
import { land } from "../world/land.ts";
import { legend, type Part } from "./legend.ts";
import { marks, type MapEdge, type MapOrigin } from "./marks.ts";
import { worldProjection } from "./projection.ts";
import { mapStyle } from "./style.ts";
import { escaped, length, packed, wrapped } from "./svg-text.ts";

/** What a map shows. */
export interface MapContent {
  readonly title: string;
  /** Sentences below the title, the most important first. */
  readonly figures: readonly string[];
  readonly cells: readonly MapCell[];
  /** Names are placed in this order, so that the first have the best places. */
  readonly edges: readonly MapEdge[];
  readonly origin?: MapOrigin | undefined;
  /** Circles around the edges: how far a check may come from to wait `ms`. */
  readonly reach?: { readonly ms: number; readonly km: (edge: MapEdge) => number } | undefined;
}

const width = 960;
const margin = 18;
const kmPerDegree = 111.195;
/** Beyond this a circle says nothing: it is half the globe. */
const reachMaxDegrees = 90;

/** The map as SVG, without scripts and without fonts that have to be loaded. It suits light and dark pages. */
export function worldMap(content: MapContent): string {
  const { title, figures, cells, edges, origin, reach } = content;
  const projection = worldProjection(width);
  const heads = {
    wide: headLines(title, figures, wideHead),
    narrow: headLines(title, figures, narrowHead),
  };
  const headHeight = Math.ceil(Math.max(heads.wide.bottom, heads.narrow.bottom) + margin);
  const shares = sharesByStep(cells);
  const explained = {
    shares,
    kinds: (["new", "kept", "left"] as const).filter((kind) =>
      edges.some((edge) => edge.kind === kind),
    ),
    origin: origin?.name,
    reachMs: reach?.ms,
  };
  const legendTop = headHeight + projection.height + 22;
  const legendAt = { x: margin, width: width - 2 * margin };
  const wide = legend(explained, {
    ...legendAt,
    y: legendTop + 44,
    font: 16,
    columns: 7,
    stacked: true,
  });
  const narrow = legend(explained, {
    ...legendAt,
    y: legendTop,
    font: 26,
    columns: 4,
    stacked: false,
  });
  const height = Math.ceil(Math.max(wide.bottom, narrow.bottom) + margin);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="map-title map-description">
<title id="map-title">${escaped(title)}</title>
<desc id="map-description">${escaped(description(content, shares))}</desc>
<style>
${mapStyle()}
</style>
<rect class="page" width="${width}" height="${height}"/>
<g class="wide">
${heads.wide.svg}
</g>
<g class="narrow">
${heads.narrow.svg}
</g>
<g transform="translate(0 ${headHeight})">
<path class="sea" d="${projection.path({ type: "Sphere" })}"/>
<path class="land" d="${projection.path(land)}"/>
${dots(cells, projection)}
${circles(content, projection.path)}
<g class="wide">
${marks(edges, origin, projection, { mark: 4.5, font: 13 })}
</g>
<g class="narrow">
${marks(edges, origin, projection, { mark: 7.5, font: 26 })}
</g>
</g>
<g class="wide">
<text class="quiet" font-size="15" x="${margin}" y="${legendTop + 10}">How long a check waits if the nearest edge answers it from memory on an open connection,</text>
<text class="quiet" font-size="15" x="${margin}" y="${legendTop + 30}">with the share of all checks. Each dot is a place that checks come from. Its area shows its share. Equal Earth projection.</text>
${wide.svg}
</g>
<g class="narrow">
${narrow.svg}
</g>
</svg>
`;
}

interface HeadLayout {
  readonly titleFont: number;
  /** Characters in a line, and the greatest number of lines. */
  readonly title: readonly [characters: number, lines: number];
  readonly font: number;
  readonly characters: number;
  /** Lines of the title and the figures together. */
  readonly lines: number;
}

const wideHead = { titleFont: 27, title: [52, 1], font: 18, characters: 84, lines: 5 } as const;
const narrowHead = { titleFont: 30, title: [44, 2], font: 25, characters: 57, lines: 4 } as const;
/** Of the size of a font. */
const lineHeight = 1.38;

function headLines(title: string, figures: readonly string[], layout: HeadLayout): Part {
  const { titleFont, font, characters, lines } = layout;
  let bottom = margin - 4;
  const line = (said: string, size: number, style: string): string => {
    bottom += size * lineHeight;
    return `<text${style} font-size="${size}" x="${margin}" y="${length(bottom)}">${escaped(said)}</text>`;
  };
  const titles = wrapped(title, ...layout.title);
  const rest = packed(figures, characters, lines - titles.length);
  const drawn = [
    ...titles.map((said) => line(said, titleFont, ' class="title"')),
    ...rest.map((said) => line(said, font, "")),
  ];
  return { svg: drawn.join("\n"), bottom };
}

function circles(
  { edges, reach }: MapContent,
  path: (shape: GeoPermissibleObjects) => string,
): string {
  if (reach === undefined) return "";
  const shapes = edges.flatMap((edge) => {
    const radius = reach.km(edge) / kmPerDegree;
    if (edge.kind === "left" || radius <= 0 || radius > reachMaxDegrees) return [];
    const ring = geoCircle().center([edge.longitude, edge.latitude]).radius(radius).precision(4)();
    // As a line, so that no border of the map is drawn where the circle crosses it.
    return [path({ type: "MultiLineString", coordinates: ring.coordinates })];
  });
  return shapes.length === 0 ? "" : `<path class="reach" d="${shapes.join("")}"/>`;
}

/** The map in words. */
function description(
  { figures, edges, origin, cells }: MapContent,
  shares: readonly number[],
): string {
  const cities = (kind: MapEdge["kind"]): string =>
    edges
      .filter((edge) => edge.kind === kind)
      .map(({ code, name }) => `${name} (${code})`)
      .join(", ");
  const said = [
    ...figures,
    ...(
      [
        ["new", "New edges"],
        ["kept", "Edges that are kept"],
        ["left", "Present edges that are not planned"],
      ] as const
    ).flatMap(([kind, what]) => (cities(kind) === "" ? [] : [`${what}: ${cities(kind)}.`])),
    ...(origin === undefined ? [] : [`The identity server is in ${origin.name}.`]),
  ];
  if (cells.length > 0)
    said.push(
      `Checks by the time that a hit waits: ${shares.map((share, step) => `${stepText(step)} ${shareText(share)}`).join(", ")}.`,
    );
  return said.join(" ");
}
