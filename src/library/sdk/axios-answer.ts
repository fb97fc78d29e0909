// The answer of an adapter, in the shape that axios expects.

/** The answer that axios expects from an adapter. */
export interface AxiosAnswer<Config> {
  data: unknown;
  status: number;
  statusText: string;
  headers: Record<string, string | string[]>;
  config: Config;
}
