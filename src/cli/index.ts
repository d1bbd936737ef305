import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { LeopardError, SetupError } from '../lib/errors.js';
import { isTooManyFiles, tooManyOpenFiles } from '../lib/open-files.js';
import { VERSION } from '../lib/version.js';

const FAULT = 1;
const WRONG_CALL = 2;
/** As a shell reports a process that Ctrl-C ended. */
const INTERRUPTED = 130;

interface CommandEntry {
  /** Heading in the help. */
  readonly group: string;
  /** The line in the list of commands, for which none of them is loaded. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** In the order of the help. Each is loaded when it is called: what another one needs is a second of start. */
const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  quickstart: {
    group: 'Start:',
    summary: 'draw a catalogue, ingest it, search it, and keep serving',
    load: async () => (await import('./quickstart.js')).quickstartCommand(),
  },
  serve: {
    group: 'Start:',
    summary: 'run the GraphQL server',
    load: async () => (await import('./serve.js')).serveCommand(),
  },
  models: {
    group: 'Start:',
    summary: 'list, install, verify and remove models',
    load: async () => (await import('./models.js')).modelsCommand(),
  },
  keys: {
    group: 'Start:',
    summary: 'make, list and revoke API keys',
    load: async () => (await import('./keys.js')).keysCommand(),
  },
  ingest: {
    group: 'Pictures:',
    summary: 'store and index pictures: from folders, single files, lists and archives',
    load: async () => (await import('./ingest.js')).ingestCommand(),
  },
  adopt: {
    group: 'Pictures:',
    summary: 'take over a Milvus collection that a notebook filled, with its vectors',
    load: async () => (await import('./adopt.js')).adoptCommand(),
  },
  search: {
    group: 'Pictures:',
    summary: 'search the stored pictures: by a picture, an instruction, or both',
    load: async () => (await import('./search.js')).searchCommand(),
  },
  evaluate: {
    group: 'Pictures:',
    summary: 'measure how well searches are answered, on your own questions',
    load: async () => (await import('./evaluate.js')).evaluateCommand(),
  },
  embed: {
    group: 'Pictures:',
    summary: 'print the embedding of a picture, a text, or both, as JSON',
    load: async () => (await import('./embed.js')).embedCommand(),
  },
  catalogue: {
    group: 'Pictures:',
    summary: 'draw a catalogue of products, ready for ingestion',
    load: async () => (await import('./catalogue.js')).catalogueCommand(),
  },
  doctor: {
    group: 'Data folder:',
    summary: 'check every stored picture and the index; mend what is wrong',
    load: async () => (await import('./doctor.js')).doctorCommand(),
  },
  reindex: {
    group: 'Data folder:',
    summary: 'build the index again from the stored pictures',
    load: async () => (await import('./reindex.js')).reindexCommand(),
  },
  migrate: {
    group: 'Data folder:',
    summary: 'bring the data of an older version to this one',
    load: async () => (await import('./migrate.js')).migrateCommand(),
  },
  export: {
    group: 'Data folder:',
    summary: 'write all pictures with what belongs to them into one .tar',
    load: async () => (await import('./export.js')).exportCommand(),
  },
  copy: {
    group: 'Data folder:',
    summary: 'copy the whole collection into another deployment',
    load: async () => (await import('./copy.js')).copyCommand(),
  },
  import: {
    group: 'Data folder:',
    summary: 'store the pictures of an archive that `leopard export` wrote',
    load: async () => (await import('./import.js')).importCommand(),
  },
};

/**
 * The command line, one file a command in this folder.
 * Returns the exit code: 0 done, 1 a fault that the message explains, 2 a wrong call; 130 where a command was interrupted.
 */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  try {
    const program = await createProgram(commandIn(argv.slice(2)) ?? '');
    await program.parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_CALL;
    process.stderr.write(`${faultText(error)}\n`);
    return error instanceof SetupError && error.code === 'INTERRUPTED' ? INTERRUPTED : FAULT;
  }
}

/**
 * @param name the one command that is wanted: the others are not there, and nothing of them is loaded. Where there is none of this
 * name, all are listed and none can be run; where it is left out, all can.
 */
export async function createProgram(name?: string): Promise<Command> {
  const program = new Command('leopard')
    .description('Composed image search over GraphQL: ask with a picture and an instruction.')
    .version(VERSION, '-V, --version', 'print the version')
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText('after', '\n`leopard <command> --help` has the options of a command, and examples.');
  const called = name !== undefined && Object.hasOwn(COMMANDS, name);
  for (const [known, { group, summary, load }] of Object.entries(COMMANDS)) {
    if (called && known !== name) continue;
    const command = called || name === undefined ? await load() : new Command(known);
    program.addCommand(command.summary(summary).helpGroup(group));
  }
  prepare(program, 'leopard');
  return program;
}

/** The command of a call, or the one that `help` is asked for. */
function commandIn(parameters: readonly string[]): string | undefined {
  const [first, second] = parameters.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}

/** Commander ends the process by itself, with a code of its own; a wrong call is told apart from a fault. */
function prepare(command: Command, called: string): void {
  command.exitOverride().showHelpAfterError(`\`${called} --help\` shows what there is.`);
  for (const inner of command.commands) prepare(inner, `${called} ${inner.name()}`);
}

/** What went wrong, for the person at the terminal. */
function faultText(fault: unknown): string {
  const error = isTooManyFiles(fault) ? tooManyOpenFiles('Too many files are open', fault) : fault;
  if (error instanceof SetupError || error instanceof LeopardError) return `${error.code}: ${error.message}`;
  // What the system says begins with its code and names the file: "EACCES: permission denied, open 'list.csv'".
  if (error instanceof Error && 'syscall' in error && 'path' in error) return error.message;
  return `INTERNAL_ERROR: This is a fault of Leopard itself. Please report it with these lines:\n${inspect(error)}`;
}
