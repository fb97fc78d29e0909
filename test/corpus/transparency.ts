// Judges whether something between a client and the origin is invisible (L8): plays
// recorded requests through it and compares, byte for byte, both what comes back and what arrived.
import {
  requestParts,
  type Exchange,
  type RecordedAnswer,
  type Story,
  answerBody,
} from "./recording.ts";
import { ReplayingOrigin, sentRequests, type ReceivedRequest } from "./replaying-origin.ts";
import { addressOf, headerOf, sendBytes, type WireAnswer } from "./wire.ts";

/** Starts what is judged in front of an origin, with nothing cached; `url` is where clients connect. */
export type OpenEdge = (originUrl: string) => Promise<{ url: string; stop(): Promise<void> }>;

/** Which exchanges are refused by the edge itself, and with what status: by scenario, then number. */
export type Refusals = Readonly<Record<string, Readonly<Record<number, number>>>>;

/** Plays the public exchanges of a story through an edge; answers everything that was changed on the way. */
export async function judgeTransparency(
  story: Story,
  openEdge: OpenEdge,
  refusals: Refusals,
): Promise<string[]> {
  const origin = new ReplayingOrigin();
  await origin.start();
  const edge = await openEdge(origin.url);
  const objections: string[] = [];
  try {
    for (const exchange of story.exchanges.filter(({ listener }) => listener === "public")) {
      const status = refusals[story.scenario]?.[exchange.n];
      const found =
        status === undefined
          ? await judgeForwarded(exchange, edge.url, origin)
          : await judgeRefused(exchange, edge.url, origin, status);
      objections.push(
        ...found.map((text) => `${story.scenario} #${exchange.n} (${exchange.why}): ${text}`),
      );
    }
  } finally {
    await edge.stop();
    await origin.stop();
  }
  return objections;
}

async function judgeRefused(
  exchange: Exchange,
  url: string,
  origin: ReplayingOrigin,
  status: number,
): Promise<string[]> {
  const [answer] = await play(exchange, url, origin);
  const objections: string[] = [];
  if (answer?.status !== status) {
    objections.push(`answered ${answer?.status ?? "nothing"} where ${status} is due`);
  } else if (headerOf(answer.headers, "connection")?.toLowerCase() !== "close") {
    objections.push("refused, but the connection is kept");
  }
  if (origin.received.length > 0) objections.push("was forwarded where a refusal is due");
  return objections;
}

async function judgeForwarded(
  exchange: Exchange,
  url: string,
  origin: ReplayingOrigin,
): Promise<string[]> {
  const answers = await play(exchange, url, origin);
  const recorded = [exchange.response, ...(exchange.more_responses ?? [])];
  if (answers.length !== recorded.length) {
    return [`${answers.length} answers instead of ${recorded.length}`];
  }
  return [
    ...recorded.flatMap((expected, index) => compareAnswers(expected, answers[index])),
    ...compareArrivals(sentRequests(exchange), origin),
  ];
}

async function play(
  exchange: Exchange,
  url: string,
  origin: ReplayingOrigin,
): Promise<WireAnswer[]> {
  origin.forget();
  origin.enqueue(exchange);
  const { request, more_responses: more = [] } = exchange;
  const methods = [request.method, ...more.map(() => request.method)];
  return sendBytes(addressOf(url), requestParts(request), methods);
}

function compareAnswers(recorded: RecordedAnswer, answer: WireAnswer | undefined): string[] {
  if (answer === undefined) return ["no answer"];
  const objections: string[] = [];
  if (answer.status !== recorded.status) {
    objections.push(`status ${answer.status} instead of ${recorded.status}`);
  }
  objections.push(...compareLines("answer", endToEnd(recorded.headers), endToEnd(answer.headers)));
  if (!answer.body.equals(bodyAsSeen(recorded, answer))) {
    objections.push(`body of ${answer.body.length} bytes differs from the origin's`);
  }
  return objections;
}

/** A HEAD answer has no body whatever was recorded. */
function bodyAsSeen(recorded: RecordedAnswer, answer: WireAnswer): Buffer {
  return answer.body.length === 0 && (recorded.body ?? "") === ""
    ? answer.body
    : answerBody(recorded);
}

function compareArrivals(sent: readonly ReceivedRequest[], origin: ReplayingOrigin): string[] {
  if (origin.received.length !== sent.length) {
    return [`${origin.received.length} requests arrived instead of ${sent.length}`];
  }
  return sent.flatMap((request, index) => {
    const arrived = origin.received[index];
    return arrived === undefined ? [] : compareArrival(request, arrived, new URL(origin.url).host);
  });
}

