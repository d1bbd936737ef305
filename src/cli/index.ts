import { Command, CommanderError } from 'commander';
import { LeopardError, SetupError } from '../errors.js';
import { catalogueCommand } from './catalogue.js';
import { doctorCommand } from './doctor.js';
import { embedCommand } from './embed.js';
import { evaluateCommand } from './evaluate.js';
import { exportCommand } from './export.js';
import { importCommand } from './import.js';
import { ingestCommand } from './ingest.js';
import { keysCommand } from './keys.js';
import { modelsCommand } from './models.js';
import { quickstartCommand } from './quickstart.js';
import { reindexCommand } from './reindex.js';
import { serveCommand } from './serve.js';

const WRONG_CALL = 2;

/**
 * The command line, one file a command in this folder.
 * Returns the exit code: 0 done, 1 a fault that the message explains, 2 a wrong call.
 */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const program = new Command('leopard')
    .description('Composed image search over GraphQL: ask with a picture and an instruction.')
    .showHelpAfterError();
  const commands: Command[] = [
    quickstartCommand(),
    serveCommand(),
    catalogueCommand(),
    doctorCommand(),
    embedCommand(),
    evaluateCommand(),
    exportCommand(),
    importCommand(),
    ingestCommand(),
    keysCommand(),
    modelsCommand(),
    reindexCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  throwInsteadOfExit(program);
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_CALL;
    if (!(error instanceof SetupError) && !(error instanceof LeopardError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 1;
  }
}

/** Commander ends the process by itself, with a code of its own; a wrong call is told apart from a fault. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) throwInsteadOfExit(inner);
}
