// The state of a project as a dot with its sentence. The colour only repeats what the words say.
import { clockTime } from "../text/time.ts";
import type { ProjectState } from "../api/health.ts";

interface HealthDotProps {
  readonly state: ProjectState;
}

/** A dot, the sentence, and since when. */
export function HealthDot({ state: { severity, sentence, since } }: HealthDotProps) {
  return (
    <span class={`health ${severity}`}>
      <span class="dot" aria-hidden="true" />
      <span>
        {sentence}
        {since !== null && <span class="quiet"> since {clockTime(since)}</span>}
      </span>
    </span>
  );
}
