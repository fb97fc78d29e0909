// The points of a map: edges, and the home of the identity server. Shapes tell them apart, not colours.
import type { Position } from "../world/place.ts";
import { placeLabels } from "./labels.ts";
import type { Projection } from "./projection.ts";
import { escaped, length } from "./svg-text.ts";

/** `new`: planned. `kept`: planned, and there already. `left`: there already, and not planned. */
export type MarkKind = "new" | "kept" | "left";

/** An edge on a map. */
export interface MapEdge extends Position {
  readonly code: string;
  /** Its city. */
  readonly name: string;
  readonly kind: MarkKind;
}

/** The home of the identity server. */
export interface MapOrigin extends Position {
  readonly name: string;
}

/** How large marks and names are. */
export interface MarkSize {
  /** Half the width of a mark. */
  readonly mark: number;
  readonly font: number;
}

/** Points and names of the edges, with the home of the identity server behind them. */
export function marks(
  edges: readonly MapEdge[],
  origin: MapOrigin | undefined,
  projection: Projection,
  { mark, font }: MarkSize,
): string {
  const { place, width, height } = projection;
  const points = edges.map((edge) => {
    const [x, y] = place(edge);
    return { text: edge.code, x, y, kind: edge.kind };
  });
  const room = { width, height, fontSize: font, markSize: mark };
  const labels = placeLabels(points, room);
  const lines: string[] = [];
  if (origin !== undefined) {
    const [x, y] = place(origin);
    lines.push(originMark(x, y, mark));
  }
  for (const { x, y, textX, textY, text, leader } of labels) {
    if (!leader) continue;
    const middleX = textX + text.length * 0.31 * font;
    const middleY = textY - 0.3 * font;
    lines.push(
      `<path class="leader" d="M${length(x)} ${length(y)}L${length(middleX)} ${length(middleY)}"/>`,
    );
  }
  for (const { x, y, kind } of points) lines.push(edgeMark(kind, x, y, mark));
  for (const { text, textX, textY } of labels)
    lines.push(
      `<text class="code" font-size="${font}" x="${length(textX)}" y="${length(textY)}">${escaped(text)}</text>`,
    );
  return lines.join("\n");
}

/** The mark of an edge. */
export function edgeMark(kind: MarkKind, x: number, y: number, half: number): string {
  switch (kind) {
    case "new":
      return `<circle class="mark" cx="${length(x)}" cy="${length(y)}" r="${length(half)}"/>`;
    case "kept":
      return square("mark", x, y, half);
    case "left":
      return square("mark open", x, y, half);
    default:
      return kind satisfies never;
  }
}

/** The mark of the identity server: a house, larger than an edge's mark, so that one can stand in it. */
export function originMark(x: number, y: number, half: number): string {
  const wall = 1.75 * half;
  const d = `M${length(x - wall)} ${length(y + wall)}v${length(-2 * wall)}l${length(wall)} ${length(-wall)}l${length(wall)} ${length(wall)}v${length(2 * wall)}z`;
  return `<path class="mark open" d="${d}"/>`;
}

function square(kind: string, x: number, y: number, half: number): string {
  const side = length(2 * half);
  return `<rect class="${kind}" x="${length(x - half)}" y="${length(y - half)}" width="${side}" height="${side}"/>`;
}
