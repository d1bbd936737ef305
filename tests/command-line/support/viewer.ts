import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';

/** What the system would show: a program by the name of the system's own, first on the path, that tells what it is given. */
export interface Viewer {
  /** Settings of a command that finds this viewer. */
  readonly settings: Readonly<Record<string, string>>;
  /** Resolves with the next place that it is told to show. */
  shown(): Promise<string>;
  close(): Promise<void>;
}

export async function startViewer(folder: string): Promise<Viewer> {
  const places: string[] = [];
  const waiting: ((place: string) => void)[] = [];
  const server = createServer((request, response) => {
    const place = decodeURIComponent((request.url ?? '/').slice(1));
    const next = waiting.shift();
    if (next) next(place);
    else places.push(place);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const programs = join(folder, 'programs');
  await mkdir(programs, { recursive: true });
  const program = join(programs, process.platform === 'darwin' ? 'open' : 'xdg-open');
  const tell = `fetch('http://127.0.0.1:${port}/' + encodeURIComponent(process.argv[2]));`;
  await writeFile(program, `#!${process.execPath}\n${tell}\n`, { mode: 0o755 });
  return {
    settings: { PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}` },
    shown: async () => places.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
