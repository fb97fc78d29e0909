// The error that axios users expect for a status that their `validateStatus` refuses.
import type { AxiosAnswer } from "./axios-answer.ts";

/**
 * An error that `axios.isAxiosError` recognises. Its JSON leaves out the request and the answer, because they hold
 * credentials.
 */
class AdapterError<Config> extends Error {
  readonly isAxiosError = true;
  readonly code: string;
  readonly config: Config;
  readonly status: number | undefined;
  readonly response: AxiosAnswer<Config> | undefined;

  constructor(
    message: string,
    code: string,
    config: Config,
    response: AxiosAnswer<Config> | undefined,
  ) {
    super(message);
    this.name = "AxiosError";
    this.code = code;
    this.config = config;
    this.status = response?.status;
    this.response = response;
  }

  toJSON(): object {
    const { name, message, code, status } = this;
    return { name, message, code, status };
  }
}

/** The error for a refused answer. */
export function axiosErrorOf<Config>(answer: AxiosAnswer<Config>): Error {
  const { status, config } = answer;
  const code = status >= 400 && status < 500 ? "ERR_BAD_REQUEST" : "ERR_BAD_RESPONSE";
  return new AdapterError(`Request failed with status code ${status}`, code, config, answer);
}

/** The error for a request that timed out. */
export function axiosTimeoutOf(config: { readonly timeout?: number }): Error {
  const message = `timeout of ${config.timeout ?? 0}ms exceeded`;
  return new AdapterError(message, "ETIMEDOUT", config, undefined);
}
