// The files that fit a plan: its report, its map, and what to deploy in each region.
import type { Plan } from "../plan.ts";
import { composeFiles } from "./compose.ts";
import type { PlanFile, WriteOptions } from "./how.ts";
import { kubernetesFiles } from "./kubernetes.ts";
import { meshedNatsConfiguration, natsConfiguration } from "./nats-configuration.ts";
import { prepareScript } from "./prepare-script.ts";
import { readMe } from "./read-me.ts";
import { regionsOf, type Regions } from "./regions.ts";
import { relayConfiguration } from "./relay-configuration.ts";

export type { PlanFile, WriteOptions } from "./how.ts";

/** The files of a plan. None holds a secret. Throws if the plan has no edge, or two in one metro. */
export function filesOf(plan: Plan, options: WriteOptions): readonly PlanFile[] {
  const regions = regionsOf(plan);
  return [
    { path: "README.md", text: readMe(plan, regions, options) },
    { path: "plan.json", text: options.json },
    { path: "map.svg", text: options.map },
    { path: "prepare.sh", text: prepareScript(regions, options) },
    // What prepare.sh makes stays out of version control.
    { path: ".gitignore", text: "keys/\ntls/\n.env\nsecrets/\n" },
    ...(regions.leaves.length === 0 ? [] : natsFiles(regions)),
    ...(options.deploy === "compose"
      ? composeFiles(plan, options)
      : kubernetesFiles(plan, options)),
  ];
}

function natsFiles({ hub, leaves, all, mesh }: Regions): readonly PlanFile[] {
  const names = all.map(({ name }) => name);
  if (!mesh) {
    const place = { hub: hub.name, leaves: leaves.map(({ name }) => name), tls: true };
    return names.map((region) => ({
      path: `nats/${region}.conf`,
      text: natsConfiguration({ ...place, region }),
    }));
  }
  return names.flatMap((region) => [
    {
      path: `nats/${region}.conf`,
      text: meshedNatsConfiguration({ region, hub: hub.name }),
    },
    {
      path: `nats/${region}-relay.conf`,
      text: relayConfiguration({
        region,
        others: names.filter((name) => name !== region),
        operators: region === hub.name,
      }),
    },
  ]);
}
