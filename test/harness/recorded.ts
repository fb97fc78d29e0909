// Recorded answers in the shape that core reads them.
import type { ReadAnswer } from "../../src/core/outcome.ts";
import { headerLines, loadStory, type Exchange } from "../corpus/recording.ts";

/** One exchange of a story, by its number. */
export function recordedExchange(scenario: string, n: number): Exchange {
  const exchange = loadStory(scenario).exchanges.find((one) => one.n === n);
  if (exchange === undefined) throw new Error(`${scenario} has no exchange ${n}.`);
  return exchange;
}

/** The exchange's answer as a fill reads it. */
export function recordedAnswer(scenario: string, n: number): ReadAnswer {
  const { response } = recordedExchange(scenario, n);
  const text = response.body ?? "";
  return {
    status: response.status,
    headers: response.headers.flat(),
    body: new TextEncoder().encode(text),
    text,
    ending: "whole",
  };
}

/** The request's header lines as a flat list, blanks around values taken off as a parser does. */
export function recordedLines(exchange: Exchange): string[] {
  return headerLines(exchange.request).flatMap(([name, value]) => [
    name,
    value.replaceAll(/^[ \t]+|[ \t]+$/g, ""),
  ]);
}
