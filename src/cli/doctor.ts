import { Command } from 'commander';
import { type Diagnosis, examineDataFolder, isHealthy } from '../services/collection/doctor/doctor.js';
import { type Finding, isFault, REPAIRS } from '../services/collection/doctor/findings.js';
import { isShared, openShared } from '../services/storage/shared.js';
import { openVectorEngine } from '../services/storage/vectors/index.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags } from './options.js';
import { progressBar } from './progress.js';

/** Findings of one kind that are named before the rest is only counted. */
const NAMED = 10;

interface Options extends SettingFlags {
  readonly repair?: boolean;
  readonly removeOld?: boolean;
  readonly json?: boolean;
  readonly index: boolean;
}

/** `leopard doctor`: exit code 0 where nothing is wrong (any more), 1 where something is. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check every stored picture, its embedding and the index; mend what is wrong')
    .option('--repair', 'mend what can be mended; pictures that cannot stay are set aside in recovered/ or damaged/')
    .option('--remove-old', 'remove old-format/, which a migration left, where all else is whole')
    .option('--json', 'print the findings as JSON')
    .option('--no-index', 'leave the vector store alone')
    .addOption(settingOption('dataFolder'))
    .addOption(settingOption('vectorStore'))
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
Stop the server before, but where several share the collection. Exit code: 0 all is well, 1 something is wrong, 2 a wrong call.

Examples:
  leopard doctor
  leopard doctor --repair --data-folder my-data`;

async function run({ repair, removeOld, json, index, ...flags }: Options): Promise<void> {
  const { storage } = commandConfig(flags);
  const progress = progressBar('Checking', 'pictures');
  const diagnosis = await examineDataFolder(storage.dataFolder, {
    ...{ repair, removeOld },
    ...(isShared(storage) && { open: () => openShared(storage, { create: false, migrate: false }) }),
    ...(index ? { openEngine: () => openVectorEngine(storage) } : {}),
    onProgress: progress.update,
  }).finally(progress.stop);
  process.stdout.write(
    json
      ? `${JSON.stringify(report(diagnosis), null, 2)}\n`
      : text(diagnosis, { repaired: repair === true, removeOld: removeOld === true }),
  );
  process.exitCode = isHealthy(diagnosis.remaining) ? 0 : 1;
}

function report({ pictures, findings, remaining }: Diagnosis) {
  const described = (list: readonly Finding[]) =>
    list.map((finding) => ({ ...finding, fault: isFault(finding), repair: REPAIRS[finding.kind] }));
  return { healthy: isHealthy(remaining), pictures, findings: described(findings), remaining: described(remaining) };
}

function text(
  { pictures, findings, remaining }: Diagnosis,
  { repaired, removeOld }: { readonly repaired: boolean; readonly removeOld: boolean },
): string {
  const lines = findings.length === 0 ? [] : [...byKind(findings), ''];
  if (repaired && findings.length > 0) {
    const left = remaining.filter(({ kind }) => kind !== 'OLD_FILES');
    lines.push(left.length === 0 ? 'All of it was repaired.' : 'After the repair:', ...byKind(left));
  }
  if (isHealthy(remaining)) lines.push(pictures === 1 ? '1 picture is whole.' : `${pictures} pictures are whole.`);
  else if (!repaired) lines.push('Run `leopard doctor --repair` to mend this. Nothing was changed.');
  else lines.push('What is left needs a hand: see the messages above.');
  if (removeOld) lines.push(oldFilesText(findings, remaining));
  return `${lines.join('\n')}\n`;
}

function oldFilesText(findings: readonly Finding[], remaining: readonly Finding[]): string {
  const are = (list: readonly Finding[]) => list.some(({ kind }) => kind === 'OLD_FILES');
  if (are(remaining)) return 'The files of the older format were kept: something is wrong with what took their place.';
  return are(findings) ? 'The files of the older format were removed.' : 'There are no files of an older format.';
}

function byKind(findings: readonly Finding[]): string[] {
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const list = findings.filter((finding) => finding.kind === kind);
    const named = list.slice(0, NAMED).map(({ subject, message }) => `  ${subject} ${message}`);
    const rest = list.length > NAMED ? [`  … and ${list.length - NAMED} more (--json lists all)`] : [];
    const repair = REPAIRS[kind];
    return [`${kind}: ${list.length}${repair === null ? '' : ` (--repair: ${repair})`}`, ...named, ...rest];
  });
}
