/** One ready operation of the explorer's collection. */
export interface ReadyOperation {
  readonly name: string;
  readonly query: string;
  readonly variables: string;
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

/** What somebody tries first, in the order in which it makes sense. Files are attached in the variables pane. */
export const READY_OPERATIONS: readonly ReadyOperation[] = [
  {
    name: 'Status',
    query: `query Status {
  status {
    version
    images
    model { id dimension preprocessing }
    vectorStore { kind healthy vectors }
    reranker { configured model }
    limits { uploadBytes imagesPerIngest searchLimit instructionTokens instructionTokensWithImage }
  }
}`,
    variables: json({}),
  },
  {
    name: 'Ingest uploads',
    query: `# Attach two pictures as images.0.image.upload and images.1.image.upload.
mutation IngestUploads($images: [IngestImageInput!]!) {
  ingestImages(images: $images) {
    stored updated unchanged rejected
    outcomes { index status image { id fileName width height } error { code message } }
  }
}`,
    variables: json({
      images: [
        { image: { upload: null }, metadata: { category: 'phone case' } },
        { image: { upload: null }, fileName: 'another.jpg' },
      ],
    }),
  },
  {
    name: 'Ingest from addresses',
    query: `mutation IngestAddresses($images: [IngestImageInput!]!) {
  ingestImages(images: $images) {
    outcomes { index status image { id fileName } error { code message } }
  }
}`,
    variables: json({ images: [{ image: { url: 'https://example.com/picture.jpg' }, metadata: { source: 'web' } }] }),
  },
  {
    name: 'Search by text',
    query: `query SearchByText($instruction: String!) {
  search(instruction: $instruction, limit: 9) {
    id
    hits { rank score image { id fileName url(width: 320, height: 320) metadata } }
    timings { total fuse vectorSearch }
  }
}`,
    variables: json({ instruction: 'a blue floral umbrella' }),
  },
  {
    name: 'Search by picture and instruction',
    query: `# Attach a picture as image.upload: this picture, changed like that.
query ComposedSearch($image: ImageInput!, $instruction: String) {
  search(image: $image, instruction: $instruction, limit: 9) {
    id
    query { image { url(width: 320) } instruction }
    hits { rank score image { id fileName url(width: 320, height: 320) metadata } }
    timings { total queue decode vision fuse vectorSearch }
  }
}`,
    variables: json({ image: { upload: null }, instruction: 'phone case with this image theme' }),
  },
  {
    name: 'Search with a filter',
    query: `query FilteredSearch($instruction: String!, $filter: FilterInput!) {
  search(instruction: $instruction, filter: $filter, minScore: 0.1) {
    hits { rank score image { id metadata } }
  }
}`,
    variables: json({
      instruction: 'with stripes',
      filter: {
        all: [{ key: 'price', lessThan: 30 }],
        any: [{ key: 'category', in: ['mug', 'phone case'] }],
        none: [{ key: 'sold', equals: true }],
      },
    }),
  },
  {
    name: 'Rank and explain',
    query: `# The id of an earlier search: its hits are not searched again.
query RankAndExplain($id: ID!) {
  searchResult(id: $id) {
    rerank(candidates: 9) {
      explanation
      best { hit { image { fileName url } } reason }
      ranking { position index reason hit { rank image { fileName } } }
      contactSheet { url }
      usage { totalTokens estimatedCost }
    }
  }
}`,
    variables: json({ id: '' }),
  },
  {
    name: 'List pictures and what to filter by',
    query: `query List($first: Int!, $after: String) {
  images(first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { id fileName url(width: 160) metadata createdAt } }
  }
  metadataFields(first: 10) { key count types values(first: 5) { value count } minimum maximum }
}`,
    variables: json({ first: 10 }),
  },
  {
    name: 'Change metadata',
    query: `mutation ChangeMetadata($id: ID!, $metadata: JSONObject!) {
  setImageMetadata(id: $id, metadata: $metadata) { id metadata }
}`,
    variables: json({ id: '', metadata: { category: 'mug', price: 12.5 } }),
  },
  {
    name: 'Delete',
    query: `mutation Delete($ids: [ID!]!) {
  deleteImages(ids: $ids) { deleted notFound }
}`,
    variables: json({ ids: [] }),
  },
];
