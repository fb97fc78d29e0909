// Asks before Edge Sessions is turned off, and says what that costs.
import { useCallback } from "preact/hooks";
import { Confirm } from "../../parts/confirm.tsx";
import { useLive } from "../../state/live.ts";
import { useServices } from "../../state/services.ts";
import { rate, share } from "../../text/numbers.ts";

interface TurnOffDialogProps {
  readonly projectId: string;
  readonly busy: boolean;
  /** Whether it is on at the edges, and not only set to on. */
  readonly effective: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

const minutes = 1;
/** The figures are of the last minute, so they change little in this time. */
const everyMs = 5_000;

/** A modal dialog. */
export function TurnOffDialog({ projectId, effective, ...rest }: TurnOffDialogProps) {
  const { api } = useServices();
  const load = useCallback(
    (signal: AbortSignal) => api.traffic(projectId, minutes, signal),
    [api, projectId],
  );
  const traffic = useLive(load, everyMs);
  const total = traffic.value?.total;
  return (
    <Confirm {...rest} problem={undefined} title="Turn Edge Sessions off?" doIt="Turn off">
      {!effective ? (
        <p>It is off at the edges already, so checks are answered as before.</p>
      ) : total === undefined ? (
        <p class="quiet">
          {traffic.problem === undefined
            ? "Looking at the traffic of the last minute…"
            : "The traffic of the last minute is not known."}
        </p>
      ) : total.checks === 0 ? (
        <p>There were no checks in the last minute.</p>
      ) : (
        <p>
          In the last minute there were {perSecond(total.checks)} checks per second, and{" "}
          {share(total.hits, total.checks)} of them were hits. {perSecond(total.checks)} checks per
          second will then go to the identity server.
        </p>
      )}
      <p>
        The edges delete all stored answers of this project. You can turn it on again at any time.
      </p>
    </Confirm>
  );
}

function perSecond(checks: number): string {
  return rate(checks / (minutes * 60));
}
