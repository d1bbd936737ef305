import { Command } from 'commander';
import { createLogger } from '../lib/logger.js';
import { migrationOptions } from '../services/storage/migration/options.js';
import { openDeployment } from '../services/storage/deployment.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags } from './options.js';
import { progressBar } from './progress.js';

/** `leopard migrate`: what an older version wrote becomes what this one reads. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the data of an older version to this one; a start does so too, unless MIGRATE=false')
    .addOption(settingOption('dataFolder'))
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
Stop the server and make a backup before. Nothing is encoded or indexed again; killed at any moment, the folder is
the old one or the new one. Files of the oldest format stay in old-format/ until \`leopard doctor --remove-old\`.

Examples:
  leopard migrate
  leopard migrate --data-folder my-data`;

async function run(flags: SettingFlags): Promise<void> {
  const config = commandConfig(flags);
  const progress = progressBar('Migrating', 'pictures');
  const migration = { ...migrationOptions(config), allowed: true, onProgress: progress.update };
  const logger = createLogger(config.server.logLevel);
  const storage = await openDeployment(config.storage, { create: false, migration, logger }).finally(progress.stop);
  try {
    const pictures = await storage.database.images.count();
    process.stdout.write(`${storage.place} is up to date: ${pictures} ${pictures === 1 ? 'picture' : 'pictures'}.\n`);
  } finally {
    await storage.close();
  }
}
