// The regions and the planned edges as tables, with the same facts and the same action as on the map.
import type { EdgeMap, MapPlan, MapRegion } from "../../../api/map.ts";
import { Badge } from "../../../parts/badge.tsx";
import { Button } from "../../../parts/button.tsx";
import { Table } from "../../../parts/table.tsx";
import { milliseconds, share } from "../../../text/numbers.ts";
import { peopleWithin } from "./figures-table.tsx";
import { markWords } from "./mark.tsx";
import { edgesText, regionName } from "./region-text.ts";

interface RegionTableProps {
  readonly map: EdgeMap;
  readonly lost: string | undefined;
  readonly onLose: (id: string) => void;
}

const none = <span class="quiet">–</span>;
const badges = { healthy: "good", degraded: "warning", silent: "bad", stopped: "off" } as const;

/** One row for each region on the map. */
export function RegionTable({ map, lost, onLose }: RegionTableProps) {
  return (
    <Table
      caption="Regions"
      cards
      columns={[
        "Region",
        "State",
        "Its loss",
        "Edges",
        "#Hit ratio",
        "#Lag",
        "#People nearest",
        "#Their P95",
        "#P95 without it",
        "#Within 100 ms then",
      ]}
    >
      {map.regions.map((region) => (
        <Row key={region.id} region={region} lost={region.id === lost} onLose={onLose} />
      ))}
    </Table>
  );
}

interface RowProps extends Pick<RegionTableProps, "onLose"> {
  readonly region: MapRegion;
  readonly lost: boolean;
}

function Row({ region, lost, onLose }: RowProps) {
  const { id, state, hit_ratio: hits, lag_ms: lag, nearest, without, serves } = region;
  const name = regionName(region);
  return (
    <tr class={lost ? "marked" : undefined}>
      <th scope="row">{name}</th>
      <td data-label="State">
        <Badge kind={badges[state]}>{markWords[state]}</Badge>
      </td>
      <td data-label="Its loss" class="whole">
        {serves ? (
          <Button
            onClick={() => onLose(id)}
            label={lost ? `Go back from the loss of ${name}` : `Show the loss of ${name}`}
          >
            {lost ? "Go back" : "Show"}
          </Button>
        ) : (
          <span class="quiet">no edge runs</span>
        )}
      </td>
      <td data-label="Edges" class="whole">
        {edgesText(region)}
      </td>
      <td data-label="Hit ratio" class="number">
        {hits === null ? none : share(hits, 1)}
      </td>
      <td data-label="Lag" class="number">
        {lag === null ? none : milliseconds(lag)}
      </td>
      <td data-label="People nearest" class="number">
        {nearest === null ? none : share(nearest.share, 1)}
      </td>
      <td data-label="Their P95" class="number">
        {nearest === null ? none : milliseconds(nearest.p95_ms)}
      </td>
      <td data-label="P95 without it" class="number">
        {without === null ? none : milliseconds(without.p95_ms)}
      </td>
      <td data-label="Within 100 ms then" class="number">
        {without === null ? none : peopleWithin(without, 100)}
      </td>
    </tr>
  );
}

/** One row for each planned edge. */
export function PlanTable({ plan }: { readonly plan: MapPlan }) {
  return (
    <Table
      caption="Planned edges"
      cards
      columns={["Metro", "State", "#Share of checks", "#P95 of hits there"]}
    >
      {plan.edges.map(({ code, location, running, share: part, p95_ms: p95 }) => (
        <tr key={code}>
          <th scope="row">
            {location.name} <code class="quiet">{code}</code>
          </th>
          <td data-label="State">
            {running ? <Badge kind="good">Running</Badge> : <Badge kind="off">Not running</Badge>}
          </td>
          <td data-label="Share of checks" class="number">
            {share(part, 1)}
          </td>
          <td data-label="P95 of hits there" class="number">
            {milliseconds(p95)}
          </td>
        </tr>
      ))}
    </Table>
  );
}
