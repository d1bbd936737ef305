import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../../lib/errors.js';
import { isMissing } from '../../../lib/atomic-file.js';
import type { BulkWriter } from './bulk-writer.js';
import { oldPaths, SHA256 } from './old-folder.js';

export interface CopyDeploymentOptions {
  readonly folder: string;
  /** Of the API keys, where it is not among the data. */
  readonly keysFile: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Writes what belongs to the deployment and not to its pictures.
 * @throws SetupError KEYS_UNREADABLE, SIGNING_SECRET_UNREADABLE, VECTOR_STORE_OWNER_UNREADABLE, SPENDING_UNREADABLE
 */
export function copyDeployment(writer: BulkWriter, { folder, keysFile, now }: CopyDeploymentOptions): void {
  const paths = oldPaths(folder);
  copyKeys(writer, keysFile ?? paths.keys);
  const secret = read(paths.secret, z.string().trim().regex(SHA256), SECRET, false);
  if (secret !== undefined) writer.insert('setting', { name: 'signing_secret', value: secret });
  // The index bears a name that was made from this id: with it, it goes on.
  const owner = read(paths.owner, z.object({ owner: z.uuid() }), OWNER)?.owner;
  if (owner !== undefined) writer.insert('setting', { name: 'deployment_id', value: owner });
  copySpending(writer, paths.spending, now);
  copyRankings(writer, paths.rankings, now);
}

const keyFile = z.object({
  format: z.literal(1),
  keys: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string(),
      scope: z.enum(['read', 'write']),
      hash: z.string().regex(SHA256),
      createdAt: z.string(),
      expiresAt: z.string().nullable(),
      requestsPerMinute: z.number().int().positive().nullable(),
    }),
  ),
});

function copyKeys(writer: BulkWriter, path: string): void {
  for (const { id, name, scope, hash, ...key } of read(path, keyFile, KEYS)?.keys ?? []) {
    const { createdAt: created_at, expiresAt: expires_at, requestsPerMinute: requests_per_minute } = key;
    const more = { created_at, expires_at, requests_per_minute };
    writer.insert('api_key', { id, name: JSON.stringify(name), scope, hash, ...more });
  }
}

const DAY_MILLISECONDS = 86_400_000;
const spendingFile = z.object({ day: z.iso.date(), dollars: z.number().min(0) });

function copySpending(writer: BulkWriter, path: string, now: number): void {
  const spending = read(path, spendingFile, SPENDING);
  if (spending === undefined) return;
  const ends_at = Date.parse(spending.day) + DAY_MILLISECONDS;
  if (ends_at > now)
    writer.insert('spending', { budget: `dollars ${spending.day}`, amount: spending.dollars, ends_at });
}

/** As the library wrote them that kept them: the value in two envelopes, the outer one of which holds text. */
const rankingFile = z.object({ value: z.string() });
const rankingValue = z.object({ value: z.object({ expires: z.number() }).loose() });
/** `keyv:` and the key, as a file name. */
const RANKING = /^keyv_3a([0-9a-f]{64})$/;

/** Rankings that cannot be read are made again when somebody asks. */
function copyRankings(writer: BulkWriter, folder: string, now: number): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const [, key] = RANKING.exec(name) ?? [];
    const file = key === undefined ? undefined : rankingFile.safeParse(json(readFileSync(join(folder, name), 'utf8')));
    const found = rankingValue.safeParse(json(file?.data?.value ?? ''));
    if (key === undefined || !found.success) continue;
    const { expires: expires_at, ...ranking } = found.data.value;
    if (expires_at > now) writer.insert('ranking', { key, ranking: JSON.stringify(ranking), expires_at });
  }
}

interface Unreadable {
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
}

const KEYS: Unreadable = {
  code: 'KEYS_UNREADABLE',
  what: 'The API keys',
  remedy: 'Put the file back from a backup, or delete it and make new keys with `leopard keys create`',
};
const SECRET: Unreadable = {
  code: 'SIGNING_SECRET_UNREADABLE',
  what: 'The secret that picture addresses are signed with',
  remedy: 'Delete the file: a new one is made, and picture addresses handed out so far expire at once',
};
const OWNER: Unreadable = {
  code: 'VECTOR_STORE_OWNER_UNREADABLE',
  what: 'The name of the index',
  remedy: 'Restore the file from a backup, or delete it: a new index is then built from the stored pictures',
};
const SPENDING: Unreadable = {
  code: 'SPENDING_UNREADABLE',
  what: 'The spending of the day',
  remedy: 'Delete the file: the budget of the day for rankings then begins anew',
};

/** Undefined where there is no file. */
function read<T extends z.ZodType>(
  path: string,
  schema: T,
  { code, what, remedy }: Unreadable,
  isJson = true,
): z.output<T> | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return schema.parse(isJson ? JSON.parse(text) : text);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new SetupError(code, `${what} in ${path} cannot be read. ${remedy}.`, { cause: error });
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
