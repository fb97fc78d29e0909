// The world of a fault run as a process of its own: it does what it is told over the channel of its parent.
import { World, type WorldSetUp } from "./world.ts";
import type { WorldAnswer, WorldQuestion } from "./world-client.ts";

let world: World | undefined;

async function answer(question: WorldQuestion): Promise<unknown> {
  if (question.what === "start") return start(question.setUp);
  if (world === undefined) throw new Error("the world has not started");
  switch (question.what) {
    case "reach":
      world.reach(question.edges, question.operators);
      return undefined;
    case "witness":
      for (const published of question.published) world.witness(published);
      return undefined;
    case "begin":
      world.begin(question.rates);
      return undefined;
    case "pause":
      await world.load.stop();
      return undefined;
    case "next":
      return world.next;
    case "verdict":
      return world.end(question.fromExchange);
    case "cookie":
      return world.origin.signIn().cookie;
    default:
      return question satisfies never;
  }
}

async function start(setUp: WorldSetUp): Promise<number> {
  world = await World.start(setUp);
  return world.origin.port;
}

process.on("message", ({ id, question }: { id: number; question: WorldQuestion }) => {
  const reply = (told: WorldAnswer): void => {
    process.send?.(told);
  };
  answer(question).then(
    (told) => reply({ id, answer: told }),
    (error: unknown) => {
      reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    },
  );
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches every process of the terminal. The parent ends this one.
process.on("SIGINT", () => undefined);
