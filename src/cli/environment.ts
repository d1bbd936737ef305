import dotenv from 'dotenv';
import { type Config, readConfig } from '../config.js';

/**
 * The configuration of a command: flags first, then the environment, then `.env` in the current folder.
 * @param flags values by environment name; undefined ones are not set.
 * @throws SetupError CONFIGURATION_INVALID
 */
export function commandConfig(flags: Readonly<Record<string, string | undefined>> = {}): Config {
  const file: Record<string, string> = {};
  dotenv.config({ processEnv: file, quiet: true });
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  return readConfig({ ...file, ...process.env, ...given });
}
