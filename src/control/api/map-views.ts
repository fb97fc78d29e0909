// The map as the API shows it: schemas, which the OpenAPI document includes, and how they are made from what is known.
import { z } from "@hono/zod-openapi";
import type { Calculated } from "../map/calculation.ts";
import type { SeenMap } from "../map/edge-map.ts";
import type { MapFigures, NearestPeople } from "../map/model.ts";
import type { MapRegion } from "../map/regions.ts";
import { count, edgeStateSchema, locationSchema, orNull } from "./views.ts";

const share = () => z.number().min(0).max(1);
const wait = () => z.number().nonnegative();

const figuresSchema = z
  .object({
    p50_ms: wait(),
    p95_ms: wait(),
    p99_ms: wait(),
    within: z.array(z.object({ ms: z.number(), share: share() })).openapi({
      description: "The share of people whose nearest edge answers a hit within `ms`.",
    }),
  })
  .openapi("MapFigures", {
    description:
      "What the world's people wait for a hit on an open connection, as the model calculates it. It is not measured, and it includes no misses.",
  });

const regionSchema = z
  .object({
    id: z.string().openapi({ description: "Identifies it while its edges stay where they are." }),
    region: z.string().nullable().openapi({ description: "Null without a bus." }),
    location: locationSchema,
    state: edgeStateSchema.openapi({
      description:
        "The worst state of its edges: `silent`, then `degraded`, then `healthy`. `stopped` if all have stopped. An edge that is gone does not count if another one with its name has started since.",
    }),
    states: z
      .object({ healthy: count(), degraded: count(), silent: count(), stopped: count() })
      .openapi({ description: "The number of its edges in each state." }),
    edges: z.array(z.string()).openapi({ description: "The names of its edges, at most 20." }),
    serves: z.boolean().openapi({ description: "Whether an edge runs there." }),
    checks: count().nullable().openapi({
      description: "The checks of its running edges since they started. Null for a project's key.",
    }),
    hit_ratio: share().nullable().openapi({
      description: "The share of these checks that were hits. Null if there were none.",
    }),
    lag_ms: wait().nullable().openapi({ description: "The longest of its running edges." }),
    nearest: z.object({ share: share(), p50_ms: wait(), p95_ms: wait() }).nullable().openapi({
      description:
        "The share of people that it is nearest to. Half of them wait at most `p50_ms` for a typical hit, 95 % of them at most `p95_ms`. Null if no edge runs there, or if not calculated yet.",
    }),
    without: orNull(figuresSchema).openapi({
      description:
        "The figures if this region is lost. Null if no edge runs there, if it is the only one, or if the figures are not calculated yet.",
    }),
  })
  .openapi("MapRegion");

const planSchema = z
  .object({
    problem: z.string().nullable().openapi({
      description: "Why the file could not be read again. What it said before is shown then.",
    }),
    edges: z.array(
      z.object({
        code: z.string().openapi({ description: "The code of the metro." }),
        location: locationSchema,
        share: share().openapi({ description: "Its share of all checks, as the plan says." }),
        p95_ms: wait().openapi({
          description: "95 % of the hits there wait at most this long, as the plan says.",
        }),
        running: z.boolean().openapi({ description: "Whether an edge runs within 100 km." }),
      }),
    ),
    figures: orNull(figuresSchema).openapi({
      description: "The figures if exactly the planned edges run. Null if not calculated yet.",
    }),
  })
  .openapi("MapPlan");

/** `GET /map`. */
export const mapSchema = z
  .object({
    regions: z.array(regionSchema).openapi({ description: "By region. At most 64." }),
    regions_left_out: count().openapi({
      description: "Regions beyond that. The figures do not include them.",
    }),
    unplaced: z
      .object({ edges: count(), regions: z.array(z.string()) })
      .openapi({ description: "Running edges whose location is not known, and their regions." }),
    hit_ratio: share().nullable().openapi({
      description:
        "The share of the checks of all running edges on the map that were hits. Null for a project's key.",
    }),
    model: count().openapi({
      description: "Counts the calculations. `GET /map/cells` changes with it. 0 before the first.",
    }),
    calculating: z.boolean().openapi({
      description: "Whether figures for the present edges are being calculated. It takes seconds.",
    }),
    failed: z.boolean().openapi({
      description: "Whether that failed. It is tried again after a minute. The log has the cause.",
    }),
    figures: orNull(figuresSchema).openapi({
      description: "With the edges that run. Null if none does, or if not calculated yet.",
    }),
    plan: orNull(planSchema).openapi({ description: "Null without `--edge-plan`." }),
  })
  .openapi("Map");

