// Names beside the marks, where there is room for them.

/** A point with its name. */
interface Named {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Where a name begins, or ends. */
interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
}

/** Font size, and about how wide a letter is. Pixels. */
const lineHeight = 14;
const letterWidth = 7.2;
const gap = 12;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Places each name right, left, below or above its point. A name that has no room is left out; the table has it. */
export function labelsOf(
  points: readonly Named[],
  width: number,
  height: number,
): readonly Label[] {
  const taken: Box[] = points.map(({ x, y }) => around(x, y, gap - 3));
  const labels: Label[] = [];
  for (const point of points) {
    const found = placesOf(point).find(
      ({ box }) =>
        box.left >= 0 &&
        box.right <= width &&
        box.top >= 0 &&
        box.bottom <= height &&
        taken.every((other) => !overlap(box, other)),
    );
    if (found === undefined) continue;
    taken.push(found.box);
    labels.push(found.label);
  }
  return labels;
}

function placesOf({ text, x, y }: Named): { readonly label: Label; readonly box: Box }[] {
  const wide = text.length * letterWidth;
  const place = (anchor: Label["anchor"], atX: number, atY: number) => {
    const left = anchor === "start" ? atX : anchor === "end" ? atX - wide : atX - wide / 2;
    const box = { left, right: left + wide, top: atY - lineHeight + 3, bottom: atY + 3 };
    return { label: { text, x: atX, y: atY, anchor }, box };
  };
  return [
    place("start", x + gap, y + 4),
    place("end", x - gap, y + 4),
    place("middle", x, y + gap + 10),
    place("middle", x, y - gap - 2),
  ];
}

function around(x: number, y: number, half: number): Box {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
