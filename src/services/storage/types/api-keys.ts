export type ApiKeyScope = 'read' | 'write';

/** What is kept of a key; the key itself is shown once, when it is made. */
export interface ApiKeyRecord {
  /** Names the key; no secret. */
  readonly id: string;
  readonly name: string;
  readonly scope: ApiKeyScope;
  /** SHA-256 of the key, hexadecimal. */
  readonly hash: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601; the key is refused from then on. */
  readonly expiresAt: string | null;
  /** Requests per minute; null for what the configuration says. */
  readonly requestsPerMinute: number | null;
}

export interface ApiKeys {
  /** Oldest first. */
  list(): Promise<ApiKeyRecord[]>;
  /** @returns false where the id is taken, and nothing was written */
  add(key: ApiKeyRecord): Promise<boolean>;
  /** @returns whether it was there */
  remove(id: string): Promise<boolean>;
}
