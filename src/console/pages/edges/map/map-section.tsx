// The map of the edges, with what people wait and what a region's loss would do to them.
import { useCallback, useMemo, useState } from "preact/hooks";
import type { EdgeMap, MapCells, MapRegion } from "../../../api/map.ts";
import { Button } from "../../../parts/button.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { Section } from "../../../parts/page.tsx";
import { useLive } from "../../../state/live.ts";
import { useServices } from "../../../state/services.ts";
import { milliseconds, share } from "../../../text/numbers.ts";
import { FiguresTable, peopleWithin, type NamedFigures } from "./figures-table.tsx";
import { Legend } from "./legend.tsx";
import { PlanTable, RegionTable } from "./region-table.tsx";
import { regionWords } from "./region-text.ts";
import { sharesOf, stepsOf, type Shown } from "./steps.ts";
import { WorldMap } from "./world-map.tsx";
import "../../../style/map.css";

/** It is loaded only where a region or a plan is known. */
export function MapSection({ map }: { readonly map: EdgeMap }) {
  const cells = useCells(map.model);
  const [chosen, setLost] = useState<string>();
  const [pointed, setPointed] = useState<string>();
  const [planned, setPlanned] = useState(false);
  // A region that is gone has nothing left to lose.
  const lost = map.regions.find(({ id, serves }) => id === chosen && serves);
  const shown: Shown = lost !== undefined ? "without" : planned ? "planned" : "now";
  const lose = useCallback((id: string) => {
    setPointed(id);
    setLost((before) => (before === id ? undefined : id));
  }, []);
  const cellSteps = useMemo(
    () => (cells === undefined ? [] : stepsOf(cells, shown, lost?.id)),
    [cells, shown, lost?.id],
  );
  const sets: NamedFigures[] = [
    { name: "Now", figures: map.figures },
    ...(lost === undefined ? [] : [{ name: "Without it", figures: lost.without }]),
    ...(map.plan === null ? [] : [{ name: "Planned", figures: map.plan.figures }]),
  ];
  const region = map.regions.find(({ id }) => id === pointed);
  return (
    <div
      class="map-part"
      onKeyDown={(event) => {
        if (event.key === "Escape") setLost(undefined);
      }}
    >
      <Section title="Map">
        <Remarks map={map} />
        <div class="map-frame">
          <div class="map-main">
            <WorldMap
              regions={map.regions}
              planned={map.plan?.edges ?? noEdges}
              cells={cells}
              cellSteps={cellSteps}
              lost={lost?.id}
              onLose={lose}
              onPoint={setPointed}
            />
            <Legend
              shares={cells === undefined ? undefined : sharesOf(cells, cellSteps)}
              what={`${whatIsShown(shown, lost)}${map.calculating ? " (calculating…)" : ""}`}
              kinds={[
                ...new Set(map.regions.map(({ state }) => state)),
                ...(map.plan?.edges.some(({ running }) => !running) === true
                  ? (["planned"] as const)
                  : []),
              ]}
            />
            <RegionFacts region={region} />
          </div>
          <div class="map-side">
            <FiguresTable sets={sets} />
            <div role="status">{lost !== undefined && <p>{lossWords(map, lost)}</p>}</div>
            <Choices
              hasPlan={map.plan !== null}
              shown={shown}
              onPlanned={setPlanned}
              onBack={() => setLost(undefined)}
            />
          </div>
        </div>
        <RegionTable map={map} lost={lost?.id} onLose={lose} />
        {map.plan !== null && <PlanTable plan={map.plan} />}
        <p class="meaning">
          The figures are calculated for the world's people and not measured. They are of hits on
          open connections, because only those depend on the edges alone. A miss also waits for the
          identity server.
          {map.hit_ratio !== null &&
            ` Of all checks at these edges, ${share(map.hit_ratio, 1)} were hits.`}
        </p>
      </Section>
    </div>
  );
}

const noEdges: NonNullable<EdgeMap["plan"]>["edges"] = [];

interface ChoicesProps {
  readonly hasPlan: boolean;
  readonly shown: Shown;
  readonly onPlanned: (planned: boolean) => void;
  readonly onBack: () => void;
}

/** What else the colours can show. */
function Choices({ hasPlan, shown, onPlanned, onBack }: ChoicesProps) {
  if (shown === "without")
    return (
      <div class="buttons">
        <Button onClick={onBack}>Go back to now</Button>
      </div>
    );
  if (!hasPlan) return null;
  return (
    <div class="buttons">
      <Button onClick={() => onPlanned(shown === "now")}>
        {shown === "planned" ? "Colour by the edges that run" : "Colour by the plan"}
      </Button>
    </div>
  );
}

/** The cells of a model. Those of the last one stay until the next are there. */
function useCells(model: number): MapCells | undefined {
  const { api } = useServices();
  const load = useCallback(
    async (signal: AbortSignal) => (model === 0 ? undefined : api.mapCells(signal)),
    [api, model],
  );
  return useLive(load).value;
}

function Remarks({ map }: { readonly map: EdgeMap }) {
  const { regions_left_out: leftOut, unplaced, plan } = map;
  return (
    <>
      {map.failed && (
        <Notice kind="bad">
          <p>The figures could not be calculated. The log of the control plane says why.</p>
        </Notice>
      )}
      {plan !== null && plan.problem !== null && (
        <Notice kind="warning">
          <p>The plan is shown as it was before its file changed. {plan.problem}.</p>
        </Notice>
      )}
      {leftOut > 0 && (
        <Notice kind="warning">
          <p>
            Only {map.regions.length} regions are on the map. {leftOut} more are not, and the
            figures do not include them.
          </p>
        </Notice>
      )}
      {unplaced.edges > 0 && (
        <Notice kind="note">
          <p>
            {unplaced.edges === 1 ? "1 edge is" : `${unplaced.edges} edges are`} not on the map,
            because nothing says where {unplaced.edges === 1 ? "it is" : "they are"}
            {unplaced.regions.length > 0 && ` (${unplaced.regions.join(", ")})`}. Start edges with{" "}
            <code>--location</code>, or the control plane with <code>--region-locations</code>.
          </p>
        </Notice>
      )}
    </>
  );
}

/** What is known of the region that was pointed at last. */
function RegionFacts({ region }: { readonly region: MapRegion | undefined }) {
  if (region === undefined)
    return (
      <p class="region-facts quiet">
        Select a region on the map or in the table to see what its loss would do to people.
      </p>
    );
  const { nearest } = region;
  return (
    <p class="region-facts">
      {regionWords(region)}.
      {nearest !== null &&
        ` Nearest for ${share(nearest.share, 1)} of people, whose P50 is ${milliseconds(nearest.p50_ms)} and P95 ${milliseconds(nearest.p95_ms)}.`}
    </p>
  );
}

function lossWords({ figures }: EdgeMap, { location, without }: MapRegion): string {
  const { name } = location;
  if (figures === null) return `The figures without ${name} are not calculated yet.`;
  if (without === null)
    return `${name} is the only region. Without it, nobody is answered by an edge.`;
  return `Without ${name}, P95 goes from ${milliseconds(figures.p95_ms)} to ${milliseconds(without.p95_ms)}, and the share of people within 100 ms from ${peopleWithin(figures, 100)} to ${peopleWithin(without, 100)}.`;
}

function whatIsShown(shown: Shown, lost: MapRegion | undefined): string {
  if (lost !== undefined) return `Wait for a hit without ${lost.location.name}`;
  return shown === "planned" ? "Wait for a hit as planned" : "Wait for a hit now";
}
