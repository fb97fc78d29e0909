// Moves marks that would cover each other apart, so that each can be seen and clicked.

/** A point on the page. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const rounds = 60;

/** Moves points that are nearer to each other than `least` pixels apart, each as little as it must. The order is kept. */
export function spread(points: readonly Point[], least: number): readonly Point[] {
  const moved = points.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < rounds; round += 1) {
    let still = true;
    moved.forEach((one, index) => {
      for (const other of moved.slice(index + 1)) {
        const [dx, dy] = [other.x - one.x, other.y - one.y];
        const apart = Math.hypot(dx, dy);
        if (apart >= least) continue;
        still = false;
        // Points at the same place part in different directions.
        const angle = apart > 0 ? Math.atan2(dy, dx) : index * 2.4;
        const half = (least - apart) / 2 + 0.05;
        one.x -= half * Math.cos(angle);
        one.y -= half * Math.sin(angle);
        other.x += half * Math.cos(angle);
        other.y += half * Math.sin(angle);
      }
    });
    if (still) break;
  }
  return moved;
}
