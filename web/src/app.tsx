import { useCallback, useEffect, useState } from 'react';
import { type ImageFieldsFragment, MetadataFieldsDocument, StatusDocument } from 'leopard/client';
import { CollectionView } from './collection/collection-view.js';
import { apiKey, client } from './data/client.js';
import { navigate, usePlace } from './data/location.js';
import { emptyQuestion, type Question } from './data/question.js';
import { useConnection } from './data/use-connection.js';
import { useQuery } from './data/use-query.js';
import { useSearch } from './data/use-search.js';
import { messages } from './messages.js';
import { SearchView, storedPicture } from './search-view.js';
import { ConnectionBar } from './ui/connection-bar.js';
import { Header } from './ui/header.js';
import { KeyForm } from './ui/key-form.js';

const NOTICE_TIME = 2_500;
const loadStatus = async (signal: AbortSignal) => (await client.request(StatusDocument, {}, { signal })).status;
const loadFields = async (signal: AbortSignal) =>
  (await client.request(MetadataFieldsDocument, {}, { signal })).metadataFields;

export function App() {
  const place = usePlace();
  const status = useQuery(loadStatus);
  const fields = useQuery(loadFields);
  const [question, setQuestion] = useState<Question>(emptyQuestion);
  const [notice, setNotice] = useState('');
  const search = useSearch(place, status.data?.limits.searchWindow ?? 1000);

  const failure = search.state.status === 'failed' ? search.state.failure : status.failure;
  const reload = useCallback(() => {
    status.reload();
    fields.reload();
  }, [status.reload, fields.reload]);
  const retry = search.state.status === 'failed' ? search.state.retry : undefined;
  const onBack = useCallback(() => {
    reload();
    retry?.();
  }, [reload, retry]);
  const connection = useConnection(failure?.code === 'NETWORK_ERROR', onBack);

  useEffect(() => {
    if (notice === '') return;
    const timer = setTimeout(() => setNotice(''), NOTICE_TIME);
    return () => clearTimeout(timer);
  }, [notice]);

  // A new visit to the start page begins with an empty form.
  useEffect(() => {
    if (place.view === 'search' && place.searchId === undefined && !place.keepQuestion) setQuestion(emptyQuestion);
  }, [place]);

  const useFromCollection = (image: ImageFieldsFragment): void => {
    setQuestion({ ...emptyQuestion, picture: storedPicture(image) });
    navigate({ view: 'search', trail: [], keepQuestion: true });
  };

  if (failure?.code === 'UNAUTHENTICATED') {
    return (
      <>
        <Header place={place} />
        <main id="main">
          <KeyForm
            onDone={() => {
              reload();
              retry?.();
            }}
          />
        </main>
      </>
    );
  }
  return (
    <>
      <Header place={place} />
      <ConnectionBar connection={connection} />
      {place.view === 'collection' ? (
        <CollectionView onUse={useFromCollection} />
      ) : (
        <SearchView
          place={place}
          search={search}
          status={status.data}
          fields={fields.data ?? []}
          question={question}
          onQuestion={setQuestion}
          onNotice={setNotice}
        />
      )}
      <footer className="footer">
        {status.data &&
          `${messages.collection.count(status.data.images)} · ${status.data.model.id} · ${status.data.vectorStore.kind}`}
        {apiKey.get() && (
          <button
            type="button"
            className="button-link"
            onClick={() => {
              apiKey.forget();
              reload();
            }}
          >
            {messages.key.forget}
          </button>
        )}
      </footer>
      <div className="toast toast-quiet" role="status" data-empty={notice === ''}>
        {notice}
      </div>
    </>
  );
}
