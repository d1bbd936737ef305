import { Command } from 'commander';
import { startServer } from '../lifecycle.js';
import { createLogger } from '../logger.js';
import { commandConfig } from './environment.js';
import { untilTold } from './signals.js';

interface Flags {
  readonly host?: string;
  readonly port?: string;
  readonly dataFolder?: string;
  readonly model?: string;
  readonly vectorStore?: string;
  readonly publicUrl?: string;
  readonly logLevel?: string;
}

/** `leopard serve`: the GraphQL server, until SIGTERM or Ctrl-C. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the GraphQL server')
    .option('--host <address>', 'address to listen on (HOST)')
    .option('--port <number>', 'TCP port; 0 takes a free one (PORT)')
    .option('--data-folder <folder>', 'folder of the pictures (DATA_FOLDER)')
    .option('--model <id or folder>', 'model (MODEL)')
    .option('--vector-store <place>', 'folder, name.db or address of the vector store (VECTOR_STORE)')
    .option('--public-url <url>', 'address by which clients reach it (PUBLIC_URL)')
    .option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent (LOG_LEVEL)')
    .addHelpText(
      'after',
      '\nEvery setting is in docs/configuration.md; flags win over the environment, and that over .env.',
    )
    .action(serve);
}

async function serve(flags: Flags): Promise<void> {
  const config = commandConfig({
    HOST: flags.host,
    PORT: flags.port,
    DATA_FOLDER: flags.dataFolder,
    MODEL: flags.model,
    VECTOR_STORE: flags.vectorStore,
    PUBLIC_URL: flags.publicUrl,
    LOG_LEVEL: flags.logLevel,
  });
  const told = untilTold();
  const server = await startServer(config, createLogger(config.server.logLevel));
  process.stdout.write(`Leopard serves ${server.url}/graphql\n`);
  await told;
  await server.stop();
}
