// Prints how well the round trips of the planet's model agree with measured ones, as tables for a document.
//   node scripts/planet-routes.ts [--all]
// Without --all it lists only the routes that are more than 35 % off.
import { greatCircleKm } from "../src/planet/physics/distance.ts";
import { compare, summarize, type ComparedRoute } from "./planet/agreement.ts";
import { measuredRoutes, measurements } from "./planet/measured-routes.ts";

const percent = (share: number) => `${Math.round(100 * share)} %`;
const routes = compare(measuredRoutes);
const lengths = [
  ["up to 1,000 km", 0, 1_000],
  ["1,000 to 4,000 km", 1_000, 4_000],
  ["over 4,000 km", 4_000, Infinity],
] as const;

function row(name: string, some: readonly ComparedRoute[]): void {
  const { routes: count, medianError, bias, within35 } = summarize(some);
  console.log(
    `| ${[name, count, percent(medianError), percent(bias), percent(within35)].join(" | ")} |`,
  );
}

console.log("| routes | how many | median error | median of model above measured | within 35 % |");
console.log("| --- | --- | --- | --- | --- |");
row("all", routes);
for (const { by } of measurements)
  row(
    by,
    routes.filter((route) => route.by === by),
  );
for (const [name, from, to] of lengths)
  row(
    name,
    routes.filter((route) => {
      const km = greatCircleKm(route.from, route.to);
      return km > from && km <= to;
    }),
  );

console.log("");
console.log("| route | km | measured, ms | by | model, ms | model above measured |");
console.log("| --- | --- | --- | --- | --- | --- |");
const listed = process.argv.includes("--all")
  ? routes
  : routes.filter(({ error }) => Math.abs(error) > 0.35);
for (const { from, to, ms, by, modelMs, error } of listed.toSorted((a, b) => a.error - b.error)) {
  const km = Math.round(greatCircleKm(from, to));
  console.log(
    `| ${from.name} – ${to.name} | ${km} | ${ms} | ${by} | ${Math.round(modelMs)} | ${percent(error)} |`,
  );
}
