import { useCallback, useEffect, useRef, useState } from 'react';
import { type FilterInput, type ImageFieldsFragment, type ImageOrder, MetadataFieldsDocument } from 'leopard/client';
import { client } from '../data/client.js';
import { nameOf } from '../data/names.js';
import { useIngest } from '../data/use-ingest.js';
import { useQuery } from '../data/use-query.js';
import { messages } from '../messages.js';
import { DetailsDialog } from '../results/details-dialog.js';
import { Filters } from '../results/filters.js';
import { FailureNote } from '../ui/failure.js';
import { TrashIcon } from '../ui/icons.js';
import { Picture } from '../ui/picture.js';
import { AddPictures } from './add-pictures.js';
import { IngestList } from './ingest-list.js';
import { useDeletion } from './use-deletion.js';
import { useImages } from './use-images.js';

const loadFields = async (signal: AbortSignal) =>
  (await client.request(MetadataFieldsDocument, {}, { signal })).metadataFields;

/** Browse, add, filter, delete. */
export function CollectionView({ onUse }: { readonly onUse: (image: ImageFieldsFragment) => void }) {
  const [filter, setFilter] = useState<FilterInput>();
  const [order, setOrder] = useState<ImageOrder>('NEWEST');
  const [open, setOpen] = useState<ImageFieldsFragment>();
  const { listed, failure, reload, more } = useImages(filter, order);
  const fields = useQuery(loadFields);
  const reloadFields = fields.reload;
  const refresh = useCallback(() => {
    reload();
    reloadFields();
  }, [reload, reloadFields]);
  const ingest = useIngest(refresh);
  const deletion = useDeletion(refresh);
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!listed?.more || !end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more(), { rootMargin: '800px' });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [listed, more]);

  const shown = listed?.images.filter(({ id }) => !deletion.gone.has(id)) ?? [];
  return (
    <main id="main" className="collection">
      <div className="collection-head">
        <h1>{messages.collection.heading}</h1>
        {listed && <p className="hint">{messages.collection.count(listed.total)}</p>}
        <AddPictures onFiles={ingest.add} />
      </div>
      <IngestList ingest={ingest} />
      <div className="toolbar">
        <Filters fields={fields.data ?? []} filter={filter} onChange={setFilter} />
        <label className="field field-inline">
          {messages.collection.order}
          <select value={order} onChange={(event) => setOrder(event.target.value as ImageOrder)}>
            <option value="NEWEST">{messages.collection.newest}</option>
            <option value="OLDEST">{messages.collection.oldest}</option>
          </select>
        </label>
      </div>
      {failure && <FailureNote failure={failure} onRetry={reload} />}
      {deletion.failure && <FailureNote failure={deletion.failure} />}
      {listed && shown.length === 0 && <Empty filtered={filter !== undefined} />}
      <ul className="grid">
        {shown.map((image) => (
          <li key={image.id} className="card" data-image={image.id}>
            <button
              type="button"
              className="card-picture"
              onClick={() => setOpen(image)}
              aria-label={messages.results.details(nameOf(image))}
            >
              <Picture
                src={image.thumbnail}
                alt={nameOf(image)}
                width={image.width}
                height={image.height}
                placeholder={image.placeholder}
              />
            </button>
            <div className="card-words">
              <p className="card-name" title={nameOf(image)}>
                <bdi>{nameOf(image)}</bdi>
              </p>
              <div className="card-tools">
                <button
                  type="button"
                  className="button-link"
                  onClick={() => onUse(image)}
                  aria-label={messages.results.useThisLabel(nameOf(image))}
                >
                  {messages.results.useThis}
                </button>
                <button
                  type="button"
                  className="button-icon"
                  onClick={() => deletion.remove(image)}
                  aria-label={messages.collection.removeLabel(nameOf(image))}
                  title={messages.collection.remove}
                >
                  <TrashIcon />
                </button>
              </div>
            </div>
          </li>
        ))}
      </ul>
      <div ref={end} className="grid-end" />
      {open && (
        <DetailsDialog image={open} onClose={() => setOpen(undefined)}>
          <button type="button" className="button button-primary" onClick={() => onUse(open)}>
            {messages.results.useThis}
          </button>
        </DetailsDialog>
      )}
      {deletion.pending && (
        <div className="toast" role="status">
          <bdi>{messages.collection.removed(nameOf(deletion.pending))}</bdi>
          <button type="button" className="button" onClick={deletion.undo}>
            {messages.collection.undo}
          </button>
        </div>
      )}
    </main>
  );
}

function Empty({ filtered }: { readonly filtered: boolean }) {
  if (filtered) return <p className="empty">{messages.collection.noMatch}</p>;
  return (
    <div className="empty">
      <h2>{messages.collection.empty}</h2>
      <p>{messages.collection.emptyHint}</p>
    </div>
  );
}
