// A word about a state. The colour only repeats what the word says.
import type { ComponentChildren } from "preact";

interface BadgeProps {
  readonly kind: "good" | "warning" | "bad" | "off";
  readonly children: ComponentChildren;
}

/** A coloured word. */
export function Badge({ kind, children }: BadgeProps) {
  return <span class={`badge ${kind}`}>{children}</span>;
}
