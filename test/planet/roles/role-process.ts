// A process that plays one role, named by its argument, and does what its parent calls.
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { RoleAnswer, RoleCall } from "./role-client.ts";
import { createRole, isRoleName } from "./roles.ts";

const name = process.argv[2] ?? "";
if (!isRoleName(name)) throw new Error(`there is no role ${name}`);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const made = createRole(name, () => {
  const lateMs = (share: number): number => Math.max(0, delay.percentile(share) / 1e6 - 5);
  const found = { p50Ms: lateMs(50), p99Ms: lateMs(99) };
  delay.reset();
  return found;
});

async function perform({ method, argument }: RoleCall): Promise<unknown> {
  const role = await made;
  const act: unknown = Reflect.get(role, method);
  if (typeof act !== "function") throw new Error(`${name} cannot ${method}`);
  return Reflect.apply(act, role, [argument]) as unknown;
}

process.on("message", (call: RoleCall) => {
  const reply = (told: RoleAnswer): void => {
    process.send?.(told);
  };
  perform(call).then(
    (answer) => reply({ id: call.id, answer }),
    (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      reply({ id: call.id, error: text });
    },
  );
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches every process of the terminal. The parent ends this one.
process.on("SIGINT", () => undefined);
