// Says that a page shows one edge of several.
import { Notice } from "./notice.tsx";
import { useLive } from "../state/live.ts";
import { useServices } from "../state/services.ts";

const everyMs = 10_000;

interface OnlyHereProps {
  /** What the page shows, such as `stored answers`. */
  readonly what: string;
}

/** Draws nothing if the edge in the control plane's process is the only one. */
export function OnlyHere({ what }: OnlyHereProps) {
  const { api } = useServices();
  const { value = [] } = useLive(api.edges, everyMs);
  const running = value.filter(
    ({ role, state }) => role === "edge" && (state === "healthy" || state === "degraded"),
  );
  const own = running.find(({ this_process: here }) => here);
  const others = running.filter((edge) => edge !== own).map(({ name }) => name);
  if (others.length === 0) return null;
  const named = others.length > 5 ? `${others.length} other edges` : others.join(", ");
  return (
    <Notice kind="note">
      <p>
        {own === undefined
          ? `This control plane runs no edge, so it has no ${what} to show. These edges have their own: ${named}.`
          : `Only the ${what} of ${own.name} are shown, because that edge runs with this control plane. These edges have their own: ${named}.`}
      </p>
    </Notice>
  );
}
