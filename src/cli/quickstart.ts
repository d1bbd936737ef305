import { Command } from 'commander';
import { quickstartDemo } from './quickstart/demo.js';
import { quickstartTutorial } from './quickstart/tutorial.js';

export interface QuickstartFlags {
  readonly dataFolder?: string;
  readonly host?: string;
  readonly port?: string;
  readonly vectorStore?: string;
  readonly once?: boolean;
  readonly tutorial?: boolean;
}

/** `leopard quickstart`: from nothing to a search that answers well, and a server to go on with. */
export function quickstartCommand(): Command {
  return new Command('quickstart')
    .description('draw a catalogue, ingest it, search it, and keep serving')
    .option(
      '--tutorial',
      'the Milvus tutorial in place of the drawn catalogue: published weights and Amazon pictures (downloads about 450 MB)',
    )
    .option('--once', 'do all of it, then exit')
    .option('--data-folder <folder>', 'folder of the pictures (DATA_FOLDER)')
    .option('--host <address>', 'address to listen on (HOST)')
    .option('--port <number>', 'TCP port; 0 takes a free one (PORT)')
    .option('--vector-store <place>', 'folder, name.db or address of the vector store (VECTOR_STORE)')
    .action((flags: QuickstartFlags) => (flags.tutorial ? quickstartTutorial(flags) : quickstartDemo(flags)));
}
