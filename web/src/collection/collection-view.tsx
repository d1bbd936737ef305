import { useCallback, useMemo, useRef, useState } from 'react';
import type { FilterInput, ImageFieldsFragment, ImageOrder } from 'leopard/client';
import type { Facet } from '../data/filter.js';
import type { Ingest } from '../data/use-ingest.js';
import { useT } from '../i18n/i18n.js';
import { DetailsDialog } from '../results/details-dialog.js';
import { Filters } from '../results/filters.js';
import { Empty } from '../ui/empty.js';
import { FailureNote } from '../ui/failure.js';
import { AddPictures } from './add-pictures.js';
import { ImageGrid } from './image-grid.js';
import { IngestList } from './ingest-list.js';
import { UndoToast } from './undo-toast.js';
import { useDeletion } from './use-deletion.js';
import { useImages } from './use-images.js';

interface Props {
  readonly facets: readonly Facet[] | undefined;
  readonly ingest: Ingest;
  /** Grows when pictures were added. */
  readonly changes: number;
  readonly listLimit: number | undefined;
  /** A picture was deleted. */
  readonly onChange: () => void;
  readonly onUse: (image: ImageFieldsFragment) => void;
}

const cardOf = (id: string): HTMLElement | null => document.querySelector(`[data-image="${id}"] .card-picture`);

/** Browse, add, filter, delete. */
export function CollectionView({ facets, ingest, changes, listLimit, onChange, onUse }: Props) {
  const t = useT();
  const [filter, setFilter] = useState<FilterInput>();
  const [orderBy, setOrder] = useState<ImageOrder>('NEWEST');
  const [open, setOpen] = useState<ImageFieldsFragment>();
  const { listed, failure, reload, more, forget } = useImages({ filter, orderBy, listLimit, changes });
  const deletion = useDeletion(
    useCallback(
      (id: string) => {
        forget(id);
        onChange();
      },
      [forget, onChange],
    ),
  );
  const { gone, remove } = deletion;
  const shown = useMemo(() => listed?.images.filter(({ id }) => !gone.has(id)) ?? [], [listed, gone]);
  const removed = useRef<{ id: string; neighbour?: string }>(undefined);
  const onRemove = useCallback(
    (image: ImageFieldsFragment) => {
      const index = shown.indexOf(image);
      removed.current = { id: image.id, neighbour: (shown[index + 1] ?? shown[index - 1])?.id };
      remove(image);
    },
    [shown, remove],
  );
  // On the picture that came back, or on the one beside the one that went.
  const restoreFocus = useCallback(() => {
    const { id = '', neighbour = '' } = removed.current ?? {};
    (cardOf(id) ?? cardOf(neighbour))?.focus({ preventScroll: true });
  }, []);

  return (
    <main id="main" className="collection">
      <div className="collection-head">
        <h1>{t('collection.heading')}</h1>
        {listed && <p className="hint">{t('collection.count', { count: listed.total })}</p>}
        <AddPictures onFiles={ingest.add} />
      </div>
      <IngestList ingest={ingest} />
      {deletion.failure && <FailureNote failure={deletion.failure} />}
      <div className="toolbar">
        <Filters facets={facets} filter={filter} onChange={setFilter} />
        <label className="field field-inline">
          {t('collection.order')}
          <select value={orderBy} onChange={(event) => setOrder(event.target.value as ImageOrder)}>
            <option value="NEWEST">{t('collection.newest')}</option>
            <option value="OLDEST">{t('collection.oldest')}</option>
          </select>
        </label>
      </div>
      {listed && shown.length === 0 && !deletion.pending && (
        <Empty
          title={filter ? t('collection.noMatch') : t('collection.empty')}
          hint={filter ? undefined : t('collection.emptyHint')}
        />
      )}
      <ImageGrid
        images={shown}
        facets={facets}
        more={listed?.more === true && failure === undefined}
        onMore={more}
        onOpen={setOpen}
        onUse={onUse}
        onRemove={onRemove}
      />
      {failure && <FailureNote failure={failure} onRetry={listed?.more ? more : reload} />}
      {open && (
        <DetailsDialog image={open} onClose={() => setOpen(undefined)}>
          <button type="button" className="button button-primary" onClick={() => onUse(open)}>
            {t('results.useThis')}
          </button>
        </DetailsDialog>
      )}
      {deletion.pending && <UndoToast image={deletion.pending} onUndo={deletion.undo} onFocusLost={restoreFocus} />}
    </main>
  );
}
