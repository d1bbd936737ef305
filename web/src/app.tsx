import { useCallback, useEffect, useRef, useState } from 'react';
import { type ImageFieldsFragment, StatusDocument } from 'leopard/client';
import { CollectionView, type Visit } from './collection/collection-view.js';
import { apiKey, client } from './data/client.js';
import { navigate, usePlace } from './data/location.js';
import { emptyQuestion, type Question, storedPicture } from './data/question.js';
import { returnTo } from './data/scroll-position.js';
import { serverState, useServerState } from './data/server-state.js';
import { useConnection } from './data/use-connection.js';
import { useDeletion } from './data/use-deletion.js';
import { useFacets } from './data/use-facets.js';
import { useIngest } from './data/use-ingest.js';
import { useQuery } from './data/use-query.js';
import { useSearch } from './data/use-search.js';
import { useT } from './i18n/i18n.js';
import { SearchView } from './search-view.js';
import { ConnectionBar } from './ui/connection-bar.js';
import { FailureNote } from './ui/failure.js';
import { Header } from './ui/header.js';
import { IngestProgress } from './ui/ingest-progress.js';
import { KeyForm } from './ui/key-form.js';
import { Notice } from './ui/notice.js';

const loadStatus = async (signal: AbortSignal) => (await client.request(StatusDocument, {}, { signal })).status;

interface Props {
  /** What was typed before the scripts were there. */
  readonly instruction: string;
  /** Whether somebody was typing it. */
  readonly typing: boolean;
  /** Whether it was ended with the Enter key. */
  readonly asked: boolean;
}

export function App({ instruction, typing, asked }: Props) {
  const t = useT();
  const place = usePlace();
  const server = useServerState();
  const connection = useConnection();
  const { data: status, failure, reload: reloadStatus } = useQuery(loadStatus);
  const { facets, reload: reloadFacets } = useFacets(status?.limits.listLimit);
  const [question, setQuestion] = useState<Question>({ ...emptyQuestion, instruction });
  const visit = useRef<Visit>({});
  const [notice, setNotice] = useState('');
  const [changes, setChanges] = useState(0);
  const search = useSearch(place, status);

  const refresh = useCallback(() => {
    reloadStatus();
    reloadFacets();
  }, [reloadStatus, reloadFacets]);
  const onStored = useCallback(() => {
    setChanges((before) => before + 1);
    refresh();
  }, [refresh]);
  const deletion = useDeletion(refresh);
  const ingest = useIngest(onStored, status && Math.min(status.limits.filesPerRequest, status.limits.imagesPerIngest));

  useEffect(() => {
    if (typing) document.getElementById('instruction')?.focus();
  }, [typing]);
  const { ask } = search;
  useEffect(() => {
    if (asked) ask({ ...emptyQuestion, instruction });
  }, [asked, ask, instruction]);

  // Back and forward keep the place in a list; anything new begins at the top.
  const { entry } = place;
  useEffect(() => returnTo(entry), [entry]);

  // A new visit to the start page begins with an empty form.
  const before = useRef(place);
  useEffect(() => {
    if (place === before.current) return;
    before.current = place;
    if (place.view === 'search' && place.searchId === undefined && !place.keepQuestion) setQuestion(emptyQuestion);
  }, [place]);

  const useFromCollection = (image: ImageFieldsFragment): void => {
    setQuestion({ ...emptyQuestion, picture: storedPicture(image) });
    navigate({ view: 'search', trail: [], keepQuestion: true });
  };
  const forgetKey = (): void => {
    apiKey.forget();
    serverState.set('key-needed');
  };

  if (server === 'key-needed' || server === 'key-refused') {
    return (
      <>
        <Header place={place} />
        <main id="main">
          <KeyForm refused={server === 'key-refused'} />
        </main>
      </>
    );
  }
  return (
    <>
      <Header place={place}>
        <IngestProgress ingest={ingest} />
      </Header>
      <ConnectionBar connection={connection} />
      {failure && connection === 'online' && <FailureNote failure={failure} onRetry={reloadStatus} />}
      {place.view === 'collection' ? (
        <CollectionView
          visit={visit}
          facets={facets}
          ingest={ingest}
          deletion={deletion}
          changes={changes}
          listLimit={status?.limits.listLimit}
          onEdited={onStored}
          onUse={useFromCollection}
        />
      ) : (
        <SearchView
          place={place}
          search={search}
          status={status}
          facets={facets}
          question={question}
          onQuestion={setQuestion}
          onNotice={setNotice}
        />
      )}
      <footer className="footer">
        {status &&
          `${t('collection.count', { count: status.images })} · ${status.model.id} · ${status.vectorStore.kind}`}
        {apiKey.get() && (
          <button type="button" className="button-link" onClick={forgetKey}>
            {t('key.forget')}
          </button>
        )}
      </footer>
      <Notice text={notice} onEnd={() => setNotice('')} />
    </>
  );
}
