// What the colours and the marks of a map mean.
import { latencySteps, stepText } from "./latency-steps.ts";
import { edgeMark, originMark, type MarkKind } from "./marks.ts";
import { shareText } from "../report/figure-texts.ts";
import { escaped, length } from "./svg-text.ts";

/** What a legend explains. */
export interface LegendContent {
  /** The share of checks in each step of latency. */
  readonly shares: readonly number[];
  /** The kinds of edges in the picture. */
  readonly kinds: readonly MarkKind[];
  readonly origin: string | undefined;
  /** The latency that the circles stand for. Milliseconds. */
  readonly reachMs: number | undefined;
}

/** How a legend is laid out. */
export interface LegendLayout {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly font: number;
  /** Steps of latency beside each other. */
  readonly columns: number;
  /** Whether the share of a step stands in a line below its limit. */
  readonly stacked: boolean;
}

/** A part of the picture, and where it ends. */
export interface Part {
  readonly svg: string;
  readonly bottom: number;
}

const kindTexts: Readonly<Record<MarkKind, string>> = {
  new: "new edge",
  kept: "edge that is kept",
  left: "present edge, not planned",
};
/** A letter is at most about so wide, of the size of the font. */
const letterWidth = 0.61;

/** The legend: the steps of latency with their shares, then the marks. */
export function legend(content: LegendContent, layout: LegendLayout): Part {
  const { y, font, columns, stacked } = layout;
  const rows = Math.ceil(latencySteps.length / columns);
  const rowHeight = font * (stacked ? 3.3 : 2.1);
  const steps = latencySteps.map((_step, step) =>
    stepKey(step, content.shares[step] ?? 0, layout, y + Math.floor(step / columns) * rowHeight),
  );
  const keys = markKeys(content, layout, y + rows * rowHeight + font * 0.9);
  return { svg: [...steps, keys.svg].join("\n"), bottom: keys.bottom };
}

function stepKey(step: number, share: number, layout: LegendLayout, top: number): string {
  const { x, width, font, columns, stacked } = layout;
  // The last row is as wide as the others, with fewer in it.
  const beside = Math.min(columns, latencySteps.length - columns * Math.floor(step / columns));
  const left = x + (step % columns) * (width / beside);
  const bar = `<rect class="f${step}" x="${length(left)}" y="${length(top)}" width="${length(width / beside - 3)}" height="${length(font * 0.6)}"/>`;
  const [limit, part] = [stepText(step), shareText(share)];
  const baseLine = top + font * 1.6;
  return stacked
    ? bar + textAt(left, baseLine, font, limit) + textAt(left, baseLine + font * 1.2, font, part)
    : bar + textAt(left, baseLine, font, `${limit}: ${part}`);
}

/** The marks in rows, as many in each as have room. */
function markKeys(content: LegendContent, layout: LegendLayout, top: number): Part {
  const { x, width, font } = layout;
  const half = font * 0.36;
  const indent = font * 1.2;
  let left = x;
  let baseLine = top;
  const keys = keysOf(content, half).map(({ said, mark }) => {
    const needed = indent + said.length * font * letterWidth;
    if (left > x && left + needed > x + width) {
      left = x;
      baseLine += font * 1.45;
    }
    const key = mark(left + half, baseLine - half) + textAt(left + indent, baseLine, font, said);
    left += needed + font;
    return key;
  });
  return { svg: keys.join("\n"), bottom: baseLine + font * 0.4 };
}

interface Key {
  readonly said: string;
  readonly mark: (x: number, y: number) => string;
}

function keysOf({ kinds, origin, reachMs }: LegendContent, half: number): readonly Key[] {
  const keys: Key[] = kinds.map((kind) => ({
    said: kindTexts[kind],
    mark: (x, y) => edgeMark(kind, x, y, half),
  }));
  if (origin !== undefined) {
    const mark = (x: number, y: number): string => originMark(x, y + half * 0.3, half * 0.6);
    keys.push({ said: `identity server, ${origin}`, mark });
  }
  if (reachMs !== undefined) {
    const said = `${Math.round(reachMs)} ms from an edge`;
    const mark = (x: number, y: number): string =>
      `<circle class="reach" cx="${length(x)}" cy="${length(y)}" r="${length(half)}"/>`;
    keys.push({ said, mark });
  }
  return keys;
}

function textAt(x: number, y: number, font: number, said: string): string {
  return `<text font-size="${font}" x="${length(x)}" y="${length(y)}">${escaped(said)}</text>`;
}
