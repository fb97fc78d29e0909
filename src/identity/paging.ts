// Pages of a list: `page` and `per_page` as older clients send them, `page_size` as newer ones do.

import { queryValue, type Request } from "./http/request.ts";

const perPageDefault = 250;
const perPageMax = 1000;

/** One page of a list and the headers that lead to the others. */
export interface Page<T> {
  readonly items: T[];
  readonly headers: [string, string][];
}

/** Cuts the page that the request asks for; pages count from 1, and 0 is the first as well. */
export function pageOf<T>(request: Request, all: readonly T[]): Page<T> {
  const size = Number(queryValue(request, "page_size") || queryValue(request, "per_page"));
  const perPage = Number.isInteger(size) && size > 0 ? Math.min(size, perPageMax) : perPageDefault;
  const offset = offsetOf(request, perPage);
  const total = all.length;
  const last = Math.max(0, Math.ceil(total / perPage) - 1);
  const current = Math.floor(offset / perPage);
  const link = (page: number, relation: string): string => {
    const token = Buffer.from(`{"offset":"${page * perPage}","v":2}`).toString("base64url");
    const shown = Math.min(perPage, Math.max(total, 1));
    const query = `page=${page}&page_size=${shown}&page_token=${token}&per_page=${shown}`;
    return `<${request.path}?${query}>; rel="${relation}"`;
  };
  const links = [link(0, "first")];
  if (current < last) links.push(link(current + 1, "next"));
  if (current > 0) links.push(link(current - 1, "prev"));
  if (last > 0) links.push(link(last, "last"));
  return {
    items: all.slice(offset, offset + perPage),
    headers: [
      ["Link", links.join(",")],
      ["X-Total-Count", String(total)],
    ],
  };
}

function offsetOf(request: Request, perPage: number): number {
  const token = Buffer.from(queryValue(request, "page_token"), "base64url").toString("utf8");
  const fromToken = /"offset":"(\d+)"/u.exec(token)?.[1];
  if (fromToken !== undefined) return Number(fromToken);
  const page = Number(queryValue(request, "page"));
  return Number.isInteger(page) && page > 1 ? (page - 1) * perPage : 0;
}
