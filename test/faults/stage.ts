// Does the faults of the run to its scene, and undoes them.
import type { SceneFault } from "./faults.ts";
import type { FaultScene } from "./scene/scene.ts";
import type { SettingsWriter } from "./settings-writer.ts";

/** Ends a fault. Resolves when nothing of it is left but what the product must repair. */
type End = () => Promise<void>;

/** Begins a part of a fault. Resolves once it is in force. */
export async function beginFault(
  scene: FaultScene,
  writer: SettingsWriter,
  fault: SceneFault,
): Promise<End> {
  const { bus, network, edges, controlProcess } = scene;
  const nothing: End = () => Promise.resolve();
  switch (fault.kind) {
    case "link":
      return network.begin({ ...fault.fault, on: { link: fault.link } });
    case "kill-bus":
      await bus.kill(fault.region);
      return () => bus.restart(fault.region);
    case "restart-bus":
      await bus.restart(fault.region);
      return nothing;
    case "freeze-bus": {
      const thaw = await bus.freeze(fault.region);
      return () => Promise.resolve(thaw());
    }
    case "cut-regions":
      return network.begin({ kind: "cut", on: { link: bus.linkBetweenRegions } });
    case "kill-control":
      await writer.inTheMiddle(() => controlProcess.kill());
      return () => controlProcess.start();
    case "kill-edge": {
      const edge = edgeOf(scene, fault.edge);
      await edge.process.kill();
      await scene.reach([...edges.keys()].filter((name) => name !== fault.edge));
      return async () => {
        await edge.process.start();
        await scene.reach();
      };
    }
    case "restart-edge":
      await replaceEdge(scene, fault.edge);
      return nothing;
    case "replace-edges":
      for (const name of edges.keys()) await replaceEdge(scene, name);
      return nothing;
    case "truncate-log":
      await scene.world.witness(await bus.witnessed());
      await bus.truncate();
      return nothing;
    case "repeat-messages":
      await bus.repeat();
      return nothing;
    case "add-region": {
      await bus.addRegion(fault.region);
      const added = await scene.addEdge(fault.edge, fault.region);
      await scene.reach();
      return async () => {
        await scene.reach([...edges.keys()].filter((name) => name !== fault.edge));
        scene.health.forget(fault.edge);
        edges.delete(fault.edge);
        await added.process.stop();
      };
    }
    default:
      return fault satisfies never;
  }
}

/** Replaces an edge as a balancer and an orchestrator do: it gets nothing new, stops, and gets requests when it is ready. */
async function replaceEdge(scene: FaultScene, name: string): Promise<void> {
  const { process } = edgeOf(scene, name);
  await scene.reach([...scene.edges.keys()].filter((other) => other !== name));
  await process.stop();
  await process.start();
  await scene.reach();
}

function edgeOf({ edges }: FaultScene, name: string) {
  const edge = edges.get(name);
  if (edge === undefined) throw new Error(`there is no edge ${name}`);
  return edge;
}
