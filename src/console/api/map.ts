// Where the edges are, and what people wait for.
import type { Schemas } from "./wire.ts";

/** The map: its regions, figures and plan. */
export type EdgeMap = Schemas["Map"];

/** Edges of one region at one place. */
export type MapRegion = Schemas["MapRegion"];

/** What people wait for a hit. */
export type MapFigures = Schemas["MapFigures"];

/** The plan beside the edges. */
export type MapPlan = Schemas["MapPlan"];

/** Parts of the world, column by column. */
export type MapCells = Schemas["MapCells"];
