import { Command } from 'commander';
import { settingOption } from './options.js';
import type { QuickstartFlags } from './quickstart/flags.js';

/** `leopard quickstart`: from nothing to a search that answers well, and a server to go on with. */
export function quickstartCommand(): Command {
  return new Command('quickstart')
    .description('draw a catalogue, ingest it, search it, and keep serving')
    .option(
      '--tutorial',
      'the Milvus tutorial in place of the drawn catalogue: published weights and Amazon pictures (downloads about 450 MB)',
    )
    .option('--once', 'do all of it, then exit')
    .addOption(settingOption('dataFolder'))
    .addOption(settingOption('vectorStore'))
    .addOption(settingOption('host'))
    .addOption(settingOption('port'))
    .addHelpText('after', HELP)
    .action(run);
}

async function run(flags: QuickstartFlags): Promise<void> {
  if (flags.tutorial) await (await import('./quickstart/tutorial.js')).quickstartTutorial(flags);
  else await (await import('./quickstart/demo.js')).quickstartDemo(flags);
}

const HELP = `
It can be interrupted and run again: what is there is not made again. A second run starts at once.

Examples:
  leopard quickstart
  leopard quickstart --once --data-folder try-it
  leopard quickstart --tutorial`;
