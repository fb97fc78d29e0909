// The map itself: land, people coloured by what they wait, and the regions as buttons.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { MapCells, MapPlan, MapRegion } from "../../../api/map.ts";
import { labelsOf } from "./labels.ts";
import { Mark, markHalf } from "./mark.tsx";
import { regionName, regionWords } from "./region-text.ts";
import { spread, type Point } from "./spread.ts";
import { steps } from "./steps.ts";
import { dotsOf, worldOf, type World } from "./world.ts";

interface WorldMapProps {
  readonly regions: readonly MapRegion[];
  readonly planned: MapPlan["edges"];
  readonly cells: MapCells | undefined;
  /** The step of each cell. */
  readonly cellSteps: readonly number[];
  /** The region whose loss is shown. */
  readonly lost: string | undefined;
  readonly onLose: (id: string) => void;
  /** Called with the region that the pointer or the focus has reached. */
  readonly onPoint: (id: string) => void;
}

/** Below this width, names would cover the map. */
const namesFromWidth = 520;

/** Draws it as wide as the page has room. */
export function WorldMap(props: WorldMapProps) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const world = useMemo(() => (width === undefined ? undefined : worldOf(width)), [width]);
  return (
    <div class="world" ref={place}>
      {world !== undefined && <Picture world={world} {...props} />}
    </div>
  );
}

function Picture(props: WorldMapProps & { readonly world: World }) {
  const { world, regions, planned, lost } = props;
  const narrow = world.width < namesFromWidth;
  const scale = narrow ? 0.75 : 1;
  const absent = useMemo(() => planned.filter(({ running }) => !running), [planned]);
  const points = useMemo(() => {
    const located = [...absent, ...regions].map(({ location: { latitude, longitude } }) => {
      const [x, y] = world.place(latitude, longitude);
      return { x, y };
    });
    const moved = spread(located, markHalf * 2 * scale + 1);
    return moved.map((to, index) => ({ ...to, from: located[index] ?? to }));
  }, [world, regions, absent, scale]);
  const at = (index: number) => {
    const { x, y } = points[index] ?? { x: 0, y: 0 };
    return `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale})`;
  };
  return (
    <svg width={world.width} height={world.height} role="group" aria-label="Map of the regions">
      <g aria-hidden="true">
        <path class="land" d={world.land} />
        <Dots world={world} cells={props.cells} cellSteps={props.cellSteps} />
        {points.map(({ x, y, from }, index) =>
          Math.hypot(x - from.x, y - from.y) < 2 ? null : (
            <line key={index} class="leader" x1={from.x} y1={from.y} x2={x} y2={y} />
          ),
        )}
      </g>
      {!narrow && (
        <Names world={world} points={points} names={[...absent, ...regions].map(nameOf)} />
      )}
      {absent.map(({ code, location }, index) => (
        <g key={code} class="planned" transform={at(index)}>
          <title>{`${location.name}: planned, not running`}</title>
          <Mark kind="planned" />
        </g>
      ))}
      {regions.map((region, index) => (
        <RegionMark
          key={region.id}
          region={region}
          transform={at(absent.length + index)}
          lost={region.id === lost}
          onLose={props.onLose}
          onPoint={props.onPoint}
        />
      ))}
    </svg>
  );
}

function nameOf(one: MapRegion | MapPlan["edges"][number]): string {
  return "code" in one ? one.location.name : regionName(one);
}

interface RegionMarkProps extends Pick<WorldMapProps, "onLose" | "onPoint"> {
  readonly region: MapRegion;
  readonly transform: string;
  readonly lost: boolean;
}

/** A mark that is a button: what it does, its row in the table does too. */
function RegionMark({ region, transform, lost, onLose, onPoint }: RegionMarkProps) {
  const { id, state, serves } = region;
  const words = regionWords(region);
  const lose = () => {
    if (serves) onLose(id);
  };
  return (
    <g
      class={lost ? "region lost" : "region"}
      transform={transform}
      role="button"
      tabIndex={0}
      aria-pressed={lost}
      aria-disabled={!serves}
      aria-label={
        serves ? `${words}. Show what its loss does` : `${words}. Nobody is answered there`
      }
      onClick={lose}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault(); // the space bar would scroll
        lose();
      }}
      onPointerEnter={() => onPoint(id)}
      onFocus={() => onPoint(id)}
    >
      <title>{words}</title>
      <circle class="touch" r="14" />
      <circle class="ring" r="12" />
      <Mark kind={state} />
    </g>
  );
}

function Dots({
  world,
  cells,
  cellSteps,
}: Pick<WorldMapProps, "cells" | "cellSteps"> & { world: World }) {
  const paths = useMemo(
    () => (cells === undefined ? [] : steps.map((step) => dotsOf(world, cells, cellSteps, step))),
    [world, cells, cellSteps],
  );
  const size = ((cells?.degrees ?? 1) * world.width) / 390;
  return (
    <>
      {paths.map((d, step) => (
        <path key={step} class={`dots step-${step}`} d={d} stroke-width={size.toFixed(2)} />
      ))}
    </>
  );
}

interface NamesProps {
  readonly world: World;
  readonly points: readonly Point[];
  /** The name of each point. */
  readonly names: readonly string[];
}

function Names({ world, points, names }: NamesProps) {
  const named = points.map(({ x, y }, index) => ({ text: names[index] ?? "", x, y }));
  return (
    <g class="names" aria-hidden="true">
      {labelsOf(named, world.width, world.height).map(({ text, x, y, anchor }) => (
        <text key={`${text} ${x} ${y}`} x={x.toFixed(1)} y={y.toFixed(1)} text-anchor={anchor}>
          {text}
        </text>
      ))}
    </g>
  );
}

/** How wide an element is, in whole pixels. Undefined before it is on the page. */
function useWidth(place: { readonly current: HTMLElement | null }): number | undefined {
  const [width, setWidth] = useState<number>();
  useEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    const follow = () => setWidth(Math.floor(current.clientWidth));
    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(current);
    return () => observer.disconnect();
  }, [place]);
  return width;
}
