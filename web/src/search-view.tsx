import { useCallback, useEffect, useState } from 'react';
import type { HitFieldsFragment, StatusQuery } from 'leopard/client';
import { AskForm } from './ask/ask-form.js';
import { Samples } from './ask/samples.js';
import { suggestionsFor } from './ask/suggestions.js';
import { Trail } from './ask/trail.js';
import { type Facet, withValue } from './data/filter.js';
import { navigate, type Place, stepOf } from './data/location.js';
import { emptyQuestion, type Question, type QueryPicture, storedPicture } from './data/question.js';
import { useServerState } from './data/server-state.js';
import { type Search, shownIn } from './data/use-search.js';
import { decimal } from './i18n/format.js';
import { useT } from './i18n/i18n.js';
import { DetailsDialog } from './results/details-dialog.js';
import { Results } from './results/results.js';
import { Skeleton } from './results/skeleton.js';
import { Empty } from './ui/empty.js';
import { SearchFailure } from './ui/failure.js';
import { useStable } from './ui/use-stable.js';

interface Props {
  readonly place: Place;
  readonly search: Search;
  readonly status: StatusQuery['status'] | undefined;
  readonly facets: readonly Facet[] | undefined;
  /** What the form says; it outlives a visit to the collection. */
  readonly question: Question;
  readonly onQuestion: (question: Question) => void;
  readonly onNotice: (text: string) => void;
}

/** Of a picture that hits should resemble more or less; the question itself has 1. */
const PART_WEIGHT = 0.5;

/** To the form, where the next instruction is typed. */
function goToForm(): void {
  scrollTo({ top: 0, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  document.getElementById('instruction')?.focus({ preventScroll: true });
}

/** Ask, see, refine. */
export function SearchView({ place, search, status, facets, question, onQuestion, onNotice }: Props) {
  const t = useT();
  const [details, setDetails] = useState<HitFieldsFragment>();
  const { state, ask, loadMore, showAll } = search;
  const found = shownIn(state);
  // Said once for the whole page, and what was asked is asked again by itself.
  const away = useServerState() === 'away';

  // Another search on screen (asked, back, forward, shared): the form says what it asked.
  const asked = state.status === 'found' ? state.found.question : undefined;
  useEffect(() => {
    if (asked) onQuestion(asked);
    document.title = asked?.instruction ? `${asked.instruction} · Leopard` : 'Leopard';
  }, [asked, onQuestion]);

  const askNext = (next: Question): void => {
    const step = found && place.searchId ? stepOf(found) : undefined;
    ask({ ...next, minScore: undefined }, { trail: step ? [...place.trail, step] : [] });
  };
  const onRefine = (change: Partial<Question>): void => {
    if (found) ask({ ...found.question, ...change }, { replace: true, trail: place.trail });
  };
  const startFrom = useCallback(
    (picture: QueryPicture) => {
      onQuestion({ ...emptyQuestion, picture, filter: asked?.filter });
      goToForm();
    },
    [onQuestion, asked],
  );
  const onPart = useStable((side: 'like' | 'unlike', { image }: HitFieldsFragment) => {
    if (!found) return;
    const part = { picture: storedPicture(image), weight: PART_WEIGHT };
    askNext({ ...found.question, [side]: [...(found.question[side] ?? []), part] });
  });
  const onOthers = useStable(({ image }: HitFieldsFragment) => {
    const key = found?.result.query.distinct;
    if (!found || !key) return;
    askNext({ ...found.question, filter: withValue(found.question.filter, key, image.metadata[key]) });
  });
  const onUse = useCallback(
    (hit: HitFieldsFragment) => {
      setDetails(undefined);
      startFrom(storedPicture(hit.image));
    },
    [startFrom],
  );
  const empty = status?.images === 0;

  return (
    <main id="main" className="search" data-started={state.status !== 'idle'}>
      <div className={state.status === 'idle' ? 'hero' : 'visually-hidden'}>
        <h1>{t('ask.heading')}</h1>
        <p>{t('tagline')}</p>
      </div>
      <Trail steps={place.trail} current={found && stepOf(found)} />
      <AskForm
        question={question}
        onChange={onQuestion}
        onAsk={askNext}
        asking={state.status === 'asking'}
        uploadBytes={status?.limits.uploadBytes}
        suggestions={suggestionsFor(question.picture !== undefined, facets)}
      />
      <p className="visually-hidden" role="status">
        {state.status === 'asking' && t('ask.asking')}
        {state.status === 'found' &&
          t(state.found.complete ? 'results.found' : 'results.foundMore', { count: state.found.hits.length })}
      </p>
      {state.status === 'failed' && !(away && state.failure.code === 'NETWORK_ERROR') && (
        <SearchFailure
          failure={state.failure}
          onRetry={state.retry}
          onAskAgain={() => navigate({ view: 'search', trail: [] })}
          askAgainLabel={t('results.startAnew')}
        />
      )}
      {empty && !found && state.status !== 'asking' && (
        <Empty title={t('collection.empty')} hint={t('collection.emptyHint')}>
          <button
            type="button"
            className="button button-primary"
            onClick={() => navigate({ view: 'collection', trail: [] })}
          >
            {t('collection.addFiles')}
          </button>
        </Empty>
      )}
      {status && !empty && !found && state.status !== 'asking' && (
        <Samples
          listLimit={status.limits.listLimit}
          instruction={suggestionsFor(true, facets)[0]}
          onChoose={(image) => startFrom(storedPicture(image))}
          onAsk={(image, instruction) => askNext({ picture: storedPicture(image), instruction })}
        />
      )}
      {state.status === 'asking' && !found && <Skeleton />}
      {found && status && (
        <Results
          found={found}
          busy={state.status === 'asking'}
          more={state.status === 'found' ? state.more : 'idle'}
          facets={facets}
          status={status}
          onRefine={onRefine}
          onMore={loadMore}
          onAll={showAll}
          onUse={onUse}
          onPart={onPart}
          onOthers={onOthers}
          onDetails={setDetails}
          onNotice={onNotice}
        />
      )}
      {details && (
        <DetailsDialog
          image={details.image}
          among={found?.hits.map(({ image }) => image) ?? []}
          onShow={(image) => setDetails(found?.hits.find((hit) => hit.image.id === image.id))}
          onClose={() => setDetails(undefined)}
        >
          <button type="button" className="button button-primary" onClick={() => onUse(details)}>
            {t('results.useThis')}
          </button>
          <span className="hint">{t('results.score', { score: decimal(details.score, 3) })}</span>
        </DetailsDialog>
      )}
    </main>
  );
}