function compareArrival(sent: ReceivedRequest, arrived: ReceivedRequest, host: string): string[] {
  const objections: string[] = [];
  const start = `${methodOf(sent)} ${originForm(targetOf(sent))}`;
  const arrivedStart = `${methodOf(arrived)} ${targetOf(arrived)}`;
  if (start !== arrivedStart) objections.push(`request line ${arrivedStart} instead of ${start}`);
  const asides = requestAsides(sent);
  objections.push(
    ...compareLines("request", endToEnd(sent.headers, asides), endToEnd(arrived.headers, asides)),
  );
  if (!arrived.body.equals(sent.body)) {
    objections.push(`a body of ${sent.body.length} bytes arrived as ${arrived.body.length} others`);
  }
  const hosts = arrived.headers.filter(([name]) => name.toLowerCase() === "host");
  if (hosts.length !== 1 || hosts[0]?.[1] !== host) objections.push("Host is not the origin's");
  return [...objections, ...compareFraming(sent, arrived), ...compareForwarding(arrived)];
}

/** A counted body stays counted, an uncounted one may be counted, and no body is none or a length of 0. */
function compareFraming(sent: ReceivedRequest, arrived: ReceivedRequest): string[] {
  const lengths = (request: ReceivedRequest): string[] =>
    request.headers.filter(([name]) => name.toLowerCase() === "content-length").map(([, n]) => n);
  const [length] = lengths(sent);
  const given = lengths(arrived);
  const right = given.length <= 1 && given.every((n) => Number(n) === arrived.body.length);
  const kept = length === undefined || Number(length) === 0 || given.length === 1;
  return right && kept
    ? []
    : [`Content-Length ${length ?? "unset"} arrived as ${given.join(", ")}`];
}

/** What the edge has to say about the client, and only the edge: nothing a client claims survives. */
function compareForwarding({ headers }: ReceivedRequest): string[] {
  const values = (name: string): string =>
    headers
      .filter(([key]) => key.toLowerCase() === name)
      .map(([, value]) => value)
      .join(" | ");
  const objections: string[] = [];
  if (values("x-forwarded-for") !== "127.0.0.1") {
    objections.push(`X-Forwarded-For arrived as ${values("x-forwarded-for") || "nothing"}`);
  }
  if (values("x-forwarded-proto") !== "http") {
    objections.push(`X-Forwarded-Proto arrived as ${values("x-forwarded-proto") || "nothing"}`);
  }
  for (const name of claims) {
    const value = values(name);
    if (value !== "" && value !== "127.0.0.1") objections.push(`${name} arrived as ${value}`);
  }
  return objections;
}

const claims = ["forwarded", "x-real-ip", "true-client-ip", "cf-connecting-ip"];
const forwarding = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", ...claims];

/** Headers of one connection only (RFC 9110 section 7.6.1), and the mark an intermediary may leave. */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
];

/**
 * What is not compared of a request line by line: `Host` and forwarding are judged apart, an
 * expectation ends at the edge, and how the body is counted is each connection's own affair.
 */
function requestAsides(sent: ReceivedRequest): string[] {
  const nominated = headerOf(sent.headers, "connection") ?? "";
  const names = nominated.toLowerCase().split(/[ \t]*,[ \t]*/);
  return ["host", "expect", "content-length", ...forwarding, ...names];
}

/** The end-to-end header lines, in order. */
function endToEnd(
  headers: readonly (readonly [string, string])[],
  asides: readonly string[] = [],
): string[] {
  return headers
    .filter(
      ([name]) => !hopByHop.includes(name.toLowerCase()) && !asides.includes(name.toLowerCase()),
    )
    .map(([name, value]) => `${name}: ${value}`);
}

/** The first header line that is not the same on both sides, if any. */
function compareLines(what: string, from: readonly string[], to: readonly string[]): string[] {
  const longest = Math.max(from.length, to.length);
  for (let at = 0; at < longest; at += 1) {
    const [line, other] = [from[at], to[at]];
    if (line !== other) {
      return [`${what} header ${at + 1} left as ${shown(line)} and came as ${shown(other)}`];
    }
  }
  return [];
}

const shownChars = 120;

function shown(line: string | undefined): string {
  return line === undefined ? "nothing" : JSON.stringify(line.slice(0, shownChars));
}

function methodOf({ startLine }: ReceivedRequest): string {
  return startLine.split(/ +/)[0] ?? "";
}

function targetOf({ startLine }: ReceivedRequest): string {
  return startLine.split(/ +/)[1] ?? "";
}

/** An absolute target is forwarded in origin form. */
function originForm(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]+/, "");
}
