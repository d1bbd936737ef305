import { readSamples } from './samples.js';

/** One ready operation of the explorer's collection. */
export interface ReadyOperation {
  readonly name: string;
  readonly query: string;
  readonly variables: string;
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

/**
 * What somebody tries first, in the order in which it makes sense; each runs as it stands, on an empty collection too.
 * @param canRank whether the server has a model that ranks
 */
export function readyOperations({ canRank }: { readonly canRank: boolean }): readonly ReadyOperation[] {
  const { leopard, flowers } = readSamples();
  return [
    {
      name: 'Search by picture and instruction',
      query: `# This picture, changed like that. The picture in the variables is a small one, as base64.
# Your own: write "image": { "upload": null } there, and attach the file below as image.upload.
query ComposedSearch($image: ImageInput!, $instruction: String) {
  search(image: $image, instruction: $instruction, limit: 9) {
    id
    query { image { url(width: 320) } instruction }
    hits { rank score image { id fileName url(width: 320, height: 320) metadata } }
    timings { total queue decode vision fuse vectorSearch }
  }
}`,
      variables: json({ instruction: 'phone case with this image theme', image: { base64: leopard.base64 } }),
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
      name: 'More like this, less like that',
      query: `# like and unlike: pictures or words, weighted against the question's 1. distinct: each product once.
query LikeAndUnlike($instruction: String!, $like: [PartInput!], $unlike: [PartInput!], $distinct: String) {
  search(instruction: $instruction, like: $like, unlike: $unlike, distinct: $distinct, limit: 9) {
    id
    match
    hitCount
    hits { rank match relevance others image { fileName url(width: 320, height: 320) } }
    facets(first: 5) { key values(first: 5) { value count } }
    warnings { code message }
  }
}`,
      variables: json({
        instruction: 'animal print',
        like: [{ text: 'a mug', weight: 0.5 }],
        unlike: [{ text: 'leopard' }],
        distinct: 'title',
      }),
    },
    {
      name: 'Ask again without sending',
      query: `# Afterwards, "image": { "search": "<the id>" } in the variables asks with the same picture: nothing is sent or encoded again.
# influence: what picture and instruction each did. similar: for product pages.
query AskAgain($image: ImageInput!, $instruction: String!) {
  search(image: $image, instruction: $instruction) {
    id
    match
    influence { considered imageOnly instructionOnly both neither }
    hits(limit: 3) { rank image { fileName similar(limit: 3) { image { fileName } } } }
  }
}`,
      variables: json({ instruction: 'on a mug', image: { base64: leopard.base64 } }),
    },
    {
      name: 'Rank and explain',
      query: `# rank: whether a vision-language model looks at the best hits; each new ranking may cost money.
# A ranking for an earlier search: searchResult(id: "…") { rerank { … } }
query RankAndExplain($image: ImageInput!, $instruction: String, $rank: Boolean!) {
  search(image: $image, instruction: $instruction, limit: 9) {
    id
    hits { rank image { fileName } }
    rerank(candidates: 9) @include(if: $rank) {
      explanation
      best { hit { image { fileName url } } reason }
      ranking { position index reason hit { rank image { fileName } } }
      contactSheet { url }
      usage { totalTokens estimatedCost }
    }
  }
}`,
      variables: json({
        rank: canRank,
        instruction: 'phone case with this image theme',
        image: { base64: leopard.base64 },
      }),
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
      name: 'Status and limits',
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
      name: 'Ingest pictures',
      query: `# Stores two small pictures. Your own: "image": { "upload": null } with the file attached below as
# images.0.image.upload, or "image": { "url": "https://…" }, which the server fetches.
mutation Ingest($images: [IngestImageInput!]!) {
  ingestImages(images: $images) {
    stored updated unchanged rejected
    outcomes { index status image { id fileName width height } error { code message } }
  }
}`,
      variables: json({
        images: [leopard, flowers].map(({ fileName, base64 }) => ({
          fileName,
          metadata: { category: 'sample' },
          image: { base64 },
        })),
      }),
    },
    {
      name: 'Change metadata',
      query: `# Of the first of those two pictures. Mutations of one operation run one after the other.
mutation ChangeMetadata($image: IngestImageInput!, $id: ID!, $metadata: JSONObject!) {
  ingestImages(images: [$image]) { outcomes { status } }
  setImageMetadata(id: $id, metadata: $metadata) { id metadata }
}`,
      variables: json({
        id: leopard.id,
        metadata: { category: 'sample', price: 12.5 },
        image: { fileName: leopard.fileName, image: { base64: leopard.base64 } },
      }),
    },
    {
      name: 'Change many pictures',
      query: `# Only if the filter holds for as many pictures as expected; otherwise CONFLICT, with the number, and nothing is changed.
mutation ChangeMany($filter: FilterInput!, $expected: Int!, $set: JSONObject) {
  updateImagesWhere(filter: $filter, expected: $expected, set: $set) { updated }
}`,
      variables: json({
        filter: { all: [{ key: 'category', equals: 'nothing of this kind' }] },
        expected: 0,
        set: { sale: true },
      }),
    },
    {
      name: 'Delete',
      query: `# The two small pictures, where they are stored.
mutation Delete($ids: [ID!]!) {
  deleteImages(ids: $ids) { deleted notFound }
}`,
      variables: json({ ids: [leopard.id, flowers.id] }),
    },
  ];
}
