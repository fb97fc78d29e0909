// The state of a project as a dot with its sentence. The colour only repeats what the words say.
import { sentenceSince } from "../text/health.ts";
import type { ProjectState } from "../api/health.ts";

interface HealthDotProps {
  readonly state: Pick<ProjectState, "state" | "severity" | "sentence" | "since">;
}

/** A dot, the sentence, and since when if it is trouble. */
export function HealthDot({ state: { state, severity, sentence, since } }: HealthDotProps) {
  return (
    <span class={`health ${severity}`}>
      <span class="dot" aria-hidden="true" />
      <span>{sentenceSince(sentence, state === "serving" ? null : since)}</span>
    </span>
  );
}
