// The judge of transparency is judged: with a relay that changes nothing it finds nothing in any
// story, and each thing that an intermediary may get wrong, it notices.
import { describe, expect, test } from "vitest";
import { headerLines, loadStory, scenarios } from "./recording.ts";
import { openRelay, type Distortion } from "./reference-relay.ts";
import { nodeRefusals, refusals } from "./refusals.ts";
import { judgeTransparency } from "./transparency.ts";
import type { ReceivedRequest } from "./replaying-origin.ts";
import type { WireAnswer } from "./wire.ts";

describe("a relay that changes nothing", () => {
  test.each(scenarios)(
    "A relay that changes nothing is found transparent in %s.",
    async (scenario) => {
      const objections = await judgeTransparency(loadStory(scenario), openRelay(), refusals);
      expect(objections).toEqual([]);
    },
  );
});

type Lines = [string, string][];

function requestLines(change: (lines: Lines) => Lines): Distortion {
  return { request: (request) => ({ ...request, headers: change(request.headers) }) };
}

function answerLines(change: (lines: Lines) => Lines): Distortion {
  return { answer: (answer) => ({ ...answer, headers: change(answer.headers) }) };
}

function startLine(change: (line: string) => string): Distortion {
  return {
    request: (request: ReceivedRequest) => ({ ...request, startLine: change(request.startLine) }),
  };
}

const distortions: readonly [string, string, Distortion][] = [
  [
    "request headers in another order",
    "02-browser-session",
    requestLines((lines) => [...lines].reverse()),
  ],
  [
    "request header names in lower case",
    "02-browser-session",
    requestLines((lines) => lines.map(([name, value]) => [name.toLowerCase(), value])),
  ],
  ["repeated request headers joined", "01c-cookie-choice", requestLines(joined)],
  [
    "a request header dropped",
    "03-token-and-precedence",
    requestLines((lines) => lines.filter(([name]) => name !== "X-Session-Token")),
  ],
  [
    "a request header added",
    "02-browser-session",
    requestLines((lines) => [...lines, ["Accept-Encoding", "gzip"]]),
  ],
  ["the query dropped", "12-tokenize", startLine((line) => line.replace(/\?\S*/, ""))],
  ["the target decoded", "16-odd-paths", startLine((line) => line.replace("%69", "i"))],
  [
    "the target's dot segments removed",
    "16-odd-paths",
    startLine((line) => line.replace("/./", "/")),
  ],
  ["the method in upper case", "16-odd-paths", startLine((line) => line.replace(/^get /, "GET "))],
  [
    "the request body lost",
    "02b-browser-form",
    {
      request: (request) => ({
        ...request,
        headers: request.headers.filter(([name]) => name !== "Content-Length"),
        body: Buffer.alloc(0),
      }),
    },
  ],
  [
    "answer headers in another order",
    "02-browser-session",
    answerLines((lines) => [...lines].reverse()),
  ],
  [
    "answer header names in lower case",
    "02-browser-session",
    answerLines((lines) => lines.map(([name, value]) => [name.toLowerCase(), value])),
  ],
  ["Vary lines joined", "02-browser-session", answerLines(joined)],
  [
    "Set-Cookie dropped",
    "10c-admin-extend",
    answerLines((lines) => lines.filter(([name]) => name !== "Set-Cookie")),
  ],
  [
    "an answer header added",
    "02-browser-session",
    answerLines((lines) => [...lines, ["X-Cache", "MISS"]]),
  ],
  [
    "a Location rewritten",
    "02b-browser-form",
    answerLines((lines) =>
      lines.map(([name, value]) => [name, name === "Location" ? `${value}#` : value]),
    ),
  ],
  ["a chunked body counted", "10a-admin-identity", { answer: counted }],
  [
    "another status",
    "06-totp",
    { answer: (answer) => ({ ...answer, status: answer.status === 403 ? 401 : answer.status }) },
  ],
  ["one byte of a body changed", "10a-admin-identity", { answer: changedByte }],
  ["lenience with large heads", "17-large-and-odd-inputs", { lenientAbout: 431 }],
  ["a tunnel opened", "17-large-and-odd-inputs", { lenientAbout: 405 }],
];

describe("a relay that changes something", () => {
  test.each(distortions)(
    "A relay that makes this change is noticed: %s.",
    async (_what, scenario, distortion) => {
      const objections = await judgeTransparency(
        loadStory(scenario),
        openRelay(distortion),
        refusals,
      );
      expect(objections).not.toEqual([]);
    },
  );

  test("A refusal of any single exchange that should be forwarded is noticed.", async () => {
    const story = loadStory("01a-anonymous-methods");
    const all = Object.fromEntries(story.exchanges.map(({ n }) => [n, 400]));
    const found = await judgeTransparency(story, openRelay(), { [story.scenario]: all });
    for (const { n } of story.exchanges) {
      expect(found.some((text) => text.startsWith(`${story.scenario} #${n} `))).toBe(true);
    }
  });

  test("A refusal that is missing from the list is noticed.", async () => {
    const story = loadStory("16-odd-paths");
    const found = await judgeTransparency(story, openRelay(), {});
    const numbers = Object.keys(refusals[story.scenario] ?? {});
    expect(numbers.length).toBeGreaterThan(0);
    for (const n of numbers) {
      expect(found.some((text) => text.startsWith(`${story.scenario} #${n} `))).toBe(true);
    }
  });
});

test("Every listed refusal is a recorded exchange.", () => {
  const listed = [...Object.entries(refusals), ...Object.entries(nodeRefusals)];
  for (const [scenario, numbers] of listed) {
    const recorded = loadStory(scenario).exchanges.map(({ n }) => String(n));
    expect(recorded).toEqual(expect.arrayContaining(Object.keys(numbers)));
  }
});

test("The stories contain repeated lines, odd targets, pipelining and HTTP/1.0.", () => {
  const exchanges = scenarios.flatMap((scenario) => loadStory(scenario).exchanges);
  const repeated = exchanges.filter(({ request }) => {
    const names = headerLines(request).map(([name]) => name);
    return new Set(names).size < names.length;
  });
  expect(repeated.length).toBeGreaterThan(0);
  expect(exchanges.some(({ more_responses: more }) => more !== undefined)).toBe(true);
  expect(exchanges.some(({ response }) => response.version === "HTTP/1.0")).toBe(true);
});

/** Lines of one name as one line, as many HTTP libraries do. */
function joined(lines: Lines): Lines {
  const names = [...new Set(lines.map(([name]) => name))];
  return names.map((name): [string, string] => [
    name,
    lines
      .filter(([key]) => key === name)
      .map(([, value]) => value)
      .join(", "),
  ]);
}

function counted(answer: WireAnswer): WireAnswer {
  const chunked = answer.headers.some(([name]) => name === "Transfer-Encoding");
  if (!chunked) return answer;
  return {
    ...answer,
    headers: [...answer.headers, ["Content-Length", String(answer.body.length)]],
  };
}

function changedByte(answer: WireAnswer): WireAnswer {
  if (answer.body.length < 4096) return answer;
  const body = Buffer.from(answer.body);
  body[100] = (body[100] ?? 0) ^ 1;
  return { ...answer, body };
}
