import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import 'reflect-metadata';
import { createProgram } from '../../../src/cli/index.js';
import { declaredSettings, settingFault } from '../../../src/config/index.js';
import { ROOT } from '../../support/pages.js';
import { leopardCall, type ShellCommand } from './shell.js';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const settings = new Set(declaredSettings().map(({ env }) => env));

/** What the command line says to a call, without running it: the command, its options, their values, its arguments. */
export async function faultOfCall(parameters: readonly string[]): Promise<string | undefined> {
  const program = await createProgram(parameters[0]);
  let told = '';
  const muzzle = (command: Command) => {
    command.configureOutput({ writeErr: (text) => void (told += text), writeOut: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
    command.commands.forEach(muzzle);
  };
  muzzle(program);
  try {
    await program.parseAsync([...parameters], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : told;
    throw error;
  }
  return undefined;
}

/** What is wrong with a command of a page that can be seen without running it. */
export async function faultOf(command: ShellCommand): Promise<string | undefined> {
  for (const [name, value] of Object.entries(command.settings)) {
    if (!settings.has(name)) return `${name} is no setting`;
    const fault = settingFault(name, value);
    if (fault !== undefined) return `${name}: ${fault}`;
  }
  const call = leopardCall(command);
  if (call) return faultOfCall(call);
  const [program = '', verb = '', script = ''] = command.words;
  if (program === 'npm') return faultOfNpm(verb, script);
  if (PROGRAMS.has(program)) return undefined;
  try {
    accessSync(join(ROOT, program), constants.X_OK);
    return undefined;
  } catch {
    return `${program} is no program of the repository, and none that a machine is expected to have`;
  }
}

/** Other people's programs that the pages call; the virtual environment is made by the line before. */
const PROGRAMS = new Set(['curl', 'python3', '.venv/bin/pip', 'docker', 'cp', 'systemctl', 'kubectl']);

function faultOfNpm(verb: string, script: string): string | undefined {
  if (['ci', 'pack', 'install', 'uninstall'].includes(verb)) return undefined;
  const named = verb === 'run' ? script : verb;
  return Object.hasOwn(scripts, named) ? undefined : `package.json has no script ${named}`;
}
