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

const dayMs = 86_400_000;

/** An instant in milliseconds since 1970 as RFC 3339 writes it in UTC, in whole seconds, from 1970 to 9999. */
export function writeRfc3339(ms: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  let day = Math.floor(ms / dayMs);
  let year = 1970;
  for (; day >= yearDays(year); year += 1) day -= yearDays(year);
  let month = 1;
  for (; day >= monthDays(year, month); month += 1) day -= monthDays(year, month);
  const seconds = Math.floor((ms - Math.floor(ms / dayMs) * dayMs) / 1_000);
  const time = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${year}-${two(month)}-${two(day + 1)}T${time.map(two).join(":")}Z`;
}

function yearDays(year: number): number {
  return isLeap(year) ? 366 : 365;
}

function monthDays(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const httpDateForm = "Ddd, dd Mmm dddd dd:dd:dd GMT";
const days = "MonTueWedThuFriSatSun";
const months = "JanFebMarAprMayJunJulAugSepOctNovDec";

/**
 * An HTTP date in its preferred form (RFC 9110 section 5.6.7) in milliseconds since 1970. Undefined if malformed. Every
 * answer has one, so it is read without a regular expression.
 */
export function parseHttpDateMs(text: string): number | undefined {
  if (text.length !== httpDateForm.length) return undefined;
  if (text[3] !== "," || text[16] !== " " || text[19] !== ":" || text[22] !== ":") return undefined;
  if (text[4] !== " " || text[7] !== " " || text[11] !== " " || !text.endsWith(" GMT")) {
    return undefined;
  }
  const month = nameNumber(months, text.slice(8, 11));
  const year = twoDigits(text, 12) * 100 + twoDigits(text, 14);
  const date = twoDigits(text, 5);
  const hour = twoDigits(text, 17);
  const minute = twoDigits(text, 20);
  const second = twoDigits(text, 23);
  // NaN if one of them is not a number.
  if (Number.isNaN(year + date + hour + minute + second)) return undefined;
  if (month === 0 || nameNumber(days, text.slice(0, 3)) === 0) return undefined;
  return utcMs(year, month, date, hour, minute, second);
}

/** The number of a name of three letters, from 1. 0 if there is no such name. */
function nameNumber(names: string, name: string): number {
  const at = names.indexOf(name);
  return at % 3 === 0 ? at / 3 + 1 : 0;
}

/** Two digits as a number. NaN if one of the characters is not a digit. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  const areDigits = tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
  return areDigits ? tens * 10 + ones : Number.NaN;
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
