// What Envoy Gateway and Istio make of the objects of their guide: Envoy's own configuration of the ext_authz filter and
// of early header mutations. Envoy Gateway: internal/xds/translator/extauth.go at v1.9.0. Istio: mesh/v1alpha1/config.proto
// (EnvoyExternalAuthorizationHttpProvider) at b8f8791, which names Envoy's member for each of its own.
import { parse, stringify } from "yaml";
import { z } from "zod";
import { placed, type Ports } from "../configuration.ts";
import { objectOf, readDeployed, readObjects } from "./kubernetes-files.ts";

const names = z.array(z.string());

const securityPolicy = z.object({
  extAuth: z.strictObject({
    failOpen: z.boolean(),
    statusOnError: z.number(),
    headersToExtAuth: names,
    http: z.strictObject({ path: z.string(), headersToBackend: names, backendRefs: z.unknown() }),
  }),
});

const clientTrafficPolicy = z.object({
  headers: z.strictObject({
    withUnderscoresAction: z.literal("DropHeader"),
    earlyRequestHeaders: z.strictObject({
      remove: names,
      set: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    }),
  }),
});

const istioProvider = z.strictObject({
  service: z.string(),
  port: z.number(),
  timeout: z.string(),
  pathPrefix: z.string(),
  failOpen: z.boolean(),
  statusOnError: z.string(),
  includeRequestHeadersInCheck: names,
  includeAdditionalHeadersInCheck: z.record(z.string(), z.string()),
  headersToUpstreamOnAllow: names,
  headersToDownstreamOnDeny: names,
  headersToDownstreamOnAllow: names,
});

const mesh = z.object({
  extensionProviders: z.tuple([z.object({ name: z.string(), envoyExtAuthzHttp: istioProvider })]),
});

const envoyFilter = z.object({
  configPatches: z.tuple([
    z.object({ patch: z.object({ value: z.object({ typed_config: z.looseObject({}) }) }) }),
  ]),
});

const exactly = (list: readonly string[]): object => ({
  patterns: list.map((exact) => ({ exact, ignore_case: true })),
});

const earlyMutation = (mutations: readonly object[]): object => ({
  early_header_mutation_extensions: [
    {
      name: "envoy.http.early_header_mutation.header_mutation",
      typed_config: {
        "@type":
          "type.googleapis.com/envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
        mutations,
      },
    },
  ],
});

/** Envoy's configuration for the guide's SecurityPolicy and ClientTrafficPolicy. */
export async function envoyGatewayFiles(ports: Ports): Promise<ReadonlyMap<string, string>> {
  const objects = await readObjects("envoy-gateway/security-policy.yaml");
  const { extAuth } = securityPolicy.parse(objectOf(objects, "SecurityPolicy").spec);
  const { headers } = clientTrafficPolicy.parse(objectOf(objects, "ClientTrafficPolicy").spec);
  const early = headers.earlyRequestHeaders;
  return envoyFiles(ports, {
    connectionManager: {
      common_http_protocol_options: { headers_with_underscores_action: "DROP_HEADER" },
      ...earlyMutation([
        ...early.remove.map((remove) => ({ remove })),
        ...early.set.map(({ name: key, value }) => ({
          append: { header: { key, value }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" },
        })),
      ]),
    },
    authorization: {
      failure_mode_allow: extAuth.failOpen,
      status_on_error: { code: extAuth.statusOnError },
      allowed_headers: exactly(extAuth.headersToExtAuth),
    },
    service: {
      path_prefix: extAuth.http.path,
      authorization_response: { allowed_upstream_headers: exactly(extAuth.http.headersToBackend) },
    },
  });
}

/** Envoy's configuration for the guide's mesh configuration and EnvoyFilter. */
export async function istioFiles(ports: Ports): Promise<ReadonlyMap<string, string>> {
  const { extensionProviders } = mesh.parse(parse(await readDeployed("istio/mesh.yaml")));
  const [{ envoyExtAuthzHttp: provider }] = extensionProviders;
  const objects = await readObjects("istio/authorization-policy.yaml");
  const { configPatches } = envoyFilter.parse(objectOf(objects, "EnvoyFilter").spec);
  const [{ patch }] = configPatches;
  const additional = Object.entries(provider.includeAdditionalHeadersInCheck);
  return envoyFiles(ports, {
    connectionManager: patch.value.typed_config,
    authorization: {
      failure_mode_allow: provider.failOpen,
      status_on_error: { code: Number(provider.statusOnError) },
      allowed_headers: exactly(provider.includeRequestHeadersInCheck),
    },
    service: {
      path_prefix: provider.pathPrefix,
      authorization_request: {
        headers_to_add: additional.map(([key, value]) => ({ key, value })),
      },
      authorization_response: {
        allowed_upstream_headers: exactly(provider.headersToUpstreamOnAllow),
        allowed_client_headers: exactly(provider.headersToDownstreamOnDeny),
        allowed_client_headers_on_success: exactly(provider.headersToDownstreamOnAllow),
      },
    },
  });
}

const bootstrap = z.looseObject({
  static_resources: z.looseObject({
    listeners: z.tuple([
      z.looseObject({
        filter_chains: z.tuple([
          z.looseObject({
            filters: z.tuple([z.looseObject({ typed_config: z.record(z.string(), z.unknown()) })]),
          }),
        ]),
      }),
    ]),
  }),
});

/** Envoy's guide, with a listener and a filter as a controller writes them. */
async function envoyFiles(
  ports: Ports,
  made: {
    readonly connectionManager: object;
    readonly authorization: object;
    readonly service: object;
  },
): Promise<ReadonlyMap<string, string>> {
  const text = placed(await readDeployed("envoy/protected-app.yaml"), ports, "");
  const config = bootstrap.parse(parse(text));
  const manager = config.static_resources.listeners[0].filter_chains[0].filters[0].typed_config;
  delete manager["common_http_protocol_options"];
  Object.assign(manager, made.connectionManager, {
    http_filters: [
      {
        name: "envoy.filters.http.ext_authz",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
          transport_api_version: "V3",
          ...made.authorization,
          http_service: {
            server_uri: {
              uri: `http://127.0.0.1:${ports.edge}`,
              cluster: "edge_sessions",
              timeout: "10s",
            },
            ...made.service,
          },
        },
      },
      {
        name: "envoy.filters.http.router",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
        },
      },
    ],
  });
  return new Map([["protected-app.yaml", stringify(config)]]);
}
