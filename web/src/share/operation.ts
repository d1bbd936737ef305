import { print } from 'graphql';
import { type RegionInput, SearchDocument } from 'leopard/client';
import type { Part, Question, QueryPicture } from '../data/question.js';

/** What is on screen: a question, and how many hits it asked for. */
export interface Shown {
  readonly question: Question;
  readonly limit: number;
}

/** The picture as somebody else can name it: by id, by address, or as a file of their own. */
function imageVariable(picture: QueryPicture | undefined): Record<string, unknown> | undefined {
  switch (picture?.kind) {
    case undefined:
      return undefined;
    case 'stored':
      return { id: picture.id };
    case 'url':
      return { url: picture.url };
    case 'file':
      return { upload: null };
    case 'earlier':
      return picture.sent?.kind === 'url' ? { url: picture.sent.url } : { search: picture.searchId };
  }
}

const partVariables = (parts: readonly Part[] = []): unknown[] | undefined =>
  parts.length > 0 ? parts.map(({ picture, weight }) => ({ image: imageVariable(picture), weight })) : undefined;

function variables({ question, limit }: Shown): Record<string, unknown> {
  const { instruction, region, filter, minScore, distinct } = question;
  const all: Record<string, unknown> = {
    image: imageVariable(question.picture),
    instruction: instruction.trim() || undefined,
    region: question.picture ? rounded(region) : undefined,
    filter,
    minScore,
    distinct,
    like: partVariables(question.like),
    unlike: partVariables(question.unlike),
    limit,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const rounded = (region: RegionInput | undefined): RegionInput | undefined =>
  region &&
  (Object.fromEntries(
    Object.entries(region).map(([side, value]) => [side, Math.round(Number(value) * 1e4) / 1e4]),
  ) as RegionInput);

/** The exact operation for the state on screen, with its variables. */
export const asGraphQL = (shown: Shown): string =>
  `${print(SearchDocument)}\n\n# Variables\n${JSON.stringify(variables(shown), null, 2)}\n`;

/** A program that asks the same with the typed client. */
export function asTypeScript(shown: Shown, url: string): string {
  const upload = imageVariable(shown.question.picture)?.['upload'] === null;
  const text = JSON.stringify(variables(shown), null, 2).replace('"upload": null', '"upload": picture');
  return [
    `import { createClient, SearchDocument } from 'leopard-client';`,
    ...(upload ? [`import { openPicture } from 'leopard-client/node';`] : []),
    '',
    `const client = createClient({ url: ${JSON.stringify(url)} });`,
    ...(upload ? [`const picture = await openPicture('query.jpg');`] : []),
    `const { search } = await client.request(SearchDocument, ${text});`,
    `for (const { rank, score, image } of search?.hits ?? []) console.log(rank, score.toFixed(3), image.fileName);`,
    '',
  ].join('\n');
}

/** Apollo Sandbox, opened with this operation (its documented address parameters). */
export const sandboxAddress = (shown: Shown, endpoint: string): string =>
  `https://studio.apollographql.com/sandbox/explorer?${new URLSearchParams({
    endpoint,
    document: print(SearchDocument),
    variables: JSON.stringify(variables(shown)),
  }).toString()}`;
