// The subscribers of a project: who is sent its endings, and what became of the last deliveries.
import { useCallback, useState } from "preact/hooks";
import { Notice } from "../../parts/notice.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { useLive } from "../../state/live.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";
import { AddSubscriber } from "./add-subscriber.tsx";
import { LastDeliveries } from "./last-deliveries.tsx";
import { SubscriberRow } from "./subscriber-row.tsx";

const everyMs = 1_500;

/** Lists the subscribers, shows the deliveries of one of them, and has a form for a new one. */
export function DeliveriesPage() {
  const { api } = useServices();
  const { project } = useProject();
  const { id } = project;
  const why = lacks(useWho(), "settings");
  const load = useCallback((signal: AbortSignal) => api.subscribers(id, signal), [api, id]);
  const subscribers = useLive(load, everyMs);
  const [chosen, setChosen] = useState<string>();
  const shown = subscribers.value?.find((one) => one.id === chosen) ?? subscribers.value?.[0];
  return (
    <Page title="Deliveries" of={project.name}>
      <p>
        Subscribers are told within a second when a session ends or changes, or an identity changes.
        They get ids only, at least once, and again until they accept.
      </p>
      {why !== undefined && (
        <Notice kind="note" id="subscribers-why">
          <p>{why} You can view subscribers but not change them.</p>
        </Notice>
      )}
      <Loaded live={subscribers}>
        {(list) => (
          <>
            <Table
              caption="Subscribers"
              quiet
              cards
              columns={["URL", "Kind", "Types", "State", "#Waiting", "Action"]}
              empty="No subscribers yet."
            >
              {list.map((one) => (
                <SubscriberRow
                  key={one.id}
                  subscriber={one}
                  project={id}
                  why={why}
                  shown={one.id === shown?.id}
                  onShow={() => setChosen(one.id)}
                  onChanged={subscribers.reload}
                />
              ))}
            </Table>
            {shown !== undefined && (
              <LastDeliveries key={shown.id} project={id} subscriber={shown} />
            )}
          </>
        )}
      </Loaded>
      <AddSubscriber project={id} why={why} onAdded={subscribers.reload} />
    </Page>
  );
}
