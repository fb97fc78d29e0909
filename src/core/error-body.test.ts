// The request id in the origin's 401s: what the edge puts in equals what the origin would have (recording 01a).
import { describe, expect, test } from "vitest";
import { recordedAnswer, recordedExchange, recordedLines } from "../../test/harness/recorded.ts";
import { loadStory } from "../../test/corpus/recording.ts";
import { echoesRequestId, withRequestId } from "./error-body.ts";
import { readHead } from "./head.ts";

const story = "01a-anonymous-methods";
const without = recordedAnswer(story, 20).text;

describe("withRequestId", () => {
  const echoes = loadStory(story).exchanges.filter(
    ({ request, response }) =>
      request.method === "GET" &&
      request.headers?.["X-Request-ID"] !== undefined &&
      response.body?.includes('"request"') === true,
  );

  test("The story contains echoes of request ids.", () => {
    expect(echoes.length).toBeGreaterThan(4);
    expect(without).not.toContain('"request"');
  });

  test.each(echoes.map((one) => [one.n, one] as const))(
    "The request id is echoed as in the recorded exchange %i.",
    (_, exchange) => {
      const { requestId } = readHead(recordedLines(exchange));
      expect(withRequestId(without, requestId)).toBe(exchange.response.body);
    },
  );

  test("As in the recordings, a missing or empty request id changes nothing.", () => {
    const { requestId } = readHead(recordedLines(recordedExchange(story, 20)));
    expect(requestId).toBe("");
    expect(withRequestId(without, requestId)).toBe(without);
    expect(withRequestId(without, undefined)).toBe(without);
  });

  test("The two line separators of JavaScript are escaped as in Go.", () => {
    expect(withRequestId(without, "a\xe2\x80\xa8b\xe2\x80\xa9c")).toContain(
      String.raw`"request":"a\u2028b\u2029c",`,
    );
  });

  test("UTF-8 in bytes is decoded, and a stray byte is replaced.", () => {
    expect(withRequestId(without, "\xc3\xa9\xe9\xf0\x9f\x98\x80\x80")).toContain(
      String.raw`"request":"é\ufffd😀\ufffd",`,
    );
  });

  test.each([
    ["a 403", recordedAnswer("06-totp", 14).text],
    ["a session", recordedAnswer("02-browser-session", 3).text],
    ["a body that has one already", recordedAnswer(story, 12).text],
    ["a body with an id of its error", without.replace('"reason"', '"id":"x","reason"')],
    ["no JSON", "Unauthorized"],
    ["nothing", ""],
  ])("The body is not changed: %s.", (_, text) => {
    expect(withRequestId(text, "req-1")).toBe(text);
  });
});

test.each([
  [401, "r1", true],
  [401, undefined, false],
  [403, "r1", false],
  [200, "r1", false],
])(
  "For an answer with %d and the request id %s, echoesRequestId returns %s.",
  (status, requestId, expected) => {
    expect(echoesRequestId(status, requestId)).toBe(expected);
  },
);
