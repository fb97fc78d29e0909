// The answer of an adapter, in the shape that axios expects.

/** What axios expects of an adapter. */
export interface AxiosAnswer<Config> {
  data: unknown;
  status: number;
  statusText: string;
  headers: Record<string, string | string[]>;
  config: Config;
}
