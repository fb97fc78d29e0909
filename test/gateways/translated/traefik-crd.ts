// What Traefik makes of Middleware and IngressRoute objects: the specification of a Middleware is that of a middleware in a
// file (pkg/provider/kubernetes/crd of Traefik 3.7), except that the address of a service is resolved by the cluster.
import { stringify } from "yaml";
import { z } from "zod";
import { placed, type Ports } from "../configuration.ts";
import { objectOf, readDeployed, readObjects } from "./kubernetes-files.ts";

const route = z.object({
  routes: z.tuple([
    z.object({ match: z.string(), middlewares: z.array(z.object({ name: z.string() })) }),
  ]),
});

/** Traefik's files for the guide's objects. */
export async function traefikCrdFiles(
  ports: Ports,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const objects = await readObjects("traefik-crd/middleware.yaml");
  const { routes } = route.parse(objectOf(objects, "IngressRoute").spec);
  const middlewares = Object.fromEntries(
    objects.filter(({ kind }) => kind === "Middleware").map((one) => [one.metadata.name, one.spec]),
  );
  const dynamic = stringify({
    http: {
      routers: {
        app: {
          entryPoints: ["web"],
          rule: routes[0].match,
          middlewares: routes[0].middlewares.map(({ name }) => name),
          service: "app",
        },
      },
      middlewares,
      services: { app: { loadBalancer: { servers: [{ url: "http://127.0.0.1:3000" }] } } },
    },
  }).replace("edge-sessions.identity.svc.cluster.local", "127.0.0.1");
  const fixed = (await readDeployed("traefik/traefik.yml")).replace(
    "edge-sessions.yml",
    "protected-app.yml",
  );
  return new Map([
    ["protected-app.yml", placed(dynamic, ports, folder)],
    ["traefik.yml", placed(fixed, ports, folder)],
  ]);
}
