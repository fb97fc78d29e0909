// The configuration of Kratos for a project, as YAML to paste.

/** Makes the YAML. `url` is the project's URL at the edge, undefined if it is not known. It is quoted as JSON, which YAML accepts. */
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
