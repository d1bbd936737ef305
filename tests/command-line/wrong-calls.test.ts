import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/lib/version.js';
import { leopardHere } from '../support/command-line-here.js';

const SEE = (command: string) => `\`leopard${command} --help\` shows what there is.\n`;

describe('a wrong call', () => {
  it.each([
    [['serv'], "error: unknown command 'serv'\n(Did you mean serve?)\n", ''],
    [['models', 'get'], "error: unknown command 'get'\n", ' models'],
    [['search', '--imge', 'a.jpg'], "error: unknown option '--imge'\n(Did you mean --image?)\n", ' search'],
    [['search'], 'error: give --image, --instruction, or both; or --like.\n', ' search'],
    [['export'], "error: missing required argument 'file.tar'\n", ' export'],
    [['serve', 'data'], "error: too many arguments for 'serve'. Expected 0 arguments but got 1.\n", ' serve'],
    [['ingest', 'nowhere'], 'error: there is no file or folder nowhere.\n', ' ingest'],
    [
      ['serve', '--port', 'http'],
      "error: option '--port <number>' argument 'http' is invalid. It has to be a whole number from 0 to 65535.\n",
      ' serve',
    ],
    [
      ['serve', '--log-level', 'loud'],
      "error: option '--log-level <level>' argument 'loud' is invalid. It has to be one of fatal, error, warn, info, debug, trace, silent.\n",
      ' serve',
    ],
    [
      ['ingest', '.', '--server', 'localhost:4000'],
      "error: option '--server <url>' argument 'localhost:4000' is invalid. It has to be an address such as http://127.0.0.1:4000.\n",
      ' ingest',
    ],
    [
      ['catalogue', 'shop', '--size', '0'],
      "error: option '--size <n>' argument '0' is invalid. It has to be a whole number from 1.\n",
      ' catalogue',
    ],
    [
      ['keys', 'create', '--scope', 'all'],
      "error: option '--scope <scope>' argument 'all' is invalid. Allowed choices are read, write.\n",
      ' keys create',
    ],
  ])('%j is told apart from a fault, and where help is: exit code 2', async (parameters, message, command) => {
    expect(await leopardHere(...parameters)).toEqual({ exitCode: 2, stdout: '', stderr: message + SEE(command) });
  });

  it.each([[[]], [['models']], [['keys']]])('%j has nothing to do, and shows what there is', async (parameters) => {
    const { exitCode, stdout, stderr } = await leopardHere(...parameters);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: leopard/);
  });
});

it.each([[['--help']], [['help']], [['search', '--help']], [['help', 'search']], [['keys', 'create', '--help']]])(
  '%j prints help on standard output',
  async (parameters) => {
    const { exitCode, stdout, stderr } = await leopardHere(...parameters);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: leopard/);
  },
);

it('says which version it is', async () => {
  expect(await leopardHere('--version')).toEqual({ exitCode: 0, stdout: `${VERSION}\n`, stderr: '' });
});
