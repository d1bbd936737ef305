import { useCallback, useEffect, useMemo, useState } from 'react';
import type { HitFieldsFragment, ImageFieldsFragment, StatusQuery } from 'leopard/client';
import { AskForm } from './ask/ask-form.js';
import { Samples } from './ask/samples.js';
import { Trail } from './ask/trail.js';
import type { MetadataField } from './data/filter.js';
import { type Place, stepOf } from './data/location.js';
import { nameOf } from './data/names.js';
import { emptyQuestion, type Question, type QueryPicture } from './data/question.js';
import type { Search } from './data/use-search.js';
import { messages } from './messages.js';
import { DetailsDialog } from './results/details-dialog.js';
import { Results } from './results/results.js';
import { Skeleton } from './results/skeleton.js';
import { FailureNote } from './ui/failure.js';

interface Props {
  readonly place: Place;
  readonly search: Search;
  readonly status: StatusQuery['status'] | undefined;
  readonly fields: readonly MetadataField[];
  /** What the form says; it outlives a visit to the collection. */
  readonly question: Question;
  readonly onQuestion: (question: Question) => void;
  readonly onNotice: (text: string) => void;
}

export const storedPicture = (image: ImageFieldsFragment): QueryPicture => ({
  kind: 'stored',
  id: image.id,
  preview: image.thumbnail,
  label: nameOf(image),
});

/** Ask, see, refine. */
export function SearchView({ place, search, status, fields, question, onQuestion, onNotice }: Props) {
  const [details, setDetails] = useState<HitFieldsFragment>();
  const { state, ask, loadMore } = search;
  const found = state.status === 'found' ? state.found : state.status === 'asking' ? state.previous : undefined;

  // Another search on screen (asked, back, forward, shared): the form says what it asked.
  const asked = state.status === 'found' ? state.found.question : undefined;
  useEffect(() => {
    if (asked) onQuestion(asked);
  }, [asked, onQuestion]);

  const askNext = (next: Question): void => {
    const step = found && place.searchId ? stepOf(found) : undefined;
    ask({ ...next, minScore: undefined }, { trail: step ? [...place.trail, step] : [] });
  };
  const onRefine = (change: Partial<Question>): void => {
    if (found) ask({ ...found.question, ...change }, { replace: true, trail: place.trail });
  };
  const onUse = useCallback(
    (hit: HitFieldsFragment) => {
      setDetails(undefined);
      onQuestion({ ...emptyQuestion, picture: storedPicture(hit.image), filter: asked?.filter });
      scrollTo({ top: 0, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
      document.getElementById('instruction')?.focus({ preventScroll: true });
    },
    [onQuestion, asked],
  );
  const categories = useMemo(
    () =>
      fields
        .find(({ key }) => key === 'category')
        ?.values.flatMap(({ value }) => (typeof value === 'string' ? [value] : [])) ?? [],
    [fields],
  );

  return (
    <main id="main" className="search" data-started={state.status !== 'idle'}>
      <div className={state.status === 'idle' ? 'hero' : 'visually-hidden'}>
        <h1>{messages.ask.heading}</h1>
        <p>{messages.tagline}</p>
      </div>
      <Trail steps={place.trail} />
      <AskForm
        question={question}
        onChange={onQuestion}
        onAsk={askNext}
        asking={state.status === 'asking'}
        uploadBytes={status?.limits.uploadBytes}
        categories={categories}
      />
      {state.status === 'idle' &&
        (status?.images === 0 ? (
          <div className="empty">
            <h2>{messages.collection.empty}</h2>
            <p>{messages.collection.emptyHint}</p>
          </div>
        ) : (
          <Samples
            onChoose={(image) => onQuestion({ ...question, picture: storedPicture(image), region: undefined })}
          />
        ))}
      {state.status === 'failed' && <FailureNote failure={state.failure} onRetry={state.retry} />}
      {state.status === 'asking' && !found && <Skeleton />}
      {found && (
        <Results
          key={found.result.id}
          found={found}
          busy={state.status === 'asking'}
          loadingMore={state.status === 'found' && state.loadingMore}
          fields={fields}
          status={status}
          onRefine={onRefine}
          onMore={loadMore}
          onUse={onUse}
          onDetails={setDetails}
          onNotice={onNotice}
        />
      )}
      {details && (
        <DetailsDialog image={details.image} onClose={() => setDetails(undefined)}>
          <button type="button" className="button button-primary" onClick={() => onUse(details)}>
            {messages.results.useThis}
          </button>
          <span className="hint">{messages.results.score(details.score)}</span>
        </DetailsDialog>
      )}
    </main>
  );
}
