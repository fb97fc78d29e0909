// Whether a parser's time grows in proportion to its input: measured as ratios within one run, never as durations.

/** A parser of bytes from outside, given a text to parse. */
export type Parse = (text: string) => unknown;

/** Sizes that a parser is measured at, in characters. */
const tinyCharacters = 1_024;
const smallCharacters = 16 * 1_024;
const largeCharacters = 64 * 1_024;
const growth = largeCharacters / smallCharacters;

/** Halfway (in ratio) between what is linear, 4, and what is quadratic, 16. */
const growthMax = growth * Math.sqrt(growth);

/** The tiny text is parsed so often that as much is parsed as of the small one; then what is quadratic takes 16 times as long. */
const tinyRuns = smallCharacters / tinyCharacters;
const tinyGrowthMax = Math.sqrt(tinyRuns);

/** Times that one pass over the text may take before growth is looked at: what is that fast holds nobody up. */
const passesFree = 50;

/** So long that measuring again would only take as long again: no pause of the machine lasts for so many passes. */
const passesHopeless = 5_000;

/** Another measurement costs little where a busy machine has spoilt one; a quadratic parser fails them all. */
const attemptsMax = 8;
const runsPerAttempt = 3;

/** Undefined for a parser that is linear; else by how much more than its input its time grew. */
export async function growthBeyondLinear(
  parse: Parse,
  textOf: (characters: number) => string,
): Promise<number | undefined> {
  const tiny = textOf(tinyCharacters);
  const small = textOf(smallCharacters);
  const large = textOf(largeCharacters);
  await parse(small);
  let tinyTime = Number.POSITIVE_INFINITY;
  let smallTime = Number.POSITIVE_INFINITY;
  let largeTime = Number.POSITIVE_INFINITY;
  let passTime = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    largeTime = Math.min(largeTime, await timeOf(parse, large));
    passTime = Math.min(passTime, await timeOf(onePass, large));
    if (largeTime <= passTime * passesFree) return undefined;
    for (let run = 0; run < runsPerAttempt; run += 1) {
      smallTime = Math.min(smallTime, await timeOf(parse, small));
      tinyTime = Math.min(tinyTime, await timeOf(parse, tiny, tinyRuns));
    }
    if (largeTime <= smallTime * growthMax && smallTime <= tinyTime * tinyGrowthMax) {
      return undefined;
    }
    if (largeTime > passTime * passesHopeless) break;
  }
  return Math.max(largeTime / smallTime / growth, smallTime / tinyTime);
}

/** Time on a processor, in microseconds: what other processes take of a busy machine does not count. */
async function timeOf(parse: Parse, text: string, runs = 1): Promise<number> {
  const before = process.cpuUsage();
  for (let run = 0; run < runs; run += 1) await parse(text);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

let seen = 0;

/** The measure of all others: looks at every character once. */
function onePass(text: string): void {
  for (let at = 0; at < text.length; at += 1) seen = (seen * 31 + text.charCodeAt(at)) | 0;
}
