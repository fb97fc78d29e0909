// From the values of the table's rows to the core's settings, and back. It loads nothing, so the build for edge runtimes
// has it too.
import { defaultProjectSettings as defaults } from "../../core/settings.ts";
import { settings, type DecidedSettings, type Setting } from "./setting-table.ts";

/** The settings that the values of all rows make. */
export function decided(valueOf: (row: Setting) => unknown): DecidedSettings {
  return Object.fromEntries(
    settings.flatMap((row) => membersOf(row, valueOf(row))),
  ) as DecidedSettings;
}

/** The members of the core that a setting's value makes. */
function membersOf(row: Setting, value: unknown): readonly (readonly [string, unknown])[] {
  if (row.kind !== "interval") return [[row.member, value]];
  const auto = value === "auto";
  return [
    [row.member, auto ? defaults[row.member] : value],
    [row.autoMember, auto],
  ];
}

/** A setting's value, from the members of the core. */
export function valueIn(
  values: DecidedSettings,
  row: Setting,
): boolean | number | string | readonly string[] {
  return row.kind === "interval" && values[row.autoMember] ? "auto" : values[row.member];
}
