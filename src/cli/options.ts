import { InvalidArgumentError, Option } from 'commander';
import { settingFault } from '../config/index.js';

/** Options that stand for a setting, the same in every command: environment name, flag, description. */
const SETTINGS = {
  host: ['HOST', '--host <address>', 'address to listen on'],
  port: ['PORT', '--port <number>', 'TCP port; 0 takes a free one'],
  publicUrl: ['PUBLIC_URL', '--public-url <url>', 'address by which clients reach the server'],
  logLevel: ['LOG_LEVEL', '--log-level <level>', 'fatal, error, warn, info, debug, trace or silent'],
  dataFolder: ['DATA_FOLDER', '--data-folder <folder>', 'folder of the pictures, "data" by default'],
  vectorStore: ['VECTOR_STORE', '--vector-store <place>', 'folder, name.db or address of the vector store'],
  model: ['MODEL', '--model <id or folder>', 'id of an installed model, or a model folder'],
  precision: ['PRECISION', '--precision <precision>', 'arithmetic of the vectors: fp32 or int8'],
  preprocessing: ['PREPROCESSING', '--preprocessing <variant>', 'how pictures are prepared: web or reference'],
} as const;

type SettingName = keyof typeof SETTINGS;

/** What commander makes of these options. */
export type SettingFlags = { readonly [Name in SettingName]?: string };

/** An option that wins over the setting of the environment; a value that the setting does not take is a wrong call. */
export function settingOption(name: SettingName): Option {
  const [env, flag, description] = SETTINGS[name];
  return settingValueOption(env, flag, `${description} (${env})`);
}

/** An option of a command's own that takes what a setting takes. */
export function settingValueOption(env: string, flag: string, description: string): Option {
  return new Option(flag, description).argParser((value) => {
    const fault = settingFault(env, value);
    if (fault !== undefined) throw new InvalidArgumentError(`${capitalised(fault)}.`);
    return value;
  });
}

/** The settings that were given as options, by environment name. */
export function settingsOf(flags: SettingFlags): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(SETTINGS).map(([name, [env]]) => [env, flags[name as SettingName]] as const),
  );
}

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** For commander: 1, 2, 3 … @throws InvalidArgumentError */
export function countArgument(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 1.');
  return Number(text);
}

/** For commander: 0, 1, 2 … @throws InvalidArgumentError */
export function wholeArgument(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 0.');
  return Number(text);
}
