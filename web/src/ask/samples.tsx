import { useCallback } from 'react';
import { type ImageFieldsFragment, ImagesDocument } from 'leopard/client';
import { client } from '../data/client.js';
import { nameOf } from '../data/names.js';
import { useQuery } from '../data/use-query.js';
import { useT } from '../i18n/i18n.js';
import { ArrowIcon, PlusIcon } from '../ui/icons.js';
import { LoadedImage } from '../ui/loaded-image.js';
import { Thumbnail } from '../ui/thumbnail.js';

interface Props {
  /** The longest list that the server gives (`status.limits.listLimit`). */
  readonly listLimit: number;
  /** What can be done with a sample picture, as an instruction. */
  readonly instruction: string | undefined;
  readonly onChoose: (image: ImageFieldsFragment) => void;
  readonly onAsk: (image: ImageFieldsFragment, instruction: string) => void;
}

/** Pictures that the catalogue marks as query pictures rather than products. */
const THEMES = { all: [{ key: 'kind', equals: 'theme' }] };
const SHOWN = 16;
const LOADED = 60;

/** One picture of each theme, the leopard first: what the sample question is about. */
function choose(images: readonly ImageFieldsFragment[]): ImageFieldsFragment[] {
  const byTheme = new Map<unknown, ImageFieldsFragment>();
  for (const image of images) {
    const theme = image.metadata['theme'] ?? image.id;
    if (!byTheme.has(theme)) byTheme.set(theme, image);
  }
  const first = (image: ImageFieldsFragment): number => (image.metadata['theme'] === 'leopard' ? 0 : 1);
  return [...byTheme.values()].sort((a, b) => first(a) - first(b)).slice(0, SHOWN);
}

/** Something to start from, for who has no picture at hand: a whole question, and pictures to ask about. */
export function Samples({ listLimit, instruction, onChoose, onAsk }: Props) {
  const t = useT();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const page = { first: Math.min(LOADED, listLimit), orderBy: 'OLDEST' } as const;
      const themes = await client.request(ImagesDocument, { ...page, filter: THEMES }, { signal });
      if (themes.images.totalCount > 0) return choose(themes.images.edges.map(({ node }) => node));
      const newest = await client.request(ImagesDocument, { first: SHOWN }, { signal });
      return newest.images.edges.map(({ node }) => node);
    },
    [listLimit],
  );
  const { data: images } = useQuery(load);
  if (!images) return <div className="samples-space" />;
  const [example] = images;
  if (!example) return null;
  return (
    <div className="samples">
      {instruction !== undefined && (
        <button type="button" className="example" onClick={() => onAsk(example, instruction)}>
          <span className="hint">{t('ask.example')}</span>
          <LoadedImage src={example.thumbnail} alt={nameOf(example)} width={44} height={44} />
          <PlusIcon />
          <strong>{t('ask.quoted', { instruction })}</strong>
          <ArrowIcon />
        </button>
      )}
      <section aria-labelledby="samples-heading">
        <h2 id="samples-heading">{t('ask.samples')}</h2>
        <ul>
          {images.map((image) => (
            <li key={image.id}>
              <button type="button" onClick={() => onChoose(image)} title={nameOf(image)}>
                <Thumbnail image={image} eager />
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
