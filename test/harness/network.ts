// The network between real processes, for tests: each connection between two parties goes through a link, and a link
// can be slow, lose bytes, be cut, refuse, reset, or be half-open. Everything is on loopback.
import { createClock } from "../../src/runtime/node.ts";
import type { LinkFault } from "./network/faults.ts";
import { Link, type Heal, type LinkOptions, type LinkSources } from "./network/link.ts";

export { playFaults } from "./network/script.ts";
export type { ScriptedFault } from "./network/script.ts";
export type { Link };

/** Which links a fault is of: one by its name, or all between two parties, or all that a party has. */
type Place = { readonly link: string } | { readonly parties: readonly [string, string?] };

/** A fault with its place, as a script has it. */
export type NetworkFault = LinkFault & { readonly on: Place };

/** Several named links. */
export interface Network {
  /** Opens a link. Rejects if there is one of that name. */
  link(options: LinkOptions): Promise<Link>;
  /** Begins a fault on the links of its place, which have to exist. */
  begin(fault: NetworkFault): Promise<Heal>;
  /** Cuts all links that exist between two parties, or between one and all others. */
  partition(party: string, other?: string): Promise<Heal>;
  /** Ends all faults of all links. */
  heal(): Promise<void>;
  /** Closes all links with their connections. */
  close(): Promise<void>;
}

/** Creates a network without links. Time and jitter are real ones unless given. */
export function createNetwork(sources: Partial<LinkSources> = {}): Network {
  const { clock = createClock(), random = Math.random, slackMs = 0 } = sources;
  const links = new Map<string, Promise<Link>>();
  const all = (act: (link: Link) => Promise<void>): Promise<unknown> =>
    Promise.all([...links.values()].map(async (link) => act(await link)));

  async function linksAt(place: Place): Promise<readonly Link[]> {
    const found = (await Promise.all(links.values())).filter((link) => isAt(place, link));
    if (found.length > 0) return found;
    throw new Error(`The network has no link for ${JSON.stringify(place)}.`);
  }

  async function begin({ on, ...fault }: NetworkFault): Promise<Heal> {
    const heals = await Promise.all((await linksAt(on)).map((link) => link.begin(fault)));
    return async () => {
      await Promise.all(heals.map((heal) => heal()));
    };
  }

  return {
    async link(options) {
      if (links.has(options.name))
        throw new Error(`The network already has a link ${options.name}.`);
      const link = Link.open(options, { clock, random, slackMs });
      links.set(options.name, link);
      return link;
    },
    begin,
    partition: (party, other) =>
      begin({ kind: "cut", on: { parties: other === undefined ? [party] : [party, other] } }),
    async heal() {
      await all((link) => link.heal());
    },
    async close() {
      await all((link) => link.close());
      links.clear();
    },
  };
}

function isAt(place: Place, link: Link): boolean {
  if ("link" in place) return place.link === link.name;
  const [one, other] = place.parties;
  const ends = [link.from, link.to];
  return ends.includes(one) && (other === undefined || (ends.includes(other) && one !== other));
}
