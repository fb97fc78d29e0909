// The settings of a project outside the core: in the API, as options of an edge, and in a JavaScript program. Each form is
// made from the table, and is read into the core's settings.
import { z } from "zod";
import { defaultProjectSettings as defaults } from "../../core/settings.ts";
import {
  cookieName,
  duration,
  interval,
  templateList,
  templateNames,
  toggle,
} from "../options/option-types.ts";
import { optionHelp } from "../read/option-help.ts";
import { formatDuration } from "../values/duration.ts";
import {
  settings,
  settingTable,
  type DecidedSettings,
  type FlagValue,
  type Setting,
  type SettingValue,
} from "./setting-table.ts";
import { decided, valueIn } from "./setting-values.ts";

type Names = keyof typeof settingTable;
type Dashed<Name extends string> = Name extends `${infer Head}_${infer Rest}`
  ? `${Head}-${Dashed<Rest>}`
  : Name;

/** The settings in the API's form: durations as Ory writes them, `1m` or `2m30s`. */
export type SettingFlags = { readonly [Row in Setting as Row["api"]]: FlagValue<Row> };

/** The settings as options of an edge give them: durations are milliseconds. */
export type OptionValues = {
  readonly [Row in Setting as Dashed<Row["api"]>]: SettingValue<Row>;
};

type FlagShape = {
  readonly [Row in Setting as Row["api"]]: z.ZodType<SettingValue<Row>, FlagValue<Row>>;
};
type OptionShape = { readonly [Name in keyof OptionValues]: z.ZodType<OptionValues[Name]> };
type ProgramShape = {
  readonly [Name in Names]: z.ZodType<SettingValue<(typeof settingTable)[Name]>>;
};

/** What stands for a value in `--help`. */
const placeholders = {
  switch: undefined,
  duration: "DURATION",
  interval: "DURATION",
  "cookie-name": "NAME",
  templates: "NAMES",
} as const;

/** The API's form, checked and read. It takes no substitutes: a switch is a boolean, and nothing has a default. */
export const flagShape = shapeOf(settings, (row) => row.api, flagType) as FlagShape;

/** The options of an edge, with their help. */
export const settingOptionShape = shapeOf(settings, optionName, optionType) as OptionShape;

/** The options of a JavaScript program: a duration may be a number of milliseconds. */
export const programShape = Object.fromEntries(
  Object.entries<Setting>(settingTable).map(([name, row]) => [name, programType(row)]),
) as ProgramShape;

/** The settings that options of an edge make. */
export function settingsOfOptions(options: OptionValues): DecidedSettings {
  return decided((row) => Reflect.get(options, optionName(row)));
}

/** The settings that flags make, after `flagShape` has read them. */
export function settingsOfFlagValues(flags: z.output<z.ZodObject<FlagShape>>): DecidedSettings {
  return decided((row) => flags[row.api]);
}

/** The settings that a program's options make, after `programShape` has read them. */
export function settingsOfProgram(options: z.output<z.ZodObject<ProgramShape>>): DecidedSettings {
  const named = new Map(
    Object.entries<Setting>(settingTable).map(([name, row]) => [row, options[name as Names]]),
  );
  return decided((row) => named.get(row));
}

/** Settings in the API's form. */
export function flagsOfSettings(values: DecidedSettings): SettingFlags {
  return Object.fromEntries(
    settings.map((row) => [row.api, written(valueIn(values, row))]),
  ) as SettingFlags;
}

type Value = boolean | number | string | readonly string[];

/** The values that are numbers are all durations. */
function written(value: Value): boolean | string | readonly string[] {
  return typeof value === "number" ? formatDuration(value) : value;
}

function optionName({ api }: Setting): string {
  return api.replaceAll("_", "-");
}

function shapeOf(
  rows: readonly Setting[],
  nameOf: (row: Setting) => string,
  typeOf: (row: Setting) => z.ZodType,
): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(rows.map((row) => [nameOf(row), typeOf(row)]));
}

function valueType(row: Setting) {
  switch (row.kind) {
    case "switch":
      return toggle();
    case "duration":
      return duration({ min: row.minMs, max: row.maxMs });
    case "interval":
      return interval({ min: row.minMs, max: row.maxMs });
    case "cookie-name":
      return cookieName();
    case "templates":
      return templateNames();
    default:
      return row satisfies never;
  }
}

function flagType(row: Setting): z.ZodType {
  if (row.kind === "switch") return z.boolean({ error: "must be true or false" });
  return row.kind === "templates" ? templateList() : valueType(row);
}

function optionType(row: Setting): z.ZodType {
  const { description, example, kind } = row;
  const placeholder = placeholders[kind];
  const type: z.ZodType<unknown, unknown> = valueType(row);
  return type.prefault(written(valueIn(defaults, row))).register(optionHelp, {
    group: "Session checks",
    ...(placeholder === undefined ? {} : { placeholder }),
    description,
    example,
    ...(kind === "templates" ? { defaultText: "none" } : {}),
  });
}

function programType(row: Setting): z.ZodType {
  const type: z.ZodType<unknown, unknown> =
    row.kind === "duration" || row.kind === "interval"
      ? programDuration(valueType(row))
      : valueType(row);
  return type.default(valueIn(defaults, row));
}

/** Numbers are milliseconds to a program, so they are read as if that had been written behind them. */
export function programDuration<Type extends z.ZodType>(type: Type) {
  return z.preprocess((given) => (typeof given === "number" ? `${given}ms` : given), type);
}
