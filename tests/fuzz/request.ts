/** What is sent to the endpoint. */
export interface FuzzRequest {
  readonly method: string;
  /** Behind the endpoint's address. */
  readonly search: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}
