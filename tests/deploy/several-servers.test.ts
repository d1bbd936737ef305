import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { OWN_PATHS } from '../../src/config/public-path.js';
import { pythonEnvironment } from '../support/python-env.js';
import { readDockerfile } from '../container/dockerfile.js';
import { COMMANDS, DEPLOY, expectUsable, read } from './usable.js';

interface Container {
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly envFrom?: readonly Readonly<Record<string, { readonly name: string }>>[];
  readonly [probe: string]: unknown;
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
    readonly containers?: readonly Container[];
  };
}

it('the Kubernetes manifests set what there is, run commands and ask addresses that there are, as a user without rights', async () => {
  const files = (await readdir(join(DEPLOY, 'kubernetes'))).filter((name) => name.endsWith('.yaml'));
  const texts = await Promise.all(files.map((name) => read(`kubernetes/${name}`)));
  const manifests = texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Manifest));
  const valuesOf = (kind: string, name: string | undefined) =>
    manifests
      .filter((manifest) => manifest.kind === kind && manifest.metadata.name === name)
      .map(({ data, stringData }) => data ?? stringData)[0];
  const { environment: ofImage } = await readDockerfile();
  const containers = manifests.flatMap(({ spec }) => spec?.template?.spec.containers ?? spec?.containers ?? []);
  expect(containers.length).toBeGreaterThan(1);
  for (const container of containers) {
    const from = (container.envFrom ?? []).flatMap((source) =>
      Object.entries(source).map(([kind, { name }]) => valuesOf(kind === 'secretRef' ? 'Secret' : 'ConfigMap', name)),
    );
    expect(from).not.toContain(undefined);
    const own = Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value]));
    expectUsable('kubernetes', Object.assign({}, ofImage, ...from, own) as Record<string, string>);
    expect(COMMANDS).toContain(container.args?.[0]);
    expect(container['securityContext']).toMatchObject({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    });
    for (const [, path = ''] of JSON.stringify(container).matchAll(/"path":"\/([^"]*)"/g))
      expect([...OWN_PATHS]).toContain(path);
  }
});

const validator = await pythonEnvironment('kubernetes');
it.skipIf(validator === undefined)(
  'the Kubernetes manifests hold to the schemas of Kubernetes, without a field it does not know',
  async () => {
    const folder = join(DEPLOY, 'kubernetes');
    const files = (await readdir(folder)).map((name) => join(folder, name));
    const program = join(validator ?? '', 'bin', 'kubernetes-validate');
    const { stdout, stderr } = await promisify(execFile)(program, ['-k', '1.31', '--strict', ...files]);
    expect(`${stdout}${stderr}`).not.toMatch(/ERROR|WARN/);
    expect(`${stdout}${stderr}`).toContain('deployment/leopard');
  },
);

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly command?: readonly string[];
        readonly environment?: Readonly<Record<string, string>>;
      }
    >
  >;
}

it('the compose file sets what there is, and names no variable that its example lacks', async () => {
  const text = await read('compose/compose.yml');
  const given = Object.fromEntries(
    [...(await read('compose/example.env')).matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
      name,
      value || 'given',
    ]),
  );
  const filled = text.replace(/(?<!\$)\$\{(\w+)[^}]*\}/g, (_, name: string) => {
    expect(Object.keys(given)).toContain(name);
    return given[name] ?? '';
  });
  const { services } = parse(filled, { merge: true }) as Compose;
  const ours = Object.entries(services).filter(([, { image }]) => image === 'leopard');
  expect(ours.map(([name]) => name)).toEqual(['leopard-1', 'leopard-2', 'migrate']);
  const { environment: ofImage } = await readDockerfile();
  for (const [name, { environment, command = ['serve'] }] of ours) {
    expectUsable(name, { ...ofImage, ...environment });
    expect(COMMANDS).toContain(command[0]);
    expect(environment?.['VECTOR_STORE']).toContain('milvus');
  }
  // What the proxy hands on to is there.
  for (const [, host = ''] of (await read('compose/nginx.conf')).matchAll(/server ([\w-]+):4000/g))
    expect(Object.keys(services)).toContain(host);
});
