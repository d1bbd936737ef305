import sharp from 'sharp';

/** Asks over HTTP with a key. */
export interface Client {
  search(question: { readonly picture?: Buffer; readonly words?: string }): Promise<string>;
  store(pictures: readonly Buffer[]): Promise<void>;
  searchAddresses(addresses: readonly string[]): Promise<string>;
}

/** What came of a request: `ok`, or the code of its first error. */
interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

export function createClient(url: string, key: string): Client {
  const headers = { authorization: `Bearer ${key}`, 'apollo-require-preflight': 'true' };
  const send = async (body: FormData | string): Promise<string> => {
    const json: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { ...headers, ...json }, body });
    const { errors } = (await response.json()) as Answer;
    return errors?.[0]?.extensions?.code ?? (errors ? 'an error' : 'ok');
  };
  const upload = (query: string, variables: object, paths: readonly string[], files: readonly Buffer[]) => {
    const form = new FormData();
    form.set('operations', JSON.stringify({ query, variables }));
    form.set('map', JSON.stringify(Object.fromEntries(paths.map((path, index) => [index, [path]]))));
    files.forEach((file, index) => form.set(String(index), new Blob([new Uint8Array(file)]), `${index}.jpg`));
    return send(form);
  };
  return {
    search: ({ picture, words }) =>
      picture
        ? upload(
            'query($file: Upload!) { search(image: { upload: $file }, limit: 3) { id } }',
            { file: null },
            ['variables.file'],
            [picture],
          )
        : send(
            JSON.stringify({
              query: 'query($words: String) { search(instruction: $words, limit: 3) { id } }',
              variables: { words },
            }),
          ),
    store: async (pictures) => {
      const images = pictures.map(() => ({ image: { upload: null } }));
      const paths = pictures.map((_, index) => `variables.images.${index}.image.upload`);
      const query = 'mutation($images: [IngestImageInput!]!) { ingestImages(images: $images) { stored } }';
      const result = await upload(query, { images }, paths, pictures);
      if (result !== 'ok') throw new Error(`storing pictures: ${result}`);
    },
    searchAddresses: (addresses) => {
      const fields = addresses.map(
        (url, index) => `s${index}: search(image: { url: ${JSON.stringify(url)} }, limit: 1) { id }`,
      );
      return send(JSON.stringify({ query: `{ ${fields.join('\n')} }` }));
    },
  };
}

/** A picture like those of people: 640 × 480, never the same twice. */
export function photograph(number: number): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: 80 * 60 * 3 }, (_, index) => Math.abs(index * (number + 3)) % 251);
  return sharp(pixels, { raw: { width: 80, height: 60, channels: 3 } })
    .resize(640, 480)
    .jpeg()
    .toBuffer();
}
