import { Command, Option } from 'commander';
import { SetupError } from '../lib/errors.js';
import type { ModelSwitchAnswer, ModelSwitchRequest } from '../http/model-switch.js';
import type { ModelSwitchStatus, SwitchPlan } from '../services/generations/model-switch.js';
import { readFolderHolder } from '../services/storage/database/sqlite/folder-lock.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags } from './options.js';
import { askAsOperator } from './running-server.js';

interface Options extends SettingFlags {
  readonly encoderUrl?: string;
  readonly dryRun?: boolean;
  readonly back?: boolean;
  readonly drop?: boolean;
  readonly status?: boolean;
}

/** `leopard models switch`: another model for all pictures, while the server answers. */
export function modelsSwitchCommand(): Command {
  return new Command('switch')
    .description('encode all pictures again by another model, beside the running server, and let it answer then')
    .argument('[id or folder]', 'an installed model, or a model folder')
    .option(
      '--encoder-url <address>',
      'the model is served there (ENCODER_URL); its other settings are those of the server',
    )
    .addOption(
      new Option('--dry-run', 'say what it would take, and change nothing').conflicts(['back', 'drop', 'status']),
    )
    .addOption(new Option('--back', 'before the switch: give it up; after it: the model before answers again, at once'))
    .addOption(new Option('--drop', 'forget the model that does not answer, before its day is over').conflicts('back'))
    .addOption(new Option('--status', 'how far it is').conflicts(['back', 'drop']))
    .addOption(settingOption('dataFolder'))
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
Searches are answered by the model before until the new one has all pictures. Afterwards the one before is kept for a day.
Set MODEL to the new model before the next start of the server; until then the server keeps to the switch by itself.

Examples:
  leopard models switch bge-vl-base --dry-run
  leopard models switch bge-vl-base
  leopard models switch --back`;

async function run(model: string | undefined, options: Options): Promise<void> {
  const config = commandConfig(options);
  const answer = await ask(config.storage.dataFolder, requestOf(model, options));
  if ('error' in answer) throw new SetupError(answer.error.code, answer.error.message);
  process.stdout.write('plan' in answer ? planText(answer.plan) : statusText(answer.status));
}

function requestOf(model: string | undefined, options: Options): ModelSwitchRequest {
  if (options.back) return { action: 'back' };
  if (options.drop) return { action: 'drop' };
  if (options.status) return { action: 'status' };
  if (model === undefined) {
    throw new SetupError('MODEL_NOT_NAMED', 'Name the model to switch to: `leopard models list` shows what there is.');
  }
  const target = { model, encoderUrl: options.encoderUrl ?? null };
  return { action: options.dryRun ? 'plan' : 'start', target };
}

async function ask(dataFolder: string, request: ModelSwitchRequest): Promise<ModelSwitchAnswer> {
  const holder = await readFolderHolder(dataFolder);
  if (!holder?.url) {
    throw new SetupError(
      'SERVER_NOT_RUNNING',
      `No server runs with ${dataFolder}. Start it: a switch happens beside a running server.`,
    );
  }
  const answer = await askAsOperator(holder.url, holder.token, '/model-switch', request);
  return (await answer.json()) as ModelSwitchAnswer;
}

function planText({ pictures, seconds, bytes, freeBytes }: SwitchPlan): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return `${pictures} pictures: about ${minutes} min of encoding, while the server answers; about ${megabytes(bytes)} MB of disk space, of ${megabytes(freeBytes)} MB free. Nothing was changed.\n`;
}

function statusText(status: ModelSwitchStatus | null): string {
  if (status === null) return 'No switch of models is under way, and none can be taken back.\n';
  const { state, from, to, done, total, failed, keptUntil, lastError } = status;
  const says = {
    ENCODING: `${to} has encoded ${done} of ${total} pictures; ${from} answers meanwhile. \`leopard models switch --status\` says how far it is.`,
    SWITCHED: `${to} answers. ${from} is kept until ${keptUntil}: \`leopard models switch --back\` returns to it at once.`,
    BACK: `${from} answers again. ${to} is kept until ${keptUntil}: \`leopard models switch --back\` returns to it at once.`,
  }[state];
  const notes = [
    ...(failed > 0 ? [`${failed} pictures cannot be encoded; the log of the server names them.`] : []),
    ...(lastError === null ? [] : [`It does not get on: ${lastError}`]),
  ];
  return `${[says, ...notes].join('\n')}\n`;
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
