// Where the names of points go, so that they do not cover each other.

/** A point with a name. */
export interface Labelled {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A name in its place: the left end of its base line. Far from its point, a line leads to it. */
export interface PlacedLabel extends Labelled {
  readonly textX: number;
  readonly textY: number;
  readonly leader: boolean;
}

/** What there is room for. Lengths of the picture. */
export interface LabelRoom {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** Half the width of a point's mark. */
  readonly markSize: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Directions from a point, the best first: right, left, above, below, then between. */
const directions = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [-1, -1],
  [1, 1],
  [-1, 1],
] as const;
/** Distances from a point, in heights of a line. Beyond the first, a line leads to the name. */
const distances = [0, 0.9, 1.8, 2.8];
/** Width of a letter, of the height of a line. */
const letterWidth = 0.62;

/** Places each name in turn where it covers the least of marks and of names before it. */
export function placeLabels(points: readonly Labelled[], room: LabelRoom): readonly PlacedLabel[] {
  const { fontSize, markSize } = room;
  const marks = points.map(({ x, y }) => around(x, y, markSize));
  const taken: Box[] = [];
  return points.map((point, index) => {
    const others = [...marks.filter((_mark, at) => at !== index), ...taken];
    let best: { box: Box; cost: number; leader: boolean } | undefined;
    for (const [at, distance] of distances.entries()) {
      for (const [order, direction] of directions.entries()) {
        const box = boxOf(point, direction, distance * fontSize, room);
        const covered = others.reduce((sum, other) => sum + overlap(box, other), 0);
        const outside =
          area(box) - overlap(box, { left: 0, top: 0, right: room.width, bottom: room.height });
        const cost = 10 * (covered + outside) + at * fontSize + order;
        if (best === undefined || cost < best.cost) best = { box, cost, leader: at > 0 };
      }
    }
    if (best === undefined) throw new Error("there are no directions");
    taken.push(best.box);
    const { left, bottom } = best.box;
    return { ...point, textX: left, textY: bottom - 0.24 * fontSize, leader: best.leader };
  });
}

function boxOf(
  { text, x, y }: Labelled,
  [right, down]: readonly [number, number],
  further: number,
  { fontSize, markSize }: LabelRoom,
): Box {
  const width = text.length * letterWidth * fontSize;
  const height = fontSize;
  // Diagonal ones begin nearer, because the corner of a box is further away than its side.
  const gap = (markSize + 0.15 * fontSize + further) * (right !== 0 && down !== 0 ? 0.75 : 1);
  const middleX = x + right * (gap + width / 2);
  const middleY = y + down * (gap + height / 2);
  return {
    left: middleX - width / 2,
    right: middleX + width / 2,
    top: middleY - height / 2,
    bottom: middleY + height / 2,
  };
}

function around(x: number, y: number, half: number): Box {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

function area({ left, right, top, bottom }: Box): number {
  return (right - left) * (bottom - top);
}

function overlap(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 0 && height > 0 ? width * height : 0;
}
