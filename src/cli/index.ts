import { Command, CommanderError } from 'commander';
import { LeopardError, SetupError } from '../errors.js';

const WRONG_CALL = 2;

/** In the order of the help. Each is loaded when it is called: what another one needs is a second of start. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  quickstart: async () => (await import('./quickstart.js')).quickstartCommand(),
  serve: async () => (await import('./serve.js')).serveCommand(),
  catalogue: async () => (await import('./catalogue.js')).catalogueCommand(),
  doctor: async () => (await import('./doctor.js')).doctorCommand(),
  embed: async () => (await import('./embed.js')).embedCommand(),
  evaluate: async () => (await import('./evaluate.js')).evaluateCommand(),
  export: async () => (await import('./export.js')).exportCommand(),
  import: async () => (await import('./import.js')).importCommand(),
  ingest: async () => (await import('./ingest.js')).ingestCommand(),
  keys: async () => (await import('./keys.js')).keysCommand(),
  models: async () => (await import('./models.js')).modelsCommand(),
  reindex: async () => (await import('./reindex.js')).reindexCommand(),
  search: async () => (await import('./search.js')).searchCommand(),
};

/**
 * The command line, one file a command in this folder.
 * Returns the exit code: 0 done, 1 a fault that the message explains, 2 a wrong call.
 */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const program = new Command('leopard')
    .description('Composed image search over GraphQL: ask with a picture and an instruction.')
    .showHelpAfterError();
  for (const load of needed(argv[2])) program.addCommand(await load());
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

/** The command that is called; all of them for the help. */
function needed(name: string | undefined): (() => Promise<Command>)[] {
  const called = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return called ? [called] : Object.values(COMMANDS);
}
