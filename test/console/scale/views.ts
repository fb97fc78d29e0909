// Every page of the Console as an operator with many projects opens it.
import { rareText } from "./seed.ts";

/** A page, and how to see that its content is there. */
export interface ScaleView {
  readonly name: string;
  /** The part of its address after `#`. */
  readonly address: string;
  /** An element of its main content. */
  readonly shows: string;
  /** A text that the page must contain. */
  readonly says?: string;
}

const rows = "main table tbody tr";
const lines = "main ol.lines li.line";
const chart = "main canvas";
const day = 24 * 60 * 60_000;

/** The views. A date is jumped to in the middle of the log. */
export function scaleViews(nowMs: number): readonly ScaleView[] {
  const project = (page: string) => `/projects/tenant-1/${page}`;
  const before = new Date(nowMs - 45 * day).toISOString();
  return [
    { name: "projects", address: "/projects", shows: rows, says: "Page 1 of" },
    { name: "projects, page 2", address: "/projects?page=2", shows: rows, says: "Page 2 of" },
    { name: "projects, search", address: "/projects?q=tenant+17", shows: rows, says: " found" },
    { name: "projects, one state", address: "/projects?state=not-set-up", shows: rows },
    { name: "projects, sorted", address: "/projects?sort=hit_ratio", shows: rows },
    { name: "overview, 15 minutes", address: project("overview/15m"), shows: chart },
    { name: "overview, 1 hour", address: project("overview"), shows: chart },
    { name: "overview, 24 hours", address: project("overview/24h"), shows: chart },
    { name: "overview, 30 days", address: project("overview/30d"), shows: chart },
    { name: "set-up", address: project("set-up"), shows: "main ol li" },
    { name: "advanced settings", address: project("advanced"), shows: "main form input" },
    { name: "sessions", address: project("sessions"), shows: "main form input" },
    { name: "edges, with the map", address: project("edges"), shows: "main table tbody tr" },
    { name: "keys", address: project("keys"), shows: "main h1" },
    { name: "rename or delete", address: project("manage"), shows: "main form" },
    { name: "activity of a project", address: project("activity"), shows: lines },
    { name: "activity", address: "/operators/activity", shows: lines },
    {
      name: "activity, search with 5 matches",
      address: `/operators/activity?search=${rareText}`,
      shows: lines,
      says: rareText,
    },
    {
      name: "activity, search without match",
      address: "/operators/activity?search=matches-nothing",
      shows: "main ol.lines",
      says: "Nothing matches the filter",
    },
    {
      name: "activity, from a date",
      address: `/operators/activity?to=${encodeURIComponent(before)}`,
      shows: lines,
    },
    { name: "operator keys", address: "/operators/keys", shows: rows },
  ];
}
