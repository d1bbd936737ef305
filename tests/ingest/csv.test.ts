import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../support/pictures.js';
import { ingestingServer } from './support.js';

let server: Awaited<ReturnType<typeof ingestingServer>>;
beforeAll(async () => {
  server = await ingestingServer();
  await writeFile(server.at('a.png'), await picture(1));
  await writeFile(server.at('b.png'), await picture(2));
});
afterAll(() => server.close());

const ingestCsv = async (content: string | Buffer, ...parameters: string[]) => {
  await writeFile(server.at('list.csv'), content);
  return server.ingest(server.at('list.csv'), ...parameters);
};

/** What a column becomes whose cells are these. */
async function columnOf(...cells: string[]) {
  const rows = cells.map((cell, index) => `${index === 0 ? 'a' : 'b'}.png,"${cell}"\n`);
  await ingestCsv(`file,x\n${rows.join('')}`);
  const { 'a.png': a, 'b.png': b } = await server.stored();
  return [a?.['x'], b?.['x']].slice(0, cells.length);
}

describe('a column of a CSV list', () => {
  it.each([
    [
      ['12', '-0.5'],
      [12, -0.5],
    ],
    [
      ['123456789012345', ''],
      [123456789012345, undefined],
    ],
    [
      ['12345678901234567890', '1'],
      ['12345678901234567890', '1'],
    ],
    [
      ['12E4', '7'],
      ['12E4', '7'],
    ],
    [
      ['1.10', '1.2.3'],
      ['1.10', '1.2.3'],
    ],
    [
      ['007', '8'],
      ['007', '8'],
    ],
    [
      ['1e400', '1'],
      ['1e400', '1'],
    ],
    [
      ['TRUE', 'false'],
      [true, false],
    ],
    [
      ['true', '1'],
      ['true', '1'],
    ],
    [
      ['12,5', '3'],
      ['12,5', '3'],
    ],
  ])('of %j becomes %j', async (cells, values) => {
    expect(await columnOf(...cells)).toEqual(values);
  });

  it('stays text where --text names it, which has to be there', async () => {
    const list = 'file,sku,price\na.png,100,5\n';
    await ingestCsv(list, '--text', 'sku');
    expect((await server.stored())['a.png']).toEqual({ sku: '100', price: 5 });
    expect(await ingestCsv(list, '--text', 'code')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^COLUMN_NOT_FOUND: .*"code" of --text\. There are file, sku, price\.\n$/),
    });
  });
});

describe('a CSV list', () => {
  it.each([
    ['semicolons', 'file;title\r\na.png;Tasse, rot\r\n', 'Tasse, rot'],
    ['tabs', 'file\ttitle\na.png\ta;b\n', 'a;b'],
    ["Excel's own line before the header", 'sep=;\r\nfile;title\r\na.png;x\r\n', 'x'],
    ['semicolons in quotes, and commas between', 'file,title\na.png,"one;two;three"\n', 'one;two;three'],
    ['a byte order mark', '\uFEFFfile,title\na.png,ü\n', 'ü'],
    ['UTF-16, as Excel has "Unicode text"', Buffer.from('\uFEFFfile\ttitle\r\na.png\tü€\r\n', 'utf16le'), 'ü€'],
    ['Windows-1252', Buffer.from([...Buffer.from('file,title\na.png,M'), 0xfc, 0x80, 0x92, 0x0a]), 'Mü€’'],
    ['rows and columns that were emptied', 'file,title,,\na.png,x,,\n,,,\n\n', 'x'],
  ])('with %s', async (_, content, title) => {
    const { exitCode, stderr } = await ingestCsv(content);
    expect(exitCode, stderr).toBe(0);
    expect((await server.stored())['a.png']).toEqual({ title });
  });

  it('says that it was read as Windows-1252', async () => {
    const { stderr, report } = await ingestCsv(Buffer.from('file,title\na.png,M\u00fcller\n', 'latin1'));
    const note = expect.stringMatching(/list\.csv is not UTF-8: it is read as Windows-1252\./);
    expect({ stderr, notes: report.notes }).toEqual({ stderr: note, notes: [note] });
  });

  it('rejects a row with more cells than columns, by its number, and takes the others', async () => {
    const { exitCode, report } = await ingestCsv('file,title\na.png,large, blue\n\nb.png,fine\n,nothing\n');
    expect(exitCode).toBe(1);
    expect(report.rejected).toEqual([
      {
        file: 'row 2',
        code: 'BAD_USER_INPUT',
        message: expect.stringMatching(/^Cell 3 belongs to no column\..*quotes/),
      },
      { file: 'row 5', code: 'BAD_USER_INPUT', message: expect.stringContaining('"file" is empty') },
    ]);
    expect((await server.stored())['b.png']).toEqual({ title: 'fine' });
  });

  it.each([
    ['file,tag,tag\na.png,1,2\n', /has two columns named "tag"\. Rename one/],
    ['picture,tag\na.png,1\n', /has no column named "file", with a comma, semicolon or tab/],
    ['', /has no column named "file"/],
    ['file,tag\na.png,"open\n', /cannot be read after row 1: Quote Not Closed/],
  ])('is refused as a whole: %j', async (content, message) => {
    const { exitCode, stderr } = await ingestCsv(content);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringMatching(message) });
    expect(stderr).toMatch(/^LIST_UNREADABLE: /);
  });
});
