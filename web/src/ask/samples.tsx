import { useCallback } from 'react';
import { type ImageFieldsFragment, ImagesDocument } from 'leopard/client';
import { client } from '../data/client.js';
import { nameOf } from '../data/names.js';
import { useQuery } from '../data/use-query.js';
import { messages } from '../messages.js';
import { Picture } from '../ui/picture.js';

/** Pictures that the catalogue marks as query pictures rather than products. */
const THEMES = { all: [{ key: 'kind', equals: 'theme' }] };
const SHOWN = 14;
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

export function Samples({ onChoose }: { readonly onChoose: (image: ImageFieldsFragment) => void }) {
  const load = useCallback(async (signal: AbortSignal) => {
    const themes = await client.request(
      ImagesDocument,
      { first: LOADED, filter: THEMES, orderBy: 'OLDEST' },
      { signal },
    );
    if (themes.images.totalCount > 0) return themes.images;
    return (await client.request(ImagesDocument, { first: SHOWN }, { signal })).images;
  }, []);
  const { data } = useQuery(load);
  const images = choose(data?.edges.map(({ node }) => node) ?? []);
  if (images.length === 0) return null;
  return (
    <section className="samples" aria-labelledby="samples-heading">
      <h2 id="samples-heading">{messages.ask.samples}</h2>
      <ul>
        {images.map((image) => (
          <li key={image.id}>
            <button type="button" onClick={() => onChoose(image)} title={nameOf(image)}>
              <Picture
                src={image.thumbnail}
                alt={nameOf(image)}
                width={image.width}
                height={image.height}
                placeholder={image.placeholder}
                eager
              />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
