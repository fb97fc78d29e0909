// Body of the web hooks by which Ory Kratos tells an edge of Edge Sessions whom a flow has changed:
// POST /hooks/kratos on the edge's admin listener. Nothing else of the flow leaves Kratos; above all no cookies and
// no request headers, which hold live sessions.
function(ctx) {
  // "http://…/self-service/settings?flow=…" is the flow "settings".
  local steps = std.split(std.split(ctx.request_url, '?')[0], '/'),
  flow: steps[std.length(steps) - 1],
  identity_id: if std.objectHas(ctx, 'identity') && ctx.identity != null then ctx.identity.id else null,
  session_id: if std.objectHas(ctx, 'session') && ctx.session != null then ctx.session.id else null,
}
