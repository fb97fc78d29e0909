// What of the list of projects is shown: a search, a state, an order and a page. It is in the address, so that it can be
// shared and Back works.

/** The columns that the list can be sorted by, with the order that one wants first. */
const firstOrders = {
  name: "asc",
  state: "asc",
  checks_per_second: "desc",
  hit_ratio: "desc",
  created_at: "desc",
  updated_at: "desc",
} as const;

/** A column that the list can be sorted by. */
export type ListSort = keyof typeof firstOrders;

/** What is shown. */
export interface ListView {
  readonly q: string;
  /** Empty for all. */
  readonly state: string;
  readonly sort: ListSort;
  readonly order: "asc" | "desc";
  /** From 1. */
  readonly page: number;
}

/** Reads the part of an address after `?`. What is not understood is as usual. */
export function readListView(query: string): ListView {
  const given = new URLSearchParams(query);
  const sort = listSorts.find((one) => one === given.get("sort")) ?? "name";
  const order = given.get("order");
  const page = Number(given.get("page"));
  return {
    q: given.get("q") ?? "",
    state: given.get("state") ?? "",
    sort,
    order: order === "asc" || order === "desc" ? order : firstOrders[sort],
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The columns. */
export const listSorts = Object.keys(firstOrders).filter((key): key is ListSort =>
  Object.hasOwn(firstOrders, key),
);

/** The view as parameters, without what is as usual. The API takes the same. */
export function listParameters({ q, state, sort, order, page }: ListView): string {
  const parameters = new URLSearchParams();
  if (q !== "") parameters.set("q", q);
  if (state !== "") parameters.set("state", state);
  if (sort !== "name") parameters.set("sort", sort);
  if (order !== firstOrders[sort]) parameters.set("order", order);
  if (page !== 1) parameters.set("page", String(page));
  return parameters.toString();
}

/** The address of the list with another search, state or order. It begins with the first page unless one is given. */
export function listHref(view: ListView, changes: Partial<ListView>): string {
  const parameters = listParameters({ ...view, page: 1, ...changes });
  return parameters === "" ? "#/projects" : `#/projects?${parameters}`;
}

/** The address of the list sorted by a column, in the other order if it is sorted by it already. */
export function sortHref(view: ListView, sort: ListSort): string {
  const other = view.order === "asc" ? "desc" : "asc";
  return listHref(view, { sort, order: view.sort === sort ? other : firstOrders[sort] });
}
