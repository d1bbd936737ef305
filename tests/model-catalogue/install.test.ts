import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeModel } from '../../src/services/encoder/models/download/remove.js';
import { resolveModel } from '../../src/services/encoder/models/resolve.js';
import { answer, cutAfter, held } from './local-hub.js';
import { entry, HUB_PATH, noise, sha256, useHub, WEIGHTS } from './support.js';

const { context, install } = useHub();
const model = () => join(context.folder, 'small');
const listing = () => readdir(model()).then((names) => names.sort());
const installed = ['config.json', 'model.pth'];

describe('installing a model', () => {
  it('brings its files and then its config.json; again, it does nothing', async () => {
    await expect(install(entry())).resolves.toEqual({ folder: model(), changed: true });
    expect(await listing()).toEqual(installed);
    expect(sha256(await readFile(join(model(), 'model.pth')))).toBe(sha256(WEIGHTS));
    expect(JSON.parse(await readFile(join(model(), 'config.json'), 'utf8'))).toEqual({ version: 1, name: 'small' });
    expect(context.progress.latest).toEqual([WEIGHTS.length, WEIGHTS.length]);
    expect(context.hub.seen.map(({ path }) => path)).toEqual([HUB_PATH]);
    await expect(install(entry())).resolves.toEqual({ folder: model(), changed: false });
    expect(context.hub.seen).toHaveLength(1);
    await expect(resolveModel('small', context.folder, [entry()])).resolves.toBe(model());
  });

  it('replaces a file that was damaged on disk', async () => {
    await install(entry());
    await writeFile(join(model(), 'model.pth'), noise(WEIGHTS.length, 2));
    await expect(install(entry())).resolves.toMatchObject({ changed: true });
    expect(sha256(await readFile(join(model(), 'model.pth')))).toBe(sha256(WEIGHTS));
  });

  it('says how to, where a model is asked for that is not there', async () => {
    await expect(resolveModel('small', context.folder, [entry()])).rejects.toMatchObject({
      code: 'MODEL_NOT_INSTALLED',
      message: expect.stringContaining('leopard models install small') as string,
    });
    await expect(resolveModel('nonsense', context.folder, [entry()])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  it('refuses a second install at the same time, which works once the first is done', async () => {
    const gate = held();
    context.hub.script.push(gate.handler);
    const first = install(entry());
    await gate.reached;
    await expect(install(entry())).rejects.toMatchObject({ code: 'MODEL_INSTALLING' });
    await expect(removeModel(entry(), context.folder)).rejects.toMatchObject({ code: 'MODEL_INSTALLING' });
    gate.release();
    await expect(first).resolves.toMatchObject({ changed: true });
    await expect(install(entry())).resolves.toMatchObject({ changed: false });
  });

  it('asks for disk space before anything else', async () => {
    const little = install(entry(), { freeBytes: () => Promise.resolve(WEIGHTS.length) });
    await expect(little).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/has 1 MiB free; 65 MiB are needed.*MODELS_FOLDER/) as string,
    });
    expect(context.hub.seen).toEqual([]);
  });

  it('removes all that it brought, unfinished downloads included', async () => {
    context.hub.script.push(cutAfter(0.5, context.progress), answer(404));
    await expect(install(entry())).rejects.toMatchObject({ code: 'HUB_FILE_NOT_FOUND' });
    expect(await listing()).toEqual(['model.pth.part', 'model.pth.part.etag']);
    await removeModel(entry(), context.folder);
    await expect(stat(model())).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(removeModel(entry(), context.folder)).rejects.toMatchObject({ code: 'MODEL_NOT_INSTALLED' });
    await expect(removeModel({ ...entry(), bundled: true }, context.folder)).rejects.toMatchObject({
      code: 'MODEL_BUNDLED',
    });
  });
});

describe('a file whose hash is not known beforehand', () => {
  const unknown = () => entry({ bytes: undefined, sha256: undefined });

  it('is pinned at first use, and it says so; another one is refused from then on', async () => {
    await install(unknown());
    const pins = join(context.folder, 'pins.json');
    expect(context.notices).toEqual([
      `The hash of model.pth was not known beforehand. SHA-256 ${sha256(WEIGHTS)} is pinned now, at first use, in ${pins}.`,
    ]);
    await removeModel(unknown(), context.folder);
    context.hub.files.set(HUB_PATH, { content: noise(1000, 3) });
    await expect(install(unknown())).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    context.hub.files.set(HUB_PATH, { content: WEIGHTS });
    await expect(install(unknown())).resolves.toMatchObject({ changed: true });
    expect(context.notices).toHaveLength(1);
  });
});

describe('installing from files that are there already', () => {
  const put = async (name: string, content: Buffer) => {
    const folder = join(context.folder, 'downloads');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };

  it('takes the file itself under any name, or its folder, without asking the hub', async () => {
    await install(entry(), { from: await put('renamed (1).pth', WEIGHTS) });
    expect(await listing()).toEqual(installed);
    await removeModel(entry(), context.folder);
    await put('model.pth', WEIGHTS);
    await install(entry(), { from: join(context.folder, 'downloads') });
    expect(sha256(await readFile(join(model(), 'model.pth')))).toBe(sha256(WEIGHTS));
    expect(context.hub.seen).toEqual([]);
  });

  it('takes what lies beside it, and asks the hub for the rest only', async () => {
    const tokenizer = { repository: 'somebody/words', revision: 'main', path: 'tokenizer.json' };
    const two = entry({}, [{ name: 'tokenizer.json', source: tokenizer }]);
    context.hub.files.set('/somebody/words/resolve/main/tokenizer.json', { content: Buffer.from('{}') });
    await install(two, { from: await put('model.pth', WEIGHTS) });
    expect(context.hub.seen.map(({ path }) => path)).toEqual(['/somebody/words/resolve/main/tokenizer.json']);
    await removeModel(two, context.folder);
    await put('tokenizer.json', Buffer.from('{}'));
    await install(two, { from: join(context.folder, 'downloads') });
    expect(context.hub.seen).toHaveLength(1);
  });

  it('refuses another file, and one that is not there', async () => {
    const cut = await put('cut.pth', WEIGHTS.subarray(0, 1000));
    await expect(install(entry(), { from: cut })).rejects.toMatchObject({
      code: 'HASH_MISMATCH',
      message: expect.stringMatching(/may be cut off/) as string,
    });
    await expect(install(entry(), { from: join(context.folder, 'nowhere') })).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
    });
    await expect(install(entry(), { from: context.folder })).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      message: expect.stringContaining('has no file model.pth') as string,
    });
    expect(await listing()).toEqual([]);
  });
});
