import { Command, Option } from 'commander';
import { SetupError } from '../lib/errors.js';
import {
  changeKeys,
  hashKey,
  KEY_SCOPES,
  keysPath,
  type KeyRecord,
  type KeyScope,
  newKey,
  readKeys,
} from '../services/access/index.js';
import { commandConfig } from './environment.js';
import { countArgument, settingOption, type SettingFlags } from './options.js';

interface CreateOptions extends SettingFlags {
  readonly name: string;
  readonly scope: KeyScope;
  readonly requestsPerMinute?: number;
  readonly days?: number;
  readonly json?: boolean;
}

const DAY_MILLISECONDS = 86_400_000;

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
    .addHelpText('after', "\nExample:\n  leopard keys create --name 'shop page' --scope read --days 90")
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
  return new Command('keys')
    .description('make, list and revoke API keys')
    .addCommand(create)
    .addCommand(list)
    .addCommand(revoke);
}

async function createKey(options: CreateOptions): Promise<void> {
  const { id, key } = newKey();
  const now = Date.now();
  const record: KeyRecord = {
    id,
    name: options.name,
    scope: options.scope,
    hash: hashKey(key),
    createdAt: new Date(now).toISOString(),
    expiresAt: options.days === undefined ? null : new Date(now + options.days * DAY_MILLISECONDS).toISOString(),
    requestsPerMinute: options.requestsPerMinute ?? null,
  };
  await changeKeys(keysPath(commandConfig(options)), (keys) => [...keys, record]);
  if (options.json) return print({ ...shown(record), key });
  process.stdout.write(`${key}\n`);
  process.stderr.write(
    'Keep it now: it is not stored and cannot be shown again. Send it as "Authorization: Bearer <key>".\n',
  );
}

async function listKeys(options: SettingFlags & { readonly json?: boolean }): Promise<void> {
  const keys = await readKeys(keysPath(commandConfig(options)));
  if (options.json) return print(keys.map(shown));
  if (keys.length === 0) process.stderr.write('There are no keys: the server is open to whoever reaches it.\n');
  for (const { id, scope, createdAt, expiresAt, name } of keys) {
    process.stdout.write(`${id}  ${scope.padEnd(5)}  made ${createdAt}  expires ${expiresAt ?? 'never'}  ${name}\n`);
  }
}

async function revokeKeys(ids: readonly string[], flags: SettingFlags): Promise<void> {
  await changeKeys(keysPath(commandConfig(flags)), (keys) => {
    const unknown = ids.filter((id) => !keys.some((key) => key.id === id));
    if (unknown.length > 0) {
      throw new SetupError(
        'KEY_NOT_FOUND',
        `There is no key ${unknown.join(', ')}; nothing was revoked. See \`leopard keys list\`.`,
      );
    }
    return keys.filter(({ id }) => !ids.includes(id));
  });
}

/** What may be shown of a key: not even its hash. */
function shown({ hash: _hash, ...rest }: KeyRecord): Omit<KeyRecord, 'hash'> {
  return rest;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
