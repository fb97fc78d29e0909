// A revision of a project as text, for the bus and for the file of last known settings. A reader ignores what it does not
// know, and takes the default for a setting that an earlier version did not send.
import { readPolicies } from "./policy/read-policies.ts";
import type { ServedProject } from "./served-project.ts";
import { defaultProjectSettings, type ProjectSettings } from "./settings.ts";
import { isRecord } from "./session.ts";
import { readSigningKeys } from "./tokens/signing-key.ts";

/** A project as JSON text. */
export function encodeProject(project: ServedProject): string {
  return JSON.stringify(project);
}

/** Reads a project. Undefined if the text is not a project, or if one of its settings is not of the right type. */
export function decodeProject(text: string): ServedProject | undefined {
  const value = parsed(text);
  if (!isRecord(value)) return undefined;
  const { revision, hosts, at, originUrl, adminOriginUrl } = value;
  const settings = decodeSettings(value["settings"]);
  const sentKeys = value["signingKeys"];
  const signingKeys = sentKeys === undefined ? [] : readSigningKeys(sentKeys);
  if (settings === undefined || typeof revision !== "number" || !isTexts(hosts)) return undefined;
  if (signingKeys === undefined) return undefined;
  return {
    version: 1,
    revision,
    settings,
    originUrl: typeof originUrl === "string" ? originUrl : undefined,
    adminOriginUrl: typeof adminOriginUrl === "string" ? adminOriginUrl : undefined,
    hosts,
    at: typeof at === "number" ? at : 0,
    ...(signingKeys.length === 0 ? {} : { signingKeys }),
  };
}

function decodeSettings(value: unknown): ProjectSettings | undefined {
  if (!isRecord(value) || typeof value["project"] !== "string") return undefined;
  const known: Record<string, unknown> = { ...defaultProjectSettings };
  for (const [name, usual] of Object.entries(defaultProjectSettings)) {
    const sent = value[name];
    if (sent === undefined || name in lists) continue;
    if (typeof sent !== typeof usual || (typeof sent === "number" && !(sent >= 0)))
      return undefined;
    known[name] = sent;
  }
  for (const [name, read] of Object.entries(lists)) {
    const sent = value[name];
    const list = sent === undefined ? [] : read(sent);
    if (list === undefined) return undefined;
    known[name] = list;
  }
  return { ...defaultProjectSettings, ...known };
}

/** The settings that are lists, and what reads each. Undefined for a value that it does not understand. */
const lists = {
  policies: readPolicies,
  tokenizeTemplates: (value: unknown) => (isTexts(value) ? value : undefined),
} as const;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
