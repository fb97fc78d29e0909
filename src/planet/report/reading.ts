// Reading JSON that someone may have changed by hand: each reader returns what is right, or adds a problem.

/** Reads a value. Adds a problem and returns undefined if it is not what it must be. */
export type Read<Value> = (value: unknown, where: string, problems: string[]) => Value | undefined;

/** What a reader returns. */
export type Out<Reader> = Reader extends Read<infer Value> ? Value : never;

/** A finite number within bounds that are both allowed. */
export function number(least: number, most: number): Read<number> {
  return (value, where, problems) => {
    if (typeof value === "number" && value >= least && value <= most) return value;
    problems.push(`${where} must be a number from ${least} to ${most}`);
    return undefined;
  };
}

/** True or false. */
export const flag: Read<boolean> = (value, where, problems) => {
  if (typeof value === "boolean") return value;
  problems.push(`${where} must be true or false`);
  return undefined;
};

/** A string that matches. `like` says what it must be. */
export function text(pattern: RegExp, like: string): Read<string> {
  return (value, where, problems) => {
    if (typeof value === "string" && pattern.test(value)) return value;
    problems.push(`${where} must be ${like}`);
    return undefined;
  };
}

/** One of some words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Read<Word> {
  return (value, where, problems) => {
    const found = words.find((word) => word === value);
    if (found === undefined) problems.push(`${where} must be one of ${words.join(", ")}`);
    return found;
  };
}

/** A list with at most `most` items. */
export function list<Item>(item: Read<Item>, least: number, most: number): Read<readonly Item[]> {
  return (value, where, problems) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      problems.push(`${where} must be a list of ${least} to ${most} items`);
      return undefined;
    }
    const items = value.map((one: unknown, at) => item(one, `${where}[${at}]`, problems));
    return items.every((one) => one !== undefined) ? items : undefined;
  };
}

/** An object with these members. Others are left out, because a later version may have more. */
export function members<Shape extends Readonly<Record<string, Read<unknown>>>>(
  shape: Shape,
): Read<{ readonly [Name in keyof Shape]: Out<Shape[Name]> }> {
  return (value, where, problems) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      problems.push(`${where} must be an object`);
      return undefined;
    }
    const before = problems.length;
    const read = Object.entries(shape).map(([name, reader]) => {
      const member: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
      return [name, reader(member, where === "" ? name : `${where}.${name}`, problems)] as const;
    });
    type Result = { readonly [Name in keyof Shape]: Out<Shape[Name]> };
    return problems.length === before ? (Object.fromEntries(read) as Result) : undefined;
  };
}

/** Null, or what the reader reads. */
export function orNull<Value>(reader: Read<Value>): Read<Value | null> {
  return (value, where, problems) => (value === null ? null : reader(value, where, problems));
}
