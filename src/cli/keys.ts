import { Command, Option } from 'commander';
import { SetupError } from '../lib/errors.js';
import { hashKey, KEY_SCOPES, newKey, newSigningSecret } from '../services/access/index.js';
import type { ApiKeyRecord, ApiKeyScope } from '../services/storage/types/index.js';
import { commandConfig } from './environment.js';
import { withDatabase, withNewDatabase } from './keys/open-keys.js';
import { countArgument, settingOption, type SettingFlags } from './options.js';

interface CreateOptions extends SettingFlags {
  readonly name: string;
  readonly scope: ApiKeyScope;
  readonly requestsPerMinute?: number;
  readonly days?: number;
  readonly json?: boolean;
}

const DAY_MILLISECONDS = 86_400_000;

const CREATE_HELP = `
A server that runs follows within a second. Before the first start, an empty data folder takes the key.

Example:
  leopard keys create --name 'shop page' --scope read --days 90`;

/** `leopard keys`: API keys of a server, running or not. */
export function keysCommand(): Command {
  const create = new Command('create')
    .description('make an API key; it is shown this once')
    .option('--name <text>', 'what it is for', '')
    .addOption(
      new Option('--scope <scope>', 'write: everything; read: no mutations').choices(KEY_SCOPES).default('read'),
    )
    .option('--requests-per-minute <n>', 'in place of REQUESTS_PER_MINUTE', countArgument)
    .option('--days <n>', 'good for so many days; for ever where it is left out', countArgument)
    .option('--json', 'print the key as JSON')
    .addOption(settingOption('dataFolder'))
    .addHelpText('after', CREATE_HELP)
    .action(createKey);
  const list = new Command('list')
    .description('list the keys, without what is secret of them')
    .option('--json', 'print the keys as JSON')
    .addOption(settingOption('dataFolder'))
    .action(listKeys);
  const revoke = new Command('revoke')
    .description('make keys invalid; a running server follows within a second')
    .argument('<id...>', 'ids as listed')
    .addOption(settingOption('dataFolder'))
    .action(revokeKeys);
  const voiding = new Command('void-addresses')
    .description("make all signed picture addresses void, from the server's next start on")
    .addOption(settingOption('dataFolder'))
    .action(voidAddresses);
  return new Command('keys')
    .description('make, list and revoke API keys')
    .addCommand(create)
    .addCommand(list)
    .addCommand(revoke)
    .addCommand(voiding);
}

async function createKey(options: CreateOptions): Promise<void> {
  const { record, key } = await withNewDatabase(
    commandConfig(options, { quiet: true }),
    async ({ apiKeys, images }) => {
      // Servers let it expire by this clock too.
      const now = await images.clock();
      for (;;) {
        const made = keyFor(options, now);
        // Eight digits may be taken, if rarely.
        if (await apiKeys.add(made.record)) return made;
      }
    },
  );
  if (options.json) return print({ ...shown(record), key });
  process.stdout.write(`${key}\n`);
  process.stderr.write(
    'Keep it now: it is not stored and cannot be shown again. Send it as "Authorization: Bearer <key>".\n',
  );
}

function keyFor({ name, scope, days, requestsPerMinute }: CreateOptions, now: number) {
  const { id, key } = newKey();
  const record: ApiKeyRecord = {
    id,
    name,
    scope,
    hash: hashKey(key),
    createdAt: new Date(now).toISOString(),
    expiresAt: days === undefined ? null : new Date(now + days * DAY_MILLISECONDS).toISOString(),
    requestsPerMinute: requestsPerMinute ?? null,
  };
  return { record, key };
}

async function listKeys(options: SettingFlags & { readonly json?: boolean }): Promise<void> {
  const keys = await withDatabase(commandConfig(options), ({ apiKeys }) => apiKeys.list());
  if (options.json) return print(keys.map(shown));
  if (keys.length === 0) process.stderr.write('There are no keys: the server is open to whoever reaches it.\n');
  for (const { id, scope, createdAt, expiresAt, name } of keys) {
    process.stdout.write(`${id}  ${scope.padEnd(5)}  made ${createdAt}  expires ${expiresAt ?? 'never'}  ${name}\n`);
  }
}

async function revokeKeys(ids: readonly string[], flags: SettingFlags): Promise<void> {
  await withDatabase(commandConfig(flags), async ({ apiKeys }) => {
    const known = new Set((await apiKeys.list()).map(({ id }) => id));
    const unknown = ids.filter((id) => !known.has(id));
    if (unknown.length > 0) {
      throw new SetupError(
        'KEY_NOT_FOUND',
        `There is no key ${unknown.join(', ')}; nothing was revoked. See \`leopard keys list\`.`,
      );
    }
    for (const id of ids) await apiKeys.remove(id);
  });
}

async function voidAddresses(flags: SettingFlags): Promise<void> {
  await withDatabase(commandConfig(flags), ({ settings }) => settings.replace('signing_secret', newSigningSecret()));
  process.stderr.write('Addresses handed out so far are void when the server is started again.\n');
}

/** What may be shown of a key: not even its hash. */
function shown({ hash: _hash, ...rest }: ApiKeyRecord): Omit<ApiKeyRecord, 'hash'> {
  return rest;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
