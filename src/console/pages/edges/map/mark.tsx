// The marks of regions and planned edges. Shapes say what they are. Colours only repeat it.
import type { MapRegion } from "../../../api/map.ts";

/** What a mark stands for. */
export type MarkKind = MapRegion["state"] | "planned";

/** What each kind is called. */
export const markWords: Readonly<Record<MarkKind, string>> = {
  healthy: "Healthy",
  degraded: "Degraded",
  silent: "Silent",
  stopped: "Stopped",
  planned: "Planned, not running",
};

/** Half the width of a mark, in pixels. */
export const markHalf = 7;

/** A mark around the point 0, 0. */
export function Mark({ kind }: { readonly kind: MarkKind }) {
  const look = `mark-${kind}`;
  switch (kind) {
    case "healthy":
      return <circle class={look} r={markHalf - 0.5} />;
    case "degraded":
      return <path class={look} d="M0-8 8 6.5H-8Z" />;
    case "silent":
      return (
        <>
          <rect class={look} x="-7" y="-7" width="14" height="14" />
          <path class="mark-cross" d="M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5" />
        </>
      );
    case "stopped":
      return <circle class={look} r={markHalf - 1} />;
    case "planned":
      return <path class={look} d="M0-8 8 0 0 8-8 0Z" />;
    default:
      return kind satisfies never;
  }
}
