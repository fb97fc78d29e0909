// Settings that another version has stored.
import { expect, test } from "vitest";
import { projectOfRow, rowOfProject } from "../../src/control/database/project-rows.ts";
import {
  checkFlags,
  defaultFlags,
  settingsOfFlags,
  soundFlags,
  storedFlags,
} from "../../src/control/projects/feature-flags.ts";
import { sampleProject } from "./database/samples.ts";

test("A setting that an earlier version did not store gets its default, and one that a later version added is left out.", () => {
  const { refresh_after: _, ...earlier } = { ...defaultFlags, cookie_name: "own" };
  const read = storedFlags({ ...earlier, of_a_later_version: true });
  expect(read).toEqual({ ...defaultFlags, cookie_name: "own" });
  expect(checkFlags(read).kind).toBe("flags");
});

test("The edges are sent auto and the shortest interval, which an edge of an earlier version uses.", () => {
  const settings = settingsOfFlags("acme", { ...defaultFlags, refresh_after: "auto" }, true);
  expect(settings).toMatchObject({ refreshAuto: true, refreshAfterMs: 1_000 });
  const fixed = settingsOfFlags("acme", { ...defaultFlags, refresh_after: "5s" }, true);
  expect(fixed).toMatchObject({ refreshAuto: false, refreshAfterMs: 5_000 });
});

test.each(["", "{", "null", "1", '"x"', "[]", '{"hosts":"x"}', '{"hosts":[1],"origin_url":7}'])(
  "If the stored settings are %j, the project is not served and nothing fails.",
  (text) => {
    const row = rowOfProject(sampleProject());
    const project = projectOfRow({ ...row, flags_json: text });
    expect(Array.isArray(project.flags.hosts)).toBe(true);
    expect(soundFlags(project.flags)).toEqual(defaultFlags);
  },
);
