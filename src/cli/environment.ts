import { statSync } from 'node:fs';
import dotenv from 'dotenv';
import { type Config, readConfig } from '../config/index.js';
import { SetupError } from '../lib/errors.js';
import { type SettingFlags, settingsOf } from './options.js';
import { refusalReason } from './output-file.js';

export interface CommandConfigOptions {
  /** For a command that tells its outcome in words: its log has only what goes wrong, where nobody asks for more. */
  readonly quiet?: boolean;
  /** Settings that belong to the command, by environment name; nothing wins over them. */
  readonly fixed?: Readonly<Record<string, string>>;
}

/**
 * The configuration of a command: flags first, then the environment, then `.env` in the current folder.
 * @throws SetupError CONFIGURATION_INVALID, DATA_FOLDER_INVALID
 */
export function commandConfig(flags: SettingFlags = {}, { quiet, fixed }: CommandConfigOptions = {}): Config {
  const file: Record<string, string> = {};
  dotenv.config({ processEnv: file, quiet: true });
  const given = Object.fromEntries(Object.entries(settingsOf(flags)).filter(([, value]) => value !== undefined));
  const config = readConfig({ ...(quiet && { LOG_LEVEL: 'warn' }), ...file, ...process.env, ...given, ...fixed });
  requireFolder(config.storage.dataFolder);
  return config;
}

/** A folder, or a place where one can be. */
function requireFolder(path: string): void {
  const refuse = (reason: string, cause?: unknown): never => {
    const message = `${path} cannot be the data folder: ${reason}. Name another one: DATA_FOLDER, --data-folder.`;
    throw new SetupError('DATA_FOLDER_INVALID', message, { cause });
  };
  let found;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    refuse(refusalReason(error) ?? String(error), error);
  }
  if (found?.isDirectory() === false) refuse('there is a file of this name');
}
