import { Command } from 'commander';
import { createLogger } from '../lib/logger.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags } from './options.js';
import { untilTold } from './signals.js';

/** `leopard serve`: the GraphQL server, until SIGTERM or Ctrl-C. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the GraphQL server')
    .addOption(settingOption('dataFolder'))
    .addOption(settingOption('model'))
    .addOption(settingOption('precision'))
    .addOption(settingOption('preprocessing'))
    .addOption(settingOption('vectorStore'))
    .addOption(settingOption('host'))
    .addOption(settingOption('port'))
    .addOption(settingOption('publicUrl'))
    .addOption(settingOption('logLevel'))
    .addHelpText('after', HELP)
    .action(serve);
}

const HELP = `
Every setting is in docs/configuration.md; flags win over the environment, and that over .env.
Ctrl-C or SIGTERM ends it: requests in flight are finished first (DRAIN_SECONDS).

Examples:
  leopard serve
  leopard serve --data-folder my-data --model visualized-bge-base-en-v1.5 --port 8080`;

async function serve(flags: SettingFlags): Promise<void> {
  const config = commandConfig(flags);
  const told = untilTold();
  const { startServer } = await import('../lifecycle.js');
  const server = await startServer(config, createLogger(config.server.logLevel));
  process.stdout.write(`Leopard serves ${server.url}/graphql\n`);
  await told;
  await server.stop();
}
