import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FilterInput, ImageFieldsFragment, ImageOrder } from 'leopard/client';
import type { Facet } from '../data/filter.js';
import type { Deletion } from '../data/use-deletion.js';
import type { Ingest } from '../data/use-ingest.js';
import { useT } from '../i18n/i18n.js';
import { DetailsDialog } from '../results/details-dialog.js';
import { Filters } from '../results/filters.js';
import { Empty } from '../ui/empty.js';
import { FailureNote } from '../ui/failure.js';
import { UndoToast } from '../ui/undo-toast.js';
import { AddPictures } from './add-pictures.js';
import { EditDialog } from './edit-dialog.js';
import { ImageGrid } from './image-grid.js';
import { IngestList } from './ingest-list.js';
import { SelectionBar } from './selection-bar.js';
import { type Listed, useImages } from './use-images.js';
import { useSelection } from './use-selection.js';

/** What a visit to the collection leaves to the next one. */
export interface Visit {
  readonly filter?: FilterInput | undefined;
  readonly orderBy?: ImageOrder;
  readonly listed?: Listed | undefined;
}

interface Props {
  readonly visit: RefObject<Visit>;
  readonly facets: readonly Facet[] | undefined;
  readonly ingest: Ingest;
  /** Grows when pictures were added. */
  readonly changes: number;
  readonly listLimit: number | undefined;
  readonly deletion: Deletion;
  /** Names or metadata were changed. */
  readonly onEdited: () => void;
  readonly onUse: (image: ImageFieldsFragment) => void;
}

const cardOf = (id: string): HTMLElement | null => document.querySelector(`[data-image="${id}"] .card-picture`);

/** Browse, add, filter, delete. */
export function CollectionView(props: Props) {
  const { visit, facets, ingest, changes, listLimit, deletion, onEdited, onUse } = props;
  const t = useT();
  const [filter, setFilter] = useState(visit.current.filter);
  const [orderBy, setOrder] = useState<ImageOrder>(visit.current.orderBy ?? 'NEWEST');
  const [open, setOpen] = useState<ImageFieldsFragment>();
  const [before] = useState(visit.current.listed);
  const { listed, failure, reload, more } = useImages({ filter, orderBy, listLimit, changes, before });
  useEffect(() => {
    visit.current = { filter, orderBy, listed };
  }, [visit, filter, orderBy, listed]);
  const { gone, remove } = deletion;
  const shown = useMemo(() => listed?.images.filter(({ id }) => !gone.has(id)) ?? [], [listed, gone]);
  const removed = useRef<{ id: string; neighbour?: string }>(undefined);
  const onRemove = useCallback(
    (...images: readonly ImageFieldsFragment[]) => {
      const [first] = images;
      if (!first) return;
      const index = shown.indexOf(first);
      const left = (image: ImageFieldsFragment | undefined): boolean => image !== undefined && !images.includes(image);
      const neighbour = shown.slice(index).find(left) ?? shown.slice(0, index).findLast(left);
      removed.current = { id: first.id, neighbour: neighbour?.id };
      remove(images);
    },
    [shown, remove],
  );
  const listedIds = useMemo(() => shown.map(({ id }) => id), [shown]);
  const selection = useSelection(listedIds);
  const chosen = shown.filter(({ id }) => selection.ids.has(id));
  const [editing, setEditing] = useState<readonly ImageFieldsFragment[]>();
  // On the picture that came back, or on the one beside the one that went.
  const restoreFocus = useCallback(() => {
    const { id = '', neighbour = '' } = removed.current ?? {};
    (cardOf(id) ?? cardOf(neighbour))?.focus({ preventScroll: true });
  }, []);

  return (
    <main id="main" className="collection">
      <div className="collection-head">
        <h1>{t('collection.heading')}</h1>
        {listed && (
          <p className="hint">
            {t('collection.count', { count: listed.total - (listed.images.length - shown.length) })}
          </p>
        )}
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
      {listed && shown.length === 0 && deletion.pending.length === 0 && (
        <Empty
          title={filter ? t('collection.noMatch') : t('collection.empty')}
          hint={filter ? undefined : t('collection.emptyHint')}
        >
          {filter && (
            <button type="button" className="button" onClick={() => setFilter(undefined)}>
              {t('results.clearFilters')}
            </button>
          )}
        </Empty>
      )}
      <ImageGrid
        images={shown}
        facets={facets}
        more={listed?.more === true && failure === undefined}
        onMore={more}
        onOpen={setOpen}
        onUse={onUse}
        onRemove={onRemove}
        selection={selection}
      />
      {chosen.length > 0 && (
        <SelectionBar
          images={chosen}
          onEdit={() => setEditing(chosen)}
          onRemove={() => onRemove(...chosen)}
          onClear={selection.clear}
        />
      )}
      {failure && <FailureNote failure={failure} onRetry={listed?.more ? more : reload} />}
      {open && (
        <DetailsDialog image={open} among={shown} onShow={setOpen} onClose={() => setOpen(undefined)}>
          <button type="button" className="button button-primary" onClick={() => onUse(open)}>
            {t('results.useThis')}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              setOpen(undefined);
              setEditing([open]);
            }}
          >
            {t('edit.open')}
          </button>
        </DetailsDialog>
      )}
      {editing && (
        <EditDialog
          images={editing}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined);
            onEdited();
          }}
        />
      )}
      <UndoToast deletion={deletion} onFocusLost={restoreFocus} />
    </main>
  );
}
