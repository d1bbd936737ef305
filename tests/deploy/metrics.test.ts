import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startTestServer } from '../support/server.js';
import { send } from '../support/graphql.js';

const deployed = (name: string) => readFile(fileURLToPath(new URL(`../../deploy/${name}`, import.meta.url)), 'utf8');

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}
interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
}

/** Names, and values of labels, that a server gives Prometheus. */
let metrics: string;

beforeAll(async () => {
  const server = await startTestServer({ stopWithTest: false });
  await send(server.endpoint, '{ search(instruction: "a mug") { id } }');
  metrics = await (await fetch(`${server.url}/metrics`)).text();
  await server.stop();
});

/** The metrics that a PromQL expression asks for; `up` is Prometheus' own. */
const asked = (expression: string) => expression.match(/\b(?:leopard|process|nodejs)_\w+/g) ?? [];

function expectThere(where: string, expression: string): void {
  const names = asked(expression);
  if (!/^up\b/.test(expression)) expect(names, where).not.toEqual([]);
  // Counters with labels have no line before the first count; histograms are declared without their suffixes.
  for (const name of names) {
    const declared = new RegExp(`^# TYPE ${name.replace(/_(?:bucket|count|sum)$/, '')}(?:_count)? `, 'm');
    expect(metrics, `${where}: ${name}`).toMatch(declared);
  }
  for (const [, stage] of expression.matchAll(/stage="(\w+)"/g)) expect(metrics).toContain(`stage="${stage}"`);
}

it('the alert rules ask for metrics that there are', async () => {
  const { groups } = parse(await deployed('alerts.yml')) as Rules;
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, expr } of rules) expectThere(alert, expr);
});

it('the dashboard asks for metrics that there are', async () => {
  const { panels } = JSON.parse(await deployed('grafana-dashboard.json')) as Dashboard;
  for (const { title, targets = [] } of panels) for (const { expr } of targets) expectThere(title, expr);
  expect(asked(JSON.stringify(panels)).length).toBeGreaterThan(20);
});
