// Kratos' configuration for a project, as YAML to paste.

/** `url` is the project's at the edge; undefined while none is known. Quoted as JSON, which YAML reads. */
export function kratosYaml(url: string | undefined, maxAge: string): string {
  const base =
    url === undefined ? "https://sessions.example/" : url.endsWith("/") ? url : `${url}/`;
  return `serve:
  public:
    base_url: ${JSON.stringify(base)}
feature_flags:
  cacheable_sessions: true
  cacheable_sessions_max_age: ${maxAge}
`;
}
