import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import type { Config } from '../config/index.js';
import { createLogger } from '../lib/logger.js';
import { adopt } from '../services/collection/adoption/adopt.js';
import { finderFrom, finderIn, type PictureFinder } from '../services/collection/adoption/find-picture.js';
import { importTarget } from '../services/collection/transfer/import-target.js';
import { openConfiguredEncoder } from '../services/encoder/open.js';
import type { Encoder } from '../services/encoder/types.js';
import { createDecoders } from '../services/image-files/decoders/decoders.js';
import { encoderNumber } from '../services/storage/encoder-number.js';
import { migrationOptions } from '../services/storage/migration/options.js';
import { openDeployment } from '../services/storage/deployment.js';
import { openForeign } from '../services/storage/vectors/milvus/foreign/open.js';
import { DisposableStack } from '../lib/disposable-stack.js';
import { adoptionText } from './adopt/text.js';
import { commandConfig } from './environment.js';
import { tell } from './notices.js';
import { countArgument, settingOption, type SettingFlags } from './options.js';
import { requireWritable, writeOutput } from './output-file.js';
import { progressBar } from './progress.js';
import { untilInterrupted } from './signals.js';

interface Flags extends SettingFlags {
  readonly collection: string;
  readonly vectorField: string;
  readonly pathField: string;
  readonly pictures?: string;
  readonly sample: number;
  readonly report?: string;
}

/** `leopard adopt`: a collection of the tutorial, or one like it, with the vectors that it has. */
export function adoptCommand(): Command {
  return new Command('adopt')
    .description(
      'take over a Milvus collection that a notebook filled: its pictures, its fields, and the vectors that it has',
    )
    .argument('<place>', 'folder of a Milvus Lite, such as milvus_demo.db, or address of a Milvus server')
    .option('--collection <name>', 'the collection', 'multimodal_rag_demo')
    .option('--vector-field <name>', 'its field with the vectors', 'vector')
    .option('--path-field <name>', 'its field with the paths of the pictures', 'image_path')
    .option('--pictures <folder>', 'where the pictures are now, if not where the rows say')
    .option('--sample <count>', 'pictures that are encoded to prove the model', countArgument, 16)
    .option('--report <file.json>', 'write what became of the rows')
    .addOption(settingOption('model'))
    .addOption(settingOption('preprocessing'))
    .addOption(settingOption('dataFolder'))
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
A sample is encoded first: model and preprocessing have to be those that made the vectors (a notebook's: --preprocessing reference).
The rest is stored with the vectors that it has. Fields of a row become metadata. Nothing of the old collection is changed.
Rows name their pictures by paths: relative ones are looked for in this folder and beside the Milvus Lite; below --pictures, by the
path's last parts. VECTOR_STORE_TOKEN, VECTOR_STORE_DATABASE and VECTOR_STORE_TLS are those of the old server.

Stop the Leopard server before. The index is filled when it starts again. It can be interrupted and run again.
Exit code: 0 all good, 1 rows without a picture or with one that was rejected, 2 a wrong call, 130 interrupted.

Examples:
  leopard adopt milvus_demo.db --model visualized-bge-base-en-v1.5 --preprocessing reference
  leopard adopt http://localhost:19530 --collection products --path-field file --pictures photos/ --report report.json`;

async function run(place: string, flags: Flags): Promise<void> {
  const config = commandConfig(flags, { quiet: true });
  await requireWritable(flags.report);
  const logger = createLogger(config.server.logLevel);
  const signal = untilInterrupted('Interrupted before anything was stored.');
  const progress = progressBar('Adopting', 'pictures');
  const opened = new DisposableStack(logger);
  try {
    const source = opened.adopt(
      'old collection',
      await openForeign({ ...flags, address: place }, config.storage, logger),
      (it) => it.close(),
    );
    const decoders = opened.adopt('decoders', createDecoders({ milliseconds: config.limits.decodeTime }), async (it) =>
      it.close(),
    );
    const open = (preprocessing: 'web' | 'reference') => openEncoder(config, preprocessing, decoders);
    const { preprocessing } = config.encoder;
    const encoder = opened.adopt('encoder', await open(preprocessing), (it) => it.close());
    const report = await adopt({
      ...{ source, encoder, decoders, limits: config.limits, sample: flags.sample, pathField: flags.pathField },
      find: finder(place, flags.pictures),
      openOther: () => open(preprocessing === 'web' ? 'reference' : 'web'),
      openTarget: async () => {
        const migration = migrationOptions(config);
        const options = { create: true, migration, logger };
        const storage = opened.adopt('storage', await openDeployment(config.storage, options), (it) => it.close());
        const number = await encoderNumber(storage.database.generations, encoder.identity, storage.place);
        return importTarget(storage, encoder.identity, number);
      },
      onProgress: progress.update,
      signal,
    });
    progress.stop();
    process.stdout.write(`${adoptionText(report, encoder.identity)}\n`);
    if (flags.report !== undefined) await writeOutput(flags.report, `${JSON.stringify(report, null, 2)}\n`);
    const bad = report.missing.length + report.rejected.length > 0;
    process.exitCode = report.interrupted ? 130 : Number(bad);
  } finally {
    progress.stop();
    await opened.disposeAsync();
  }
}

function finder(place: string, pictures: string | undefined): PictureFinder {
  if (pictures !== undefined) return finderIn(resolve(pictures));
  const beside = /^https?:\/\//i.test(place) ? [] : [dirname(resolve(place))];
  return finderFrom([process.cwd(), ...beside]);
}

const openEncoder = (
  config: Config,
  preprocessing: 'web' | 'reference',
  decoders: ReturnType<typeof createDecoders>,
): Promise<Encoder> =>
  openConfiguredEncoder({ ...config, encoder: { ...config.encoder, preprocessing } }, { decoders, onNotice: tell });
