// The configurations under deploy/gateways, as files and as the guides print them.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Every gateway that has a guide and a folder of configuration. */
export const gatewayNames = [
  "nginx",
  "haproxy",
  "caddy",
  "traefik",
  "envoy",
  "oathkeeper",
] as const;

/** One of them. */
export type GatewayName = (typeof gatewayNames)[number];

/** Those that can protect an app by a policy of the edge, and whose program the tests may run. */
export const policyGatewayNames = ["nginx", "haproxy", "caddy", "traefik", "envoy"] as const;

/** One of them. */
export type PolicyGatewayName = (typeof policyGatewayNames)[number];

/** What a gateway asks the edge for: a session check, or the decision of a policy. Each has its own files. */
export type Asks = "check" | "decision";

/** Ports in the files that a reader replaces with their own. */
export interface Ports {
  /** 8080 in the files. */
  readonly gateway: number;
  /** 4000 in the files. */
  readonly edge: number;
  /** 3000 in the files. */
  readonly app: number;
  /** 4003 in the files: where the edge answers HAProxy by SPOE. */
  readonly spoe?: number;
  /** 8081 in the files of a gateway that needs a port more for itself. */
  readonly spare: number;
}

const printed = { gateway: 8080, edge: 4000, spoe: 4003, app: 3000, spare: 8081 };

/** Folders in the files where a reader installs them. */
const installed = /\/etc\/(?:nginx|haproxy|caddy|traefik|envoy|oathkeeper)\//gu;

/** The files of a gateway by name, as they are. */
export async function readConfiguration(gateway: GatewayName): Promise<Map<string, string>> {
  const folder = fileURLToPath(new URL(`../../deploy/gateways/${gateway}/`, import.meta.url));
  const names = await readdir(folder);
  const files = new Map<string, string>();
  for (const name of names.toSorted()) files.set(name, await readFile(folder + name, "utf8"));
  return files;
}

/** The application's host in the files. A test's gateway is found at an address instead. */
const printedHost = "app.example.com";

/** The same text with a test's ports, host and folder in place of the printed ones. Nothing else is changed. */
export function placed(text: string, ports: Ports, folder: string): string {
  const byPrinted = new Map<string, number>();
  for (const use of ["gateway", "edge", "spoe", "app", "spare"] as const) {
    byPrinted.set(String(printed[use]), ports[use] ?? printed[use]);
  }
  return text
    .replaceAll(/\b(?:8080|4000|4003|3000|8081)\b/gu, (port) => String(byPrinted.get(port)))
    .replaceAll(printedHost, "127.0.0.1")
    .replaceAll(installed, `${folder}/`);
}

/** A gateway's guide. */
export function readGuide(gateway: GatewayName): Promise<string> {
  return readPage(gateway);
}

/** A page of the guides for gateways, by name without `.md`. */
export function readPage(name: string): Promise<string> {
  return readFile(new URL(`../../docs/guides/gateways/${name}.md`, import.meta.url), "utf8");
}

/** Contents of the fenced code blocks of a page, in order. */
export function codeBlocks(page: string): readonly string[] {
  return [...page.matchAll(/^```[^\n]*\n(.*?)^```$/gmsu)].map((match) => match[1] ?? "");
}
