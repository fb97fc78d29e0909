// Dates as the origin writes them, in milliseconds since 1970. No clock is read here.

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** An RFC 3339 date-time (as in `expires_at`) in milliseconds since 1970, rounded down. Undefined if malformed. */
export function parseRfc3339Ms(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const number = (index: number): number => Number(match[index] ?? "0");
  const fractionMs = Math.floor(Number(`0.${match[7] ?? "0"}`) * 1_000);
  const zone = (match[8] === "-" ? 1 : -1) * (number(9) * 60 + number(10)) * 60_000;
  const whole = utcMs(number(1), number(2), number(3), number(4), number(5), number(6));
  return whole === undefined ? undefined : whole + fractionMs + zone;
}

const imfFixdate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
const months = "JanFebMarAprMayJunJulAugSepOctNovDec";

/** An HTTP date in its preferred form (RFC 9110 section 5.6.7) in milliseconds since 1970. Undefined if malformed. */
export function parseHttpDateMs(text: string): number | undefined {
  const match = imfFixdate.exec(text);
  if (match === null) return undefined;
  const number = (index: number): number => Number(match[index] ?? "0");
  const month = months.indexOf(match[2] ?? "") / 3 + 1;
  return utcMs(number(3), month, number(1), number(4), number(5), number(6));
}

function utcMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) {
    return undefined;
  }
  return ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1_000;
}

/**
 * Days from 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so that leap days come last.
 */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
