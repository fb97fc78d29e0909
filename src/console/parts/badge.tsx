// A word about the state of something; colour is never all that tells.
import type { ComponentChildren } from "preact";

interface BadgeProps {
  readonly kind: "good" | "warning" | "bad" | "off";
  readonly children: ComponentChildren;
}

/** A small mark. */
export function Badge({ kind, children }: BadgeProps) {
  return <span class={`badge ${kind}`}>{children}</span>;
}
