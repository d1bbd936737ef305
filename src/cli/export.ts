import { Command } from 'commander';
import { exportImages } from '../services/collection/transfer/export.js';
import { openBeside } from '../services/storage/deployment.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags } from './options.js';
import { requireWritable } from './output-file.js';
import { progressBar } from './progress.js';
import { untilInterrupted } from './signals.js';

/** `leopard export`: every picture with its record and embedding as one tar file. */
export function exportCommand(): Command {
  return new Command('export')
    .description('write every stored picture, its metadata and embedding into one .tar, for backup and moving')
    .argument('<file.tar>', 'the archive; an existing one is replaced once the new one is complete')
    .addOption(settingOption('dataFolder'))
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
A server may run meanwhile. Left out are API keys, the secret of picture addresses, earlier searches and what was
spent: \`leopard copy\` takes keys, secret and searches along.

Example:
  leopard export pictures.tar --data-folder my-data`;

async function run(file: string, flags: SettingFlags): Promise<void> {
  const { storage } = commandConfig(flags);
  await requireWritable(file);
  const signal = untilInterrupted('Interrupted. No archive was written.');
  const progress = progressBar('Exporting', 'pictures');
  const options = { onProgress: progress.update, signal };
  const opened = await openBeside(storage);
  const count = await exportImages(opened, file, options).finally(() => {
    progress.stop();
    return opened.close();
  });
  process.stdout.write(`${count} pictures are in ${file}.\n`);
}
