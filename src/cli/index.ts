import { Command } from 'commander';
import { LeopardError, SetupError } from '../errors.js';
import { doctorCommand } from './doctor.js';
import { evaluateCommand } from './evaluate.js';
import { keysCommand } from './keys.js';
import { quickstartCommand } from './quickstart.js';
import { reindexCommand } from './reindex.js';
import { serveCommand } from './serve.js';

/**
 * The command line, one file a command in this folder.
 * Returns the exit code: 0 done, 1 a fault that the message explains, 2 a wrong call.
 */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const program = new Command('leopard')
    .description('Composed image search over GraphQL: ask with a picture and an instruction.')
    .showHelpAfterError();
  const commands: Command[] = [quickstartCommand(), serveCommand(), doctorCommand(), evaluateCommand(), keysCommand(), reindexCommand()];
  for (const command of commands) program.addCommand(command);
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (!(error instanceof SetupError) && !(error instanceof LeopardError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 1;
  }
}
