import sharp from 'sharp';

async function post(url: string, query: string, variables: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const text = await answer.text();
  if (text.includes('"code"') || text.includes('"errors"')) throw new Error(text);
}

export const searchOnce = (url: string, n: number) =>
  post(url, 'query ($text: String!) { search(instruction: $text, limit: 9) { id hits { image { id } } } }', {
    text: `number ${n}`,
  });

/** Another picture for each number. */
export async function ingestOnce(url: string, n: number): Promise<void> {
  const background = { r: n % 256, g: (n >> 8) % 256, b: (n >> 16) % 256 };
  const bytes = await sharp({ create: { width: 16, height: 16, channels: 3, background } })
    .png()
    .toBuffer();
  const query =
    'mutation ($base64: String!) { ingestImages(images: [{ image: { base64: $base64 } }]) { outcomes { status error { code } } } }';
  await post(url, query, { base64: bytes.toString('base64') });
}

/** Searches and ingestions in turn, by so many clients. @returns requests a second */
export async function loadFor(url: string, milliseconds: number, clients: number): Promise<number> {
  let [done, next] = [0, Math.floor(Math.random() * 1e6)];
  // Until every encoder has a queue.
  const from = performance.now() + 2000;
  const until = from + milliseconds;
  const client = async () => {
    while (performance.now() < until) {
      const n = (next += 1);
      await (n % 2 === 0 ? searchOnce(url, n) : ingestOnce(url, n));
      const now = performance.now();
      if (now >= from && now < until) done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (done * 1000) / milliseconds;
}

/** One after the other. @param before each, untimed @returns p50 and p95 in milliseconds, as text */
export async function latencies(
  count: number,
  task: (n: number) => Promise<void>,
  before: (n: number) => Promise<unknown> = async () => undefined,
): Promise<string> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    await before(n);
    const started = performance.now();
    await task(n);
    times.push(performance.now() - started);
  }
  times.sort((one, other) => one - other);
  const at = (part: number) => Math.round(times[Math.floor(part * times.length)] ?? 0);
  return `${at(0.5)}, ${at(0.95)}`;
}
