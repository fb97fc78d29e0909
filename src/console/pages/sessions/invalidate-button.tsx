// Sends an invalidation after it is confirmed.
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { reachText } from "./reach-text.ts";
import type { Invalidation } from "../../api/edge.ts";

interface InvalidateButtonProps {
  readonly order: Invalidation;
  /** Why the key may not send it. */
  readonly why: string | undefined;
  readonly words: string;
  readonly label?: string;
  /** The question that the dialog asks. */
  readonly title: string;
  /** What the invalidation does. */
  readonly children: ComponentChildren;
  readonly onDone?: () => Promise<void>;
}

/** Shows the button, asks for confirmation, and makes the call. */
export function InvalidateButton(props: InvalidateButtonProps) {
  const { order, why, onDone } = props;
  const { api } = useServices();
  const { project } = useProject();
  const [asking, setAsking] = useState(false);
  const invalidate = useAction(async () => {
    const reach = await api.invalidate(project.id, order);
    await onDone?.();
    const what =
      order.scope === "project" ? "everything in the project" : `the ${order.scope} ${order.id}`;
    return `Invalidated ${what}.${reachText(reach)}`;
  });
  const confirmed = async () => {
    if (await invalidate.run()) setAsking(false);
  };
  return (
    <>
      <Button
        kind={order.scope === "project" ? "danger" : "plain"}
        disabled={why !== undefined}
        describedBy={why === undefined ? undefined : "invalidate-why"}
        onClick={() => setAsking(true)}
        {...(props.label === undefined ? {} : { label: props.label })}
      >
        {props.words}
      </Button>
      {asking && (
        <Confirm
          title={props.title}
          doIt="Invalidate"
          busy={invalidate.busy}
          problem={invalidate.problem}
          onConfirm={() => void confirmed()}
          onClose={() => {
            invalidate.forget();
            setAsking(false);
          }}
        >
          <p>{props.children}</p>
        </Confirm>
      )}
    </>
  );
}
