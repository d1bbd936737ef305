import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../support/pictures.js';
import { ingestingServer } from './support.js';

let server: Awaited<ReturnType<typeof ingestingServer>>;
beforeAll(async () => {
  server = await ingestingServer();
});
afterEach(() => server.deleteAll());
afterAll(() => server.close());

/** Writes a picture of its own for each path below the folder. */
async function pictures(...paths: (string | Buffer)[]): Promise<void> {
  for (const [seed, path] of paths.entries()) {
    const target = typeof path === 'string' ? server.at(path) : Buffer.concat([Buffer.from(server.at('/')), path]);
    await mkdir(typeof path === 'string' ? dirname(server.at(path)) : server.at(dirname(path.toString())), {
      recursive: true,
    });
    await writeFile(target, await picture(seed));
  }
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('leopard ingest of a folder', () => {
  it('tells of a folder that cannot be read, and takes the others', async () => {
    await pictures('deep/a/1.png', 'deep/z/2.png');
    // Deeper than any system opens, whoever asks.
    let bottom = server.at('deep', 'm');
    while (bottom.length < 3800) bottom = join(bottom, 'm'.repeat(200));
    await mkdir(bottom, { recursive: true });
    const below = join(...Array.from({ length: 3 }, () => 'm'.repeat(200)));
    execFileSync('mkdir', ['-p', below], { cwd: bottom });
    const { exitCode, stdout, report } = await server.ingest(server.at('deep'));
    execFileSync('rm', ['-rf', server.at('deep')]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringMatching(/^2 stored, .* 1 rejected/) });
    expect(report).toMatchObject({ total: 3, stored: 2 });
    expect(report.rejected).toEqual([
      {
        file: expect.stringContaining('mmm'),
        code: 'IMAGE_UNREADABLE',
        message: expect.stringMatching(/^The folder cannot be read: E/),
      },
    ]);
  });

  it('counts what it leaves out, by kind, in the summary and in the report', async () => {
    await pictures(
      'mixed/a.png',
      'mixed/@eaDir/a.png/SYNOPHOTO_THUMB_XL.png',
      'mixed/#recycle/b.png',
      'mixed/.thumbs/c.png',
      'mixed/SYNOFILE_THUMB_M.png',
    );
    for (const name of ['1.HEIC', '2.heic', '3.tiff', 'notes', '.hidden.png'])
      await writeFile(server.at('mixed', name), 'x');
    await writeFile(server.at('mixed', 'list.csv'), 'file,price\na.png,1\n');
    await symlink('a.png', server.at('mixed', 'link.png'));
    const { exitCode, stdout, report } = await server.ingest(server.at('mixed'));
    expect(exitCode).toBe(0);
    expect(await server.stored()).toEqual({ 'a.png': { price: 1 } });
    expect(report.leftOut).toEqual({
      ...{ '.heic': 2, '.tiff': 1, 'without extension': 1, hidden: 2, links: 1 },
      ...{ '@eaDir': 1, '#recycle': 1, 'SYNO…_THUMB': 1 },
    });
    expect(stdout).toMatch(
      /\nLeft out: \.heic \(2\), hidden \(2\), .*\.tiff \(1\).*\. JPEG, .* are taken: convert the others first\.\n$/,
    );
  });

  it('keeps every name as it is on the disk, through a server too', async () => {
    const names = [
      'say "hi".png',
      'back\\slash.png',
      ' lead.png',
      'line\nfeed.png',
      'escape\u001b[31m.png',
      '100%22.png',
      'größe.png',
    ];
    await pictures(...names.map((name) => `names/${name}`));
    const { exitCode, stdout, stderr } = await server.ingest(server.at('names'));
    // Own pictures, and a server with the model of the quickstart.
    expect(stderr).toMatch(/^The model demo knows .* `leopard models install visualized-bge-base-en-v1\.5` \(393 MB\)/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(`^${names.length} stored`) });
    expect(Object.keys(await server.stored()).sort()).toEqual([...names].sort());
  });

  it('gives the name of a known picture away only where a list says so', async () => {
    await pictures('first/old.png');
    await server.ingest(server.at('first'));
    await pictures('second/other.png');
    expect((await server.ingest(server.at('second'))).stdout).toMatch(/^0 stored, 0 updated, 1 unchanged/);
    expect(Object.keys(await server.stored())).toEqual(['old.png']);
  });

  it('takes names that are not UTF-8: in a folder, as an argument, in lists', async () => {
    await mkdir(server.at('old'));
    await pictures(latin1('old/café.png'), latin1('old/naïve.png'), latin1('old/Ärger.png'));
    await writeFile(server.at('old', 'list.csv'), latin1('file;price\nnaïve.png;2\n'));
    const whole = await server.ingest(server.at('old'));
    expect(whole.stdout).toMatch(/^3 stored, .* 0 rejected/);
    expect(whole.report.notes).toEqual([
      expect.stringMatching(/list\.csv is not UTF-8: it is read as Windows-1252\.$/),
    ]);
    expect(await server.stored()).toEqual({ 'café.png': {}, 'naïve.png': { price: 2 }, 'Ärger.png': {} });

    // A program hears of such an argument with U+FFFD in it.
    expect((await server.ingest(server.at('old', 'caf\uFFFD.png'))).stdout).toMatch(
      /^0 stored, 0 updated, 1 unchanged/,
    );
    await writeFile(server.at('list.jsonl'), `{"file":"old/Ärger.png","metadata":{"price":3}}\n`);
    expect((await server.ingest(server.at('list.jsonl'))).stdout).toMatch(/^0 stored, 1 updated/);
  });

  it('finds what a list writes in another way, and says what it does not find', async () => {
    await pictures('ways/img/a.png', 'ways/img/Mu\u0308ller.png');
    const lines = [String.raw`img\\a.png`, 'img/M\u00fcller.png', 'img/none.png'];
    await writeFile(
      server.at('ways', 'list.jsonl'),
      lines.map((file) => `{"file":"${file}","metadata":{"listed":true}}\n`).join(''),
    );
    for (const path of [server.at('ways', 'list.jsonl'), server.at('ways')]) {
      const { report } = await server.ingest(path);
      expect(report.total).toBe(3);
      expect(report.rejected.map(({ file, code }) => [file, code])).toEqual([['img/none.png', 'IMAGE_UNREADABLE']]);
      expect(await server.stored()).toEqual({ 'a.png': { listed: true }, 'Mu\u0308ller.png': { listed: true } });
      await server.deleteAll();
    }
  });

  it('says of an archive what it says of a folder', async () => {
    const tar = pack();
    tar.entry({ name: './in/a.png' }, await picture(1));
    tar.entry({ name: 'in/@eaDir/a.png/SYNOPHOTO_THUMB_XL.png' }, await picture(2));
    tar.entry({ name: 'in/b.heic' }, 'x');
    tar.entry({ name: 'in/list.csv' }, 'file;price\na.png;1\nnone.png;2\n');
    tar.finalize();
    await writeFile(server.at('set.tar'), await buffer(tar));
    const { report } = await server.ingest(server.at('set.tar'));
    expect(report).toMatchObject({ total: 2, stored: 1, leftOut: { '@eaDir': 1, '.heic': 1 } });
    expect(report.rejected).toEqual([{ file: 'none.png', code: 'IMAGE_UNREADABLE', message: expect.any(String) }]);
    expect(await server.stored()).toEqual({ 'a.png': { price: 1 } });
  });

  it('reads names of an archive that are not UTF-8', async () => {
    await mkdir(server.at('tarred'));
    await pictures(latin1('tarred/café.png'));
    execFileSync('tar', ['--format=ustar', '-cf', server.at('old.tar'), '-C', server.at('tarred'), '.']);
    await server.ingest(server.at('old.tar'));
    expect(Object.keys(await server.stored())).toEqual(['café.png']);
  });
});
