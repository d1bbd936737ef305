/** Operations that every field and argument of the schema is in; the fuzzer breaks them. */
export const SEEDS: readonly { readonly query: string; readonly variables: Record<string, unknown> }[] = [
  {
    query: `query A($image: ImageInput, $instruction: String, $limit: Int! = 9, $filter: FilterInput, $region: RegionInput, $minScore: Float) {
      search(image: $image, instruction: $instruction, limit: $limit, filter: $filter, region: $region, minScore: $minScore) {
        id createdAt expiresAt
        query { instruction minScore filter region { left top width height } image { url(width: 10) width height stored { id } } }
        hits(limit: 5, offset: 1) { rank score image { id fileName url(width: 32, height: 32) metadata createdAt placeholder } }
        timings { total queue decode vision fuse vectorSearch }
      }
    }`,
    variables: {
      instruction: 'a red square',
      limit: 4,
      minScore: -1,
      filter: {
        all: [{ key: 'number', atLeast: 1, lessThan: 9 }],
        any: [{ key: 'parity', in: ['odd', 'even'] }],
        none: [{ key: 'x', exists: true }],
      },
    },
  },
  {
    query: `query B($first: Int!, $after: String, $filter: FilterInput, $orderBy: ImageOrder! = NEWEST) {
      images(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id url bytes mimeType } }
      }
      metadataFields(first: 5) { key count types values(first: 3) { value count } minimum maximum }
    }`,
    variables: { first: 3, filter: { all: [{ key: 'number', equals: 1 }] } },
  },
  {
    query: `query C($id: ID!, $candidates: Int! = 9) {
      searchResult(id: $id) { id hits { rank } rerank(candidates: $candidates, includeMetadata: ["number"], model: "x") { explanation ranking { position } } }
      image(id: $id) { id } status { version images limits { uploadBytes aliases } reranker { models } }
    }`,
    variables: { id: 'AAAA' },
  },
  {
    query: `mutation D($images: [IngestImageInput!]!) {
      ingestImages(images: $images) { stored updated unchanged rejected outcomes { index status image { id } error { code message } } }
    }`,
    variables: {
      images: [
        { image: { base64: 'iVBORw0KGgo=' }, fileName: 'a.png', metadata: { a: [1, { b: null }] } },
        { image: { url: 'http://127.0.0.1:1/a.png' } },
      ],
    },
  },
  {
    query: `mutation E($id: ID!, $metadata: JSONObject!, $ids: [ID!]!) {
      setImageMetadata(id: $id, metadata: $metadata) { id metadata } deleteImages(ids: $ids) { deleted notFound }
    }`,
    variables: { id: 'a', metadata: { a: 1 }, ids: ['b', 'c'] },
  },
  {
    query: `query F { ...Q } fragment Q on Query { a: search(instruction: "x", limit: 1) { ...S } b: __typename } fragment S on SearchResult { id hits { image { ... on Image { id } } } }`,
    variables: {},
  },
];
