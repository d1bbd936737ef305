import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { LeopardError, SetupError } from '../lib/errors.js';
import { VERSION } from '../lib/version.js';

const FAULT = 1;
const WRONG_CALL = 2;
/** As a shell reports a process that Ctrl-C ended. */
const INTERRUPTED = 130;

interface CommandEntry {
  /** Heading in the help. */
  readonly group: string;
  readonly load: () => Promise<Command>;
}

/** In the order of the help. Each is loaded when it is called: what another one needs is a second of start. */
const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  quickstart: { group: 'Start:', load: async () => (await import('./quickstart.js')).quickstartCommand() },
  serve: { group: 'Start:', load: async () => (await import('./serve.js')).serveCommand() },
  models: { group: 'Start:', load: async () => (await import('./models.js')).modelsCommand() },
  keys: { group: 'Start:', load: async () => (await import('./keys.js')).keysCommand() },
  ingest: { group: 'Pictures:', load: async () => (await import('./ingest.js')).ingestCommand() },
  search: { group: 'Pictures:', load: async () => (await import('./search.js')).searchCommand() },
  evaluate: { group: 'Pictures:', load: async () => (await import('./evaluate.js')).evaluateCommand() },
  embed: { group: 'Pictures:', load: async () => (await import('./embed.js')).embedCommand() },
  catalogue: { group: 'Pictures:', load: async () => (await import('./catalogue.js')).catalogueCommand() },
  doctor: { group: 'Data folder:', load: async () => (await import('./doctor.js')).doctorCommand() },
  reindex: { group: 'Data folder:', load: async () => (await import('./reindex.js')).reindexCommand() },
  export: { group: 'Data folder:', load: async () => (await import('./export.js')).exportCommand() },
  import: { group: 'Data folder:', load: async () => (await import('./import.js')).importCommand() },
};

/**
 * The command line, one file a command in this folder.
 * Returns the exit code: 0 done, 1 a fault that the message explains, 2 a wrong call; 130 where a command was interrupted.
 */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const program = await createProgram(argv[2]);
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_CALL;
    process.stderr.write(`${faultText(error)}\n`);
    return error instanceof SetupError && error.code === 'INTERRUPTED' ? INTERRUPTED : FAULT;
  }
}

/** @param name of the one command that is wanted; where it is none, all are there. */
export async function createProgram(name?: string): Promise<Command> {
  const program = new Command('leopard')
    .description('Composed image search over GraphQL: ask with a picture and an instruction.')
    .version(VERSION, '-V, --version', 'print the version')
    .addHelpText('after', '\n`leopard <command> --help` has the options of a command, and examples.');
  const called = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  for (const { group, load } of called ? [called] : Object.values(COMMANDS)) {
    program.addCommand((await load()).helpGroup(group));
  }
  prepare(program, 'leopard');
  return program;
}

/** Commander ends the process by itself, with a code of its own; a wrong call is told apart from a fault. */
function prepare(command: Command, called: string): void {
  command.exitOverride().showHelpAfterError(`\`${called} --help\` shows what there is.`);
  for (const inner of command.commands) prepare(inner, `${called} ${inner.name()}`);
}

/** What went wrong, for the person at the terminal. */
function faultText(error: unknown): string {
  if (error instanceof SetupError || error instanceof LeopardError) return `${error.code}: ${error.message}`;
  // What the system says begins with its code and names the file: "EACCES: permission denied, open 'list.csv'".
  if (error instanceof Error && 'syscall' in error && 'path' in error) return error.message;
  return `INTERNAL_ERROR: This is a fault of Leopard itself. Please report it with these lines:\n${inspect(error)}`;
}
