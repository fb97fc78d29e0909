// What is read of a project's settings: as they were written, by another version, by nobody.
import { describe, expect, test } from "vitest";
import type { ServedProject } from "./served-project.ts";
import { decodeProject, encodeProject } from "./served-project-text.ts";
import { defaultProjectSettings } from "./settings.ts";

const project: ServedProject = {
  version: 1,
  revision: 7,
  settings: { ...defaultProjectSettings, project: "acme", maxAgeMs: 30_000 },
  originUrl: "https://kratos.example",
  adminOriginUrl: undefined,
  hosts: ["acme.example"],
  at: 1_700_000_000_000,
};

describe("a project as text", () => {
  test("It is read as it was written.", () => {
    expect(decodeProject(encodeProject(project))).toEqual(project);
  });

  test("Settings that an earlier version did not send have their defaults.", () => {
    const { degradedMaxAgeMs: _later, ...earlier } = project.settings;
    const text = JSON.stringify({ ...project, settings: earlier });
    expect(decodeProject(text)?.settings).toEqual(project.settings);
  });

  test("Members that a later version sends are ignored.", () => {
    const text = JSON.stringify({
      ...project,
      region: "eu",
      settings: { ...project.settings, x: 1 },
    });
    expect(decodeProject(text)).toEqual(project);
  });

  test("Its signing keys are read as they were written, and none is sent if there are none.", () => {
    const signingKeys = [
      {
        keyId: "kid",
        algorithm: "EdDSA",
        publicJwk: { kty: "OKP", crv: "Ed25519", x: "xxx" },
        sealed: "a.b.c.d.e",
        createdAtMs: 1,
        signsFromMs: 2,
      },
    ] as const;
    const signing = { ...project, signingKeys };
    expect(decodeProject(encodeProject(signing))).toEqual(signing);
    expect(decodeProject(encodeProject({ ...project, signingKeys: [] }))).toEqual(project);
  });

  test.each([
    "",
    "null",
    "[]",
    "{}",
    JSON.stringify({ ...project, revision: "7" }),
    JSON.stringify({ ...project, signingKeys: [{ keyId: "kid" }] }),
    JSON.stringify({ ...project, signingKeys: "none" }),
    JSON.stringify({ ...project, hosts: [7] }),
    JSON.stringify({ ...project, settings: { ...project.settings, project: undefined } }),
    JSON.stringify({ ...project, settings: { ...project.settings, cacheableSessions: "yes" } }),
    JSON.stringify({ ...project, settings: { ...project.settings, maxAgeMs: -1 } }),
    JSON.stringify({ ...project, settings: { ...project.settings, maxAgeMs: null } }),
  ])("The text %s is not a project.", (text) => {
    expect(decodeProject(text)).toBeUndefined();
  });
});
