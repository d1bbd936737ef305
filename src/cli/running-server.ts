import { InvalidArgumentError, Option } from 'commander';
import { fetch } from 'undici';
import { readFolderHolder } from '../services/storage/database/sqlite/folder-lock.js';

/** What commander makes of the options below. */
export interface ServerFlags {
  readonly server?: string;
  readonly apiKey?: string;
}

export interface ServerAddress {
  /** Without `/graphql` and without a slash at the end. */
  readonly url: string;
  readonly apiKey: string | undefined;
}

export const serverOption = () =>
  new Option('--server <url>', 'go through this server; by itself, the one that owns the data folder').argParser(
    serverArgument,
  );

export const apiKeyOption = () => new Option('--api-key <key>', 'API key for the server (LEOPARD_API_KEY)');

/** The server that a command goes through: the one that is named, or the one that owns the data folder. */
export async function runningServer(flags: ServerFlags, dataFolder: string): Promise<ServerAddress | undefined> {
  const url = flags.server ?? (await readFolderHolder(dataFolder))?.url;
  return url ? { url, apiKey: flags.apiKey ?? process.env['LEOPARD_API_KEY'] } : undefined;
}

function serverArgument(text: string): string {
  if (!/^https?:\/\/./i.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('It has to be an address such as http://127.0.0.1:4000.');
  }
  return text.replace(/\/+$/, '').replace(/\/graphql$/, '');
}

/** Asks the server that owns a data folder, as whoever can read the folder. @param token from the folder */
export const askAsOperator = (
  url: string,
  token: string | undefined,
  path: string,
  body: object,
  signal?: AbortSignal,
) =>
  fetch(new URL(path, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
