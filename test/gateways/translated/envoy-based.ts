// What Envoy Gateway and Istio make of the objects of their guide: Envoy's own configuration of the ext_authz filter and
// of early header mutations. Envoy Gateway: internal/xds/translator/extauth.go at v1.9.0. Istio: mesh/v1alpha1/config.proto
// (EnvoyExternalAuthorizationHttpProvider) at b8f8791, which names Envoy's member for each of its own. Rules of an
// AuthorizationPolicy: pilot/pkg/security/authz/builder/builder.go and matcher/header.go, same version.
import { parse, stringify } from "yaml";
import { z } from "zod";
import { placed, type Ports } from "../configuration.ts";
import { objectOf, objectsIn, readDeployed, readObjects } from "./kubernetes-files.ts";

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

const authorizationPolicy = z.object({
  action: z.literal("CUSTOM"),
  provider: z.strictObject({ name: z.string() }),
  rules: z.array(
    z.strictObject({
      to: z
        .array(z.strictObject({ operation: z.strictObject({ hosts: names.min(1) }) }))
        .min(1)
        .optional(),
    }),
  ),
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
  const text = placed(await readDeployed("istio/authorization-policy.yaml"), ports, "");
  const objects = objectsIn(text);
  const policy = authorizationPolicy.parse(objectOf(objects, "AuthorizationPolicy").spec);
  const { configPatches } = envoyFilter.parse(objectOf(objects, "EnvoyFilter").spec);
  const [{ patch }] = configPatches;
  const additional = Object.entries(provider.includeAdditionalHeadersInCheck);
  return envoyFiles(ports, {
    connectionManager: patch.value.typed_config,
    before: [shadowRules(policy)],
    authorization: {
      filter_enabled_metadata: {
        filter: "envoy.filters.http.rbac",
        path: [{ key: `${shadowPrefix}shadow_effective_policy_id` }],
        value: { string_match: { prefix: shadowName } },
      },
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

const shadowPrefix = "istio_ext_authz_";
const shadowName = "istio-ext-authz";

/** The filter that marks the requests that the rules match. Envoy asks about these, and lets all others go on. */
function shadowRules({ provider, rules }: z.infer<typeof authorizationPolicy>): object {
  const policies = rules.map(({ to }, at) => {
    const permissions = to?.map(({ operation }) => ({
      or_rules: {
        rules: operation.hosts.map((host) => ({
          header: { name: ":authority", string_match: hostMatch(host) },
        })),
      },
    }));
    return [
      `${shadowName}-${provider.name}-ns[app]-policy[app]-rule[${at}]`,
      { permissions: permissions ?? [{ any: true }], principals: [{ any: true }] },
    ] as const;
  });
  return {
    name: "envoy.filters.http.rbac",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
      shadow_rules_stat_prefix: shadowPrefix,
      shadow_rules: { action: "DENY", policies: Object.fromEntries(policies) },
    },
  };
}

function hostMatch(host: string): object {
  if (host === "*") return { safe_regex: { regex: ".+" } };
  if (host.startsWith("*")) return { suffix: host.slice(1), ignore_case: true };
  if (host.endsWith("*")) return { prefix: host.slice(0, -1), ignore_case: true };
  return { exact: host, ignore_case: true };
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
    /** Filters that run before the question. */
    readonly before?: readonly object[];
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
      ...(made.before ?? []),
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
