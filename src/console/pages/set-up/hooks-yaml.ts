// The configuration of Kratos for web hooks to a project, as YAML to paste.

/** What each hook sends: who was changed, and nothing else of the flow. Jsonnet, as Kratos reads it. */
const body = `function(ctx) {
  local steps = std.split(std.split(ctx.request_url, '?')[0], '/'),
  flow: steps[std.length(steps) - 1],
  identity_id: if std.objectHas(ctx, 'identity') && ctx.identity != null then ctx.identity.id else null,
  session_id: if std.objectHas(ctx, 'session') && ctx.session != null then ctx.session.id else null,
}`;

/** Makes the YAML. `url` is where the hooks go. The operator puts an API key in place of `API_KEY`. */
export function hooksYaml(url: string): string {
  return `selfservice:
  flows:
    settings:
      after:
        hooks:
          - &edge-sessions
            hook: web_hook
            config:
              url: ${JSON.stringify(url)}
              method: POST
              body: base64://${btoa(body)}
              auth:
                type: api_key
                config: { in: header, name: X-Api-Key, value: API_KEY }
              response: { ignore: false, parse: false }
    login:
      after: { hooks: [*edge-sessions] }
    registration:
      after: { hooks: [*edge-sessions] }
    recovery:
      after: { hooks: [*edge-sessions] }
    verification:
      after: { hooks: [*edge-sessions] }
`;
}