const numbers = () => z.array(z.number());
const numbersOrNone = () => z.array(z.number().nullable());

/** `GET /map/cells`. */
export const mapCellsSchema = z
  .object({
    model: count().openapi({ description: "As in `GET /map`." }),
    degrees: z.number().openapi({ description: "The height and the width of a cell." }),
    places: z.array(z.string()).openapi({ description: "The ids of the regions that serve." }),
    south: numbers().openapi({ description: "The southern edge of each cell, in degrees." }),
    west: numbers().openapi({ description: "The western edge of each cell, in degrees." }),
    share: numbers().openapi({ description: "The share of the world's people in each cell." }),
    place: numbers().openapi({ description: "The index of the nearest of `places`, or -1." }),
    now_ms: numbers().openapi({ description: "The median wait for a hit. Empty without places." }),
    without_ms: numbersOrNone().openapi({ description: "The same if the nearest place is lost." }),
    planned_ms: numbersOrNone().openapi({ description: "The same with the planned edges." }),
  })
  .openapi("MapCells");

/** The map for a key. A project's key sees no figures of other projects. */
export function mapView(seen: SeenMap, forAll: boolean): z.input<typeof mapSchema> {
  const { regions, leftOut, unplaced, calculated, plan } = seen;
  const { number, model, calculating, failed } = calculated;
  const indexes = new Map(model?.places.map((id, index) => [id, index]));
  const of = <Value>(values: readonly Value[] | undefined, id: string): Value | undefined =>
    values?.[indexes.get(id) ?? -1];
  const total = (count: (region: MapRegion) => number | null): number =>
    regions.reduce((sum, region) => sum + (count(region) ?? 0), 0);
  return {
    regions: regions.map((region) => ({
      id: region.id,
      region: region.region,
      location: region.location,
      state: region.state,
      states: region.states,
      edges: [...region.edges],
      serves: region.runs,
      checks: forAll ? region.checks : null,
      hit_ratio: forAll ? ratio(region.hits ?? 0, region.checks ?? 0) : null,
      lag_ms: region.lagMs,
      nearest: nearestView(of(model?.nearest, region.id)),
      without: figuresView(of(model?.losses, region.id)),
    })),
    regions_left_out: leftOut,
    unplaced: { edges: unplaced.edges, regions: [...unplaced.regions] },
    hit_ratio: forAll
      ? ratio(
          total(({ hits }) => hits),
          total(({ checks }) => checks),
        )
      : null,
    model: number,
    calculating,
    failed,
    figures: figuresView(model?.now),
    plan:
      plan === undefined
        ? null
        : {
            problem: plan.problem ?? null,
            edges: plan.edges.map(({ code, location, share: part, p95Ms, running }) => ({
              code,
              location,
              share: part,
              p95_ms: p95Ms,
              running,
            })),
            figures: figuresView(model?.planned),
          },
  };
}

/** The cells of the latest model. Empty before the first. */
export function mapCellsView({ number, model }: Calculated): z.input<typeof mapCellsSchema> {
  const cells = model?.cells;
  return {
    model: number,
    degrees: model?.degrees ?? 1,
    places: [...(model?.places ?? [])],
    south: [...(cells?.south ?? [])],
    west: [...(cells?.west ?? [])],
    share: [...(cells?.share ?? [])],
    place: [...(cells?.place ?? [])],
    now_ms: [...(cells?.nowMs ?? [])],
    without_ms: [...(cells?.withoutMs ?? [])],
    planned_ms: [...(cells?.plannedMs ?? [])],
  };
}

function figuresView(figures: MapFigures | undefined): z.input<typeof figuresSchema> | null {
  if (figures === undefined) return null;
  const { p50Ms, p95Ms, p99Ms, within } = figures;
  return { p50_ms: p50Ms, p95_ms: p95Ms, p99_ms: p99Ms, within: [...within] };
}

function nearestView(people: NearestPeople | undefined): z.input<typeof regionSchema>["nearest"] {
  if (people === undefined) return null;
  return { share: people.share, p50_ms: people.p50Ms, p95_ms: people.p95Ms };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
