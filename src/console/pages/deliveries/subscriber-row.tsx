// One subscriber in the list.
import { useState } from "preact/hooks";
import { Badge } from "../../parts/badge.tsx";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Time } from "../../parts/time.tsx";
import { useAction } from "../../state/action.ts";
import { useServices } from "../../state/services.ts";
import { count } from "../../text/numbers.ts";
import { kindWords } from "./words.ts";
import type { Subscriber } from "../../api/subscriber.ts";

interface SubscriberRowProps {
  readonly subscriber: Subscriber;
  readonly project: string;
  readonly why: string | undefined;
  /** Whether its deliveries are shown. */
  readonly shown: boolean;
  readonly onShow: () => void;
  readonly onChanged: () => Promise<void>;
}

/** Shows how it is, and lets the operator send a test, turn it off and on, and delete it. */
export function SubscriberRow(props: SubscriberRowProps) {
  const { subscriber, project, why, shown, onShow, onChanged } = props;
  const { api } = useServices();
  const [asking, setAsking] = useState(false);
  const { id, url, enabled, state } = subscriber;
  const sends = enabled && state !== "gone";
  const test = useAction(async () => {
    await api.testSubscriber(project, id);
    onShow();
    await onChanged();
    return `A test is being sent to ${url}.`;
  });
  const toggle = useAction(async () => {
    await api.changeSubscriber(project, id, { enabled: !sends });
    await onChanged();
    return `Turned the subscriber ${url} ${sends ? "off" : "on"}.`;
  });
  const remove = useAction(async () => {
    await api.deleteSubscriber(project, id);
    await onChanged();
    return `Deleted the subscriber ${url}.`;
  });
  const confirmed = async () => {
    if (await remove.run()) setAsking(false);
  };
  const described = why === undefined ? undefined : "subscribers-why";
  return (
    <tr aria-current={shown ? "true" : undefined}>
      <th scope="row">{url}</th>
      <td data-label="Kind">{kindWords[subscriber.kind]}</td>
      <td data-label="Types">{subscriber.types?.join(", ") ?? "all"}</td>
      <td data-label="State">
        <StateText subscriber={subscriber} />
      </td>
      <td data-label="Waiting" class="number">
        {count(subscriber.waiting)}
      </td>
      <td data-label="Action">
        <div class="buttons">
          <Button label={`Show the deliveries to ${url}`} onClick={onShow}>
            Show
          </Button>
          <Button
            disabled={why !== undefined || !sends}
            describedBy={described}
            busy={test.busy}
            label={`Send a test to ${url}`}
            onClick={() => void test.run()}
          >
            Send a test
          </Button>
          <Button
            disabled={why !== undefined}
            describedBy={described}
            busy={toggle.busy}
            label={`Turn ${sends ? "off" : "on"} ${url}`}
            onClick={() => void toggle.run()}
          >
            {sends ? "Turn off" : "Turn on"}
          </Button>
          <Button
            disabled={why !== undefined}
            describedBy={described}
            label={`Delete ${url}`}
            onClick={() => setAsking(true)}
          >
            Delete
          </Button>
        </div>
        <ProblemNotice problem={test.problem ?? toggle.problem} />
        {asking && (
          <Confirm
            title="Delete the subscriber?"
            doIt="Delete the subscriber"
            busy={remove.busy}
            problem={remove.problem}
            onConfirm={() => void confirmed()}
            onClose={() => {
              remove.forget();
              setAsking(false);
            }}
          >
            <p>
              {url} is sent nothing more, and what waits for it is dropped. You cannot undo this.
            </p>
          </Confirm>
        )}
      </td>
    </tr>
  );
}

function StateText({ subscriber }: { readonly subscriber: Subscriber }) {
  const { state, failing_since: failing, gap_at: gap } = subscriber;
  return (
    <>
      {state === "healthy" && <Badge kind="good">healthy</Badge>}
      {state === "failing" && (
        <>
          <Badge kind="bad">failing</Badge> since <Time at={failing} never="now" />
        </>
      )}
      {state === "disabled" && <Badge kind="off">off</Badge>}
      {state === "gone" && (
        <>
          <Badge kind="bad">gone</Badge> It answered 410. Turn it on to send to it again.
        </>
      )}
      {gap !== null && (
        <p class="quiet">
          Deliveries were given up at <Time at={gap} never="–" />. One <code>project-changed</code>{" "}
          took their place.
        </p>
      )}
    </>
  );
}
