import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../../deploy/Dockerfile', import.meta.url));

export interface Dockerfile {
  /** Of the last stage, which is what runs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
  /** Commands of the stage that builds. */
  readonly build: readonly string[];
}

/** What the Dockerfile says, as far as it can be tried without a container engine. */
export async function readDockerfile(): Promise<Dockerfile> {
  const lines = (await readFile(FILE, 'utf8')).replace(/\\\n\s*/g, '').split('\n');
  const last = lines.findLastIndex((line) => line.startsWith('FROM '));
  const valuesOf = (name: string, from = lines) =>
    from.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const stage = lines.slice(last);
  const pairs = valuesOf('ENV', stage).flatMap((line) => line.split(/\s+/));
  return {
    environment: Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string])),
    user: valuesOf('USER', stage)[0] ?? '',
    entrypoint: JSON.parse(valuesOf('ENTRYPOINT', stage)[0] ?? '[]') as string[],
    healthcheck: JSON.parse(/CMD (\[.*\])/.exec(valuesOf('HEALTHCHECK', stage)[0] ?? '')?.[1] ?? '[]') as string[],
    build: valuesOf('RUN', lines.slice(0, last)),
  };
}
