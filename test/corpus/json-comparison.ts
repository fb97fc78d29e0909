// Compares JSON bodies of exchanges other than session checks: the error id, and the hidden
// fields of a page. Walks both documents side by side to learn which values correspond.
import type { Correspondence } from "./correspondence.ts";
import { dissect, type VolatileKind } from "./volatile.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What is wrong with a live body; bodies that were recorded as anything but JSON are not judged. */
export function compareJson(
  recorded: string,
  live: string,
  correspondence: Correspondence,
): string[] {
  const expected = parsed(recorded);
  if (expected === undefined) return [];
  const given = parsed(live);
  if (given === undefined) return [`body is not JSON: ${JSON.stringify(live.slice(0, 80))}`];
  const objections: string[] = [];
  learn(expected, given, (kind, value, other) => {
    const conflict = correspondence.bind(kind, value, other);
    if (conflict !== undefined) objections.push(conflict);
  });
  const page = at(expected, "ui");
  const livePage = at(given, "ui");
  if (page !== undefined && livePage !== undefined) {
    // A page may be a new flow of the server's own, or repeat an old one: what it holds is only
    // needed for requests that send it back.
    learn(page, livePage, (kind, value, other) => correspondence.learn(kind, value, other));
  }
  const errorId = at(expected, "error", "id");
  const liveErrorId = at(given, "error", "id");
  if (errorId !== liveErrorId) {
    objections.push(
      `error id ${JSON.stringify(liveErrorId)} instead of ${JSON.stringify(errorId)}`,
    );
  }
  const fields = hiddenFields(given);
  for (const name of hiddenFields(expected)) {
    if (!fields.includes(name)) objections.push(`page lacks the hidden field ${name}`);
  }
  return objections;
}

type Pair = (kind: VolatileKind, recorded: string, live: string) => void;

function learn(recorded: Json, live: Json, pair: Pair): void {
  if (typeof recorded === "string" && typeof live === "string") {
    const expected = dissect(recorded);
    const given = dissect(live);
    if (expected.template !== given.template) return;
    for (const [index, { kind, value }] of expected.values.entries()) {
      // Instants are judged where a session check shows them.
      if (kind !== "instant" && kind !== "stamp" && kind !== "peer")
        pair(kind, value, given.values[index]?.value ?? "");
    }
  } else if (Array.isArray(recorded) && Array.isArray(live)) {
    for (const [index, item] of recorded.entries()) {
      const name = nodeName(item);
      const other = name === undefined ? live[index] : live.find((node) => nodeName(node) === name);
      if (other !== undefined) learn(item, other, pair);
    }
  } else if (isObject(recorded) && isObject(live)) {
    for (const [key, value] of Object.entries(recorded)) {
      const other = live[key];
      if (other === undefined || key === "ui") continue;
      if (key === "secret" && isLookupSecret(value) && isLookupSecret(other)) {
        pair("code", value, other);
      } else learn(value, other, pair);
    }
  }
}

function isLookupSecret(value: Json): value is string {
  return typeof value === "string" && /^[a-z0-9]{8}$/.test(value);
}

/** What identifies a node of a page: the order of nodes is the server's own affair. */
function nodeName(item: Json): string | undefined {
  const attributes = at(item, "attributes");
  if (attributes === undefined) return undefined;
  const name = at(attributes, "name") ?? at(attributes, "id");
  if (typeof name !== "string") return undefined;
  const value = at(attributes, "type") === "submit" ? at(attributes, "value") : "";
  return `${name} ${JSON.stringify(value)}`;
}

function hiddenFields(body: Json): string[] {
  const nodes = at(body, "ui", "nodes");
  if (!Array.isArray(nodes)) return [];
  return nodes
    .filter((node) => at(node, "attributes", "type") === "hidden")
    .map((node) => JSON.stringify(at(node, "attributes", "name")));
}

function at(value: Json, ...path: string[]): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path) current = isObject(current) ? current[key] : undefined;
  return current;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
