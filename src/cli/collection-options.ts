import type { Command } from 'commander';
import { settingOption } from './options.js';
import { apiKeyOption, serverOption } from './running-server.js';

/** The options of commands that work on a collection: through the server that has it, or on the data folder themselves. */
export const withCollectionOptions = (command: Command): Command =>
  command
    .addOption(settingOption('dataFolder'))
    .addOption(settingOption('model'))
    .addOption(settingOption('precision'))
    .addOption(settingOption('preprocessing'))
    .addOption(settingOption('vectorStore'))
    .addOption(serverOption())
    .addOption(apiKeyOption());
