// The last deliveries of one subscriber.
import { useCallback } from "preact/hooks";
import { Badge } from "../../parts/badge.tsx";
import { Id } from "../../parts/id.tsx";
import { Loaded, Section } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/time.tsx";
import { useLive } from "../../state/live.ts";
import { useServices } from "../../state/services.ts";
import { count } from "../../text/numbers.ts";
import { answerText } from "./words.ts";
import type { Delivery, Subscriber } from "../../api/subscriber.ts";

const everyMs = 1_500;

interface LastDeliveriesProps {
  readonly project: string;
  readonly subscriber: Subscriber;
}

/** Shows what was sent, what was answered, and when what failed is tried again. */
export function LastDeliveries({ project, subscriber }: LastDeliveriesProps) {
  const { api } = useServices();
  const { id, url } = subscriber;
  const load = useCallback(
    (signal: AbortSignal) => api.deliveries(project, id, signal),
    [api, project, id],
  );
  const deliveries = useLive(load, everyMs);
  return (
    <Section title={`Last deliveries to ${url}`}>
      <Loaded live={deliveries}>
        {(list) => (
          <Table
            caption={`Last deliveries to ${url}`}
            quiet
            cards
            columns={["Type", "State", "Answer", "#Time", "Attempted", "#Attempts", "Id"]}
            empty="Nothing was sent yet."
          >
            {list.map((one) => (
              <tr key={one.ending_id}>
                <th scope="row">{one.type}</th>
                <td data-label="State">
                  <DeliveryState delivery={one} />
                </td>
                <td data-label="Answer">{answerText(one)}</td>
                <td data-label="Time" class="number">
                  {one.duration_ms === null ? "–" : `${count(one.duration_ms)} ms`}
                </td>
                <td data-label="Attempted">
                  <Time at={one.attempted_at} never="–" />
                </td>
                <td data-label="Attempts" class="number">
                  {count(one.attempts)}
                </td>
                <td data-label="Id">
                  <Id value={one.ending_id} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </Section>
  );
}

function DeliveryState({ delivery }: { readonly delivery: Delivery }) {
  switch (delivery.state) {
    case "delivered":
      return <Badge kind="good">delivered</Badge>;
    case "rejected":
      return <Badge kind="bad">rejected</Badge>;
    case "waiting":
      return (
        <>
          <Badge kind="warning">waiting</Badge> until{" "}
          <Time at={delivery.next_attempt_at} never="now" />
        </>
      );
    default:
      return delivery.state satisfies never;
  }
}
